"""What the sweeper does here: evaluate windows whose last day is over, and ask again after months."""

from typing import Any

from flask import Flask

from listening.confirmations import apart, service
from listening.confirmations.afterwards import WORDS
from listening.confirmations.again import ask_again
from listening.confirmations.forgetting import forget_messages
from listening.contributions.door import Keeper, Kind, register_keeper, register_kind
from listening.contributions.intake import Gathering, intake
from listening.contributions.sealing import seal
from listening.core import jobs
from listening.core.database import db
from listening.reportbacks.service import report_back_published
from listening.themes.models import Theme

#: Sealed by ``evaluate`` below, also when nobody answered and no intake exists.
KEEPER = Keeper("confirmation", lambda _number: False, service.settle, service.verified)


def register(app: Flask) -> None:
    register_kind(app, Kind(service.VERDICT, service.FIELDS, replace=True))
    register_keeper(app, KEEPER)
    register_kind(app, Kind(apart.KIND, apart.FIELDS))
    register_keeper(app, Keeper(apart.PREFIX, apart.due, apart.settle, apart.verified))
    jobs.register(app, "evaluate", evaluate)
    jobs.register(app, "ask again", ask_again)
    WORDS.register(app, "words of the week")
    jobs.register(app, "messages", forget_messages)
    report_back_published.connect(on_published)


def on_published(theme: Theme, **_facts: Any) -> None:
    service.open_window(theme)


def evaluate() -> int:
    """Evaluate every ended window; how many."""
    numbers = [confirmation.id for confirmation in service.ended()]
    db.session.commit()
    for number in numbers:
        gathering = Gathering("confirmation", number)
        intake().store(gathering)
        seal(gathering, KEEPER)
    return len(numbers)
