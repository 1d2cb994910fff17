"""What the sweeper does here: erase evidence that was taken away."""

from flask import Flask

from listening.actions.evidence import erase_removed
from listening.core import jobs


def register(app: Flask) -> None:
    jobs.register(app, "evidence", erase_removed)
