"""Short answers where there is no theme to decide on: to a line of "Other things we heard", and to all who spoke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions.agency import Incomplete, TwoPeopleNeeded, publishers_only
from listening.actions.records import ShortAnswer
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.languages import own_name
from listening.core.loop import Happened
from listening.engagements.models import Engagement
from listening.themes import others
from listening.themes.hold import hold
from listening.themes.models import Theme
from listening.themes.records import OtherThing


@dataclass(frozen=True)
class Told:
    """A line as everyone reads it, with what the agency says to it."""

    line: OtherThing
    answer: ShortAnswer | None


def other_things(engagement_id: int) -> list[Told]:
    """The public list of an engagement; empty where there are too few lines."""
    return _answered(others.told([engagement_id]).get(engagement_id, []))


def said_to(contribution_id: str) -> list[Told]:
    """What the receipt of a single voice shows."""
    return _answered(others.said_by(contribution_id))


def _answered(lines: Sequence[OtherThing]) -> list[Told]:
    query = select(ShortAnswer).where(ShortAnswer.other_thing_id.in_([one.id for one in lines]))
    found = {
        one.other_thing_id: one
        for one in db.session.scalars(query.where(ShortAnswer.published_on.is_not(None)))
    }
    return [Told(line, found.get(line.id)) for line in lines]


def to_everyone(engagement_id: int) -> ShortAnswer | None:
    """What the agency said in public to all who spoke, where no theme was found."""
    answer = answer_for(engagement_id)
    return answer if answer and answer.published_on else None


def answer_for(engagement_id: int, line_id: int | None = None) -> ShortAnswer | None:
    """The answer to a line, or to everyone, whether or not it is public."""
    return db.session.scalar(
        select(ShortAnswer).where(
            ShortAnswer.engagement_id == engagement_id,
            ShortAnswer.other_thing_id.is_not_distinct_from(line_id),
        )
    )


def answers_in(engagement_id: int) -> Mapping[int | None, ShortAnswer]:
    """Every short answer of an engagement by its line; under None what is said to everyone."""
    query = select(ShortAnswer).where(ShortAnswer.engagement_id == engagement_id)
    return {one.other_thing_id: one for one in db.session.scalars(query)}


def speaks_to_everyone(engagement: Engagement) -> bool:
    """Whether all who spoke are answered at once: listening has ended, and readers signed off no theme."""
    return engagement in without_theme()


def without_theme() -> Sequence[Engagement]:
    """Every engagement in which listening has ended and no theme is signed off, the first due first."""
    themed = select(Theme.engagement_id).where(Theme.signed_off_on.is_not(None))
    query = select(Engagement).where(Engagement.closed_on.is_not(None), Engagement.id.not_in(themed))
    return db.session.scalars(query.order_by(Engagement.respond_by, Engagement.id)).all()


def draft(by: Staff, engagement: Engagement, line: OtherThing | None, words: Words) -> ShortAnswer:
    """Write an answer, or write it anew while it is not public; whoever writes last is its drafter.

    Args:
        by: who writes it.
        engagement: whose promise it is.
        line: what it answers; None for everyone who spoke.
        words: the answer, in every language.

    Raises:
        Refused: when it is public, or there is nothing to answer.
        Incomplete: while a language is missing.
    """
    publishers_only(by)
    refuse_if_nothing_to_answer(engagement, line)
    if missing := words.missing(engagement.languages):
        raise Incomplete(
            _("This is still missing: %(parts)s.", parts="; ".join(own_name(one) for one in missing))
        )
    answer = answer_for(engagement.id, line.id if line else None) or ShortAnswer(
        engagement_id=engagement.id, engagement=engagement, other_thing_id=line.id if line else None
    )
    refuse_if_public(answer)
    answer.words, answer.drafted_by_id = words, by.id
    db.session.add(answer)
    db.session.flush()
    return answer


def refuse_if_nothing_to_answer(engagement: Engagement, line: OtherThing | None) -> None:
    """A line must stand, and everyone is answered at once only where there is no theme."""
    if line is None and not speaks_to_everyone(engagement):
        raise Refused(_("Here each theme gets its own answer."))
    if line is not None and line not in others.checked(engagement.id):
        raise Refused(_("This line is not public."))


def refuse_if_public(answer: ShortAnswer) -> None:
    if answer.published_on:
        raise Refused(_("This answer is public. It cannot be changed any more."))


def publish(by: Staff, answer: ShortAnswer) -> None:
    """Make an answer public.

    Raises:
        TwoPeopleNeeded: when the one who wrote it tries.
    """
    publishers_only(by)
    hold(answer.engagement_id)
    refuse_if_public(answer)
    if answer.drafted_by_id == by.id:
        raise TwoPeopleNeeded(_("You wrote this. Someone else must read it and publish it."))
    answer.published_by_id, answer.published_on = by.id, clock.today()
    db.session.flush()
    if answer.other_thing_id is not None:
        others.record(Happened.OTHER_THINGS_ANSWERED, by, answer.engagement_id)
        return
    journal.record(
        Happened.EVERYONE_ANSWERED, on=clock.today(), engagement_id=answer.engagement_id, staff_id=by.id
    )
