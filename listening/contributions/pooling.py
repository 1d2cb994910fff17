"""How a survey is sealed: in pools while it is open, the rest at its close; its choices once, at the end.

A pool of at least five, at most one a day: nobody who watches the vault can tell whose words came when.
"""

from collections.abc import Sequence

from flask import Flask

from listening.contributions import tallies
from listening.contributions.asked import gathering_of
from listening.contributions.door import Keeper, drop, register_keeper
from listening.contributions.intake import WITHDRAWN, Dropped, Gathering, intake
from listening.contributions.rules import SMALLEST_POOL
from listening.contributions.service import SPOKEN, engagement_gathering, waiting
from listening.contributions.tombstones import bury, lost
from listening.contributions.vault import enough_spoke, into_vault
from listening.core import clock
from listening.core.database import db
from listening.sessions.rules import State
from listening.surveys.models import Survey

#: What was chosen in a survey waits beside the words, in a file of its own, so that nothing ties the two.
CHOICES = "choices"
#: The same from someone who showed no proof: counted apart and shown to the team alone.
CHOICES_APART = "choices_apart"


def register(app: Flask) -> None:
    tallies.register(app, CHOICES)
    tallies.register(app, CHOICES_APART)
    register_keeper(app, Keeper("survey", survey_due, settle_survey, survey_verified))
    register_keeper(app, Keeper(CHOICES, choices_due, settle_choices, choices_verified))


def choices_gathering(survey: Survey) -> Gathering:
    return Gathering(CHOICES, survey.id)


def survey_due(number: int) -> bool:
    """Closed, or five wait and none of it was sealed today."""
    survey = db.session.get(Survey, number)
    if survey is None:
        return False
    enough = waiting(survey) >= SMALLEST_POOL and survey.pooled_on != clock.today()
    return survey.state is State.CLOSED or enough


def settle_survey(number: int, rows: Sequence[Dropped]) -> None:
    """Into the vault, or into the engagement's pool when fewer than five are left at the end."""
    survey = db.session.get_one(Survey, number)
    spoken = [row for row in rows if row.kind in SPOKEN]
    if spoken and not enough_spoke(rows) and survey.engagement.closed_on is None:
        for kind in SPOKEN:
            acts = [(row.id, row.body) for row in spoken if row.kind == kind]
            drop(engagement_gathering(survey.engagement_id), kind, acts)
        bury(row.id for row in rows if row.kind == WITHDRAWN)
    else:
        into_vault(gathering_of(survey), rows)
    survey.pooled_on = clock.today()


def survey_verified(number: int, rows: Sequence[Dropped]) -> bool:
    survey = db.session.get_one(Survey, number)
    spoken = {row.id for row in rows if row.kind in SPOKEN}
    pool = engagement_gathering(survey.engagement_id)
    pooled = {row.id for row in intake().store(pool).held(sorted(spoken))} if intake().exists(pool) else set()
    return not lost(spoken - pooled)


def choices_due(number: int) -> bool:
    survey = db.session.get(Survey, number)
    return survey is not None and survey.state is State.CLOSED


def settle_choices(number: int, rows: Sequence[Dropped]) -> None:
    tallies.count_up(Gathering(CHOICES, number), rows)


def choices_verified(number: int, rows: Sequence[Dropped]) -> bool:
    return tallies.verified(Gathering(CHOICES, number), rows)
