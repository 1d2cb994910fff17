"""What the sweeper does here: seal what is due, and erase what was withdrawn."""

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from listening.contributions import importing, pooling, proof, service, uploads, vault, withdrawals
from listening.contributions.door import Keeper, Kind, init_door, register_keeper, register_kind
from listening.contributions.intake import Gathering, Intake, NotStored, intake
from listening.contributions.rules import SMALLEST_POOL
from listening.contributions.sealing import seal_what_is_due
from listening.core import clock, jobs
from listening.core.database import db
from listening.core.errors import problem
from listening.core.models import Setting
from listening.engagements.holds import is_held
from listening.sessions.models import ListeningSession

#: Remembers the last day withdrawals were swept; set every day, whether or not there were any.
SWEPT = "withdrawals_swept_on"


def register(app: Flask) -> None:
    init_door(app)
    app.register_error_handler(NotStored, not_now)
    app.extensions["hearback_intake"] = Intake(app.config["SETTINGS"].intake)
    register_kind(app, Kind(service.CONTRIBUTION, service.FIELDS, replace=True))
    register_kind(app, Kind(service.QUARANTINED, service.FIELDS, replace=True))
    register_kind(app, Kind(service.WITHDRAWAL, frozenset({"contribution_id"})))
    register_keeper(app, Keeper("session", vault.session_due, vault.settle_session, vault.session_verified))
    register_keeper(
        app, Keeper("engagement", vault.engagement_due, vault.settle_engagement, vault.pool_verified)
    )
    register_keeper(
        app,
        Keeper(
            service.WITHDRAWAL,
            withdrawals_due,
            withdrawals.settle_withdrawals,
            withdrawals.withdrawals_verified,
        ),
    )
    importing.register(app)
    proof.register(app)
    pooling.register(app)
    uploads.register(app)
    jobs.register(app, "seal", seal)


def not_now(_error: NotStored) -> ResponseReturnValue:
    """The disk of the intake failed where no page has words of its own for it."""
    db.session.rollback()
    return problem(503, text=str(_("We could not do this just now. Please try again in a moment.")))


def seal() -> int:
    make_room_for_silence()
    sealed = seal_what_is_due()
    note_the_day()
    return sealed


def make_room_for_silence() -> None:
    """A closed session in which nobody sent anything has no intake; an empty one lets it be sealed like the rest."""
    closed = select(ListeningSession).where(
        ListeningSession.closed_at.is_not(None), ListeningSession.sealed_on.is_(None)
    )
    for session in db.session.scalars(closed).all():
        gathering = service.session_gathering(session)
        if not intake().exists(gathering):
            intake().store(gathering)


def withdrawals_due(number: int) -> bool:
    """Once a day, or as soon as five wait: a deletion must not show when it was asked for. Never during a hold."""
    if is_held(number):
        return False
    waiting = intake().store(Gathering(service.WITHDRAWAL, number)).count(service.WITHDRAWAL)
    return waiting >= SMALLEST_POOL or Setting.value_of(SWEPT) != clock.today().isoformat()


def note_the_day() -> None:
    today = clock.today().isoformat()
    if Setting.value_of(SWEPT) != today:
        Setting.put(SWEPT, today)
        db.session.commit()
