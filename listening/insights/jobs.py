"""What the sweeper does here: the weekly page and reminders, to staff and units that have a mailbox."""

from flask import Flask

from listening.core import jobs
from listening.insights.reminders import remind
from listening.insights.weekly import send_weekly


def register(app: Flask) -> None:
    jobs.register(app, "weekly page", send_weekly)
    jobs.register(app, "reminders", remind)
