"""What the sweeper does here: letters to those who asked for them."""

from flask import Flask

from listening.core import jobs
from listening.reportbacks.mailing import send_letters


def register(app: Flask) -> None:
    jobs.register(app, "letters", send_letters)
