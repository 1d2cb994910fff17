"""Other things we heard: what single voices said, in public, in a reader's words that point to nobody.

One reader writes a line, another reads it beside what was said, then it is public. It stands as long as a single voice
stands behind it: words that are taken back, or put into a theme, take it along.
"""

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select

from listening.accounts.models import Staff
from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.contributions.rules import Consent
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.languages import own_name
from listening.core.loop import Happened
from listening.core.models import Event
from listening.engagements.models import Engagement, Prompt
from listening.themes.hold import NotHere, NotReady, hold, readers_only
from listening.themes.models import Disposition
from listening.themes.records import Behind, OtherThing
from listening.themes.rules import FEWEST_LINES, Place


def write(by: Staff, engagement: Engagement, contribution_ids: Collection[str], words: Words) -> OtherThing:
    """Write a line from single voices; nobody outside sees it until a second reader looked at it.

    Raises:
        NotHere: when one of them is no single voice any more, or asked only to be counted.
        NotReady: while a language is missing.
    """
    readers_only(by)
    hold(engagement.id)
    chosen = set(contribution_ids)
    if not chosen or chosen - set(db.session.scalars(speakable(engagement.id))):
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))
    line = OtherThing(engagement_id=engagement.id, engagement=engagement, written_by_id=by.id)
    _put(line, words)
    db.session.add(line)
    db.session.flush()
    db.session.add_all(Behind(contribution_id=one, other_thing_id=line.id) for one in sorted(chosen))
    db.session.flush()
    return line


def change(by: Staff, line: OtherThing, words: Words) -> None:
    """Change a line that is not public; whoever writes last is its writer."""
    readers_only(by)
    hold(line.engagement_id)
    if line.published_on:
        raise NotReady(_("This line is public. Take it back first."))
    _put(line, words)
    line.written_by_id = by.id


def _put(line: OtherThing, words: Words) -> None:
    if missing := words.missing(line.engagement.languages):
        raise NotReady(
            _("This is still missing: %(parts)s.", parts="; ".join(own_name(one) for one in missing))
        )
    line.words = words


def publish(by: Staff, line: OtherThing) -> None:
    """A second reader finds that a line says what was said, and points to nobody: it is public.

    Raises:
        NotAllowed: for the one who wrote it, and for anyone but a reader.
    """
    readers_only(by)
    hold(line.engagement_id)
    if line.written_by_id == by.id:
        raise NotAllowed(_("You wrote this. Another reader must read it first."))
    if line.published_on:
        raise NotReady(_("This line is public already."))
    if line.id not in set(db.session.scalars(_standing())):
        raise NotReady(_("No single voice stands behind this line any more."))
    line.checked_by_id, line.published_on = by.id, clock.today()
    db.session.flush()
    record(Happened.OTHER_THINGS_TOLD, by, line.engagement_id)


def take_back(by: Staff, line: OtherThing) -> None:
    """Take a line away, with its answer, for example because someone could know who said it."""
    readers_only(by)
    hold(line.engagement_id)
    if line.published_on:
        record(Happened.OTHER_THINGS_TAKEN_BACK, by, line.engagement_id)
    db.session.delete(line)
    db.session.flush()


def record(kind: Happened, by: Staff, engagement_id: int) -> None:
    """Tell of it once a day, and only where the list is shown: events must not count lines."""
    today = clock.today()
    told_today = select(Event.id).where(
        Event.engagement_id == engagement_id, Event.kind == kind.value, Event.on == today
    )
    if told([engagement_id]) and db.session.scalar(told_today.limit(1)) is None:
        journal.record(kind, on=today, engagement_id=engagement_id, staff_id=by.id)


def told(engagement_ids: Iterable[int]) -> dict[int, list[OtherThing]]:
    """The public lines of these engagements, in the order of their words, where there are enough of them."""
    found: dict[int, list[OtherThing]] = {}
    for line in db.session.scalars(_public().where(OtherThing.engagement_id.in_(list(engagement_ids)))):
        found.setdefault(line.engagement_id, []).append(line)
    return {
        number: sorted(lines, key=lambda one: sorted(one.words.items()))
        for number, lines in found.items()
        if len(lines) >= FEWEST_LINES
    }


def checked(engagement_id: int) -> Sequence[OtherThing]:
    """Every line two readers agreed on that stands: what the agency may read and answer, also where it is but one."""
    return db.session.scalars(_public().where(OtherThing.engagement_id == engagement_id)).all()


def _public() -> Select[OtherThing]:
    return (
        select(OtherThing)
        .where(OtherThing.published_on.is_not(None), OtherThing.id.in_(_standing()))
        .order_by(OtherThing.id)
    )


def _standing() -> Select[int]:
    """Lines with a single voice behind them."""
    return (
        select(Behind.other_thing_id)
        .join(Disposition, Disposition.contribution_id == Behind.contribution_id)
        .where(Disposition.place == Place.SINGLE_VOICE.value)
    )


def lines_of(engagement_id: int) -> Sequence[OtherThing]:
    """Every line of an engagement, those that wait for a second reader first."""
    query = select(OtherThing).where(OtherThing.engagement_id == engagement_id)
    return db.session.scalars(query.order_by(OtherThing.published_on.is_not(None), OtherThing.id)).all()


def behind(line_ids: Iterable[int]) -> dict[int, list[str]]:
    """The single voices behind each of these lines."""
    query = (
        select(Behind)
        .join(Disposition, Disposition.contribution_id == Behind.contribution_id)
        .where(Behind.other_thing_id.in_(list(line_ids)), Disposition.place == Place.SINGLE_VOICE.value)
        .order_by(Behind.contribution_id)
    )
    found: dict[int, list[str]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.other_thing_id, []).append(one.contribution_id)
    return found


def said_by(contribution_id: str) -> Sequence[OtherThing]:
    """The lines two readers agreed on for one single voice."""
    mine = select(Behind.other_thing_id).where(Behind.contribution_id == contribution_id)
    return db.session.scalars(_public().where(OtherThing.id.in_(mine))).all()


def speakable(engagement_id: int) -> Select[str]:
    """Single voices a line may be written from: those who asked only to be counted are left out."""
    return (
        select(Contribution.id)
        .join(Disposition, Disposition.contribution_id == Contribution.id)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .where(Prompt.engagement_id == engagement_id, Disposition.place == Place.SINGLE_VOICE.value)
        .where(Contribution.consent != Consent.COUNT.value)
    )


def without_line(engagement_id: int) -> Select[str]:
    """Of these, the ones no line tells of yet."""
    return speakable(engagement_id).where(Contribution.id.not_in(select(Behind.contribution_id)))
