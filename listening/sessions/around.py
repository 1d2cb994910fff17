"""Verbs around a session: note who came, count pay cards, let partners choose a place."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.engagements.models import Engagement
from listening.sessions.models import ListeningSession
from listening.sessions.records import Outreach, PayCards, PlaceOption, PlacePoll, PlaceVote
from listening.sessions.rules import missing_groups
from listening.sessions.service import NotYours, refuse_unless_running

#: Places to choose from: one is no choice, four are a burden.
FEWEST, MOST = 2, 3


class AlreadyChosen(Refused):
    """The place is fixed; votes do not change any more."""


def outreach_of(session: ListeningSession) -> list[Outreach]:
    query = select(Outreach).where(Outreach.listening_session_id == session.id)
    return list(db.session.scalars(query.order_by(Outreach.who)))


def note_reach(by: Staff, session: ListeningSession, tallies: Mapping[str, tuple[int, int]]) -> None:
    """Keep how many of each group were wanted and came; a group with neither is left out."""
    refuse_unless_running(by, session)
    for group, (target, reach) in tallies.items():
        row = db.session.get(Outreach, (session.id, group))
        if row is None and (target or reach):
            row = Outreach(listening_session_id=session.id, who=group, target=target, reach=reach)
            db.session.add(row)
        elif row is not None:
            row.target, row.reach = target, reach


def missing_from(session: ListeningSession) -> list[str]:
    """Groups that were wanted and did not come, once it is over."""
    if session.closed_at is None:
        return []
    rows = outreach_of(session)
    return missing_groups({one.who: one.target for one in rows}, {one.who: one.reach for one in rows})


def count_cards(
    by: Staff, session: ListeningSession, *, first: int, last: int, cents: int, given: int
) -> None:
    """Keep the stack of pay cards: numbers and how many were given, no names."""
    refuse_unless_running(by, session)
    cards = db.session.get(PayCards, session.id)
    if cards is None:
        cards = PayCards(listening_session_id=session.id)
        db.session.add(cards)
    cards.first, cards.last, cards.cents, cards.given = first, last, cents, given


def propose(
    by: Staff,
    engagement: Engagement,
    options: Sequence[tuple[datetime, Words, str]],
    organisations: Sequence[str],
) -> PlacePoll:
    """Ask partner organisations which times and places work; each gets a link of its own."""
    poll = PlacePoll(engagement_id=engagement.id, facilitator_id=by.id)
    poll.options = [
        PlaceOption(number=number, starts_at=starts_at, place=place, address=address)
        for number, (starts_at, place, address) in enumerate(options, start=1)
    ]
    poll.votes = [
        PlaceVote(organisation=name, link=secrets.token_hex(16)) for name in dict.fromkeys(organisations)
    ]
    db.session.add(poll)
    db.session.flush()
    return poll


def polls_of(by: Staff, engagement: Engagement) -> Sequence[PlacePoll]:
    """What ``by`` has asked partners of this engagement already."""
    query = select(PlacePoll).where(
        PlacePoll.engagement_id == engagement.id, PlacePoll.facilitator_id == by.id
    )
    return db.session.scalars(query.order_by(PlacePoll.id.desc())).all()


def vote_with(link: str) -> PlaceVote | None:
    return db.session.scalar(select(PlaceVote).where(PlaceVote.link == link))


def vote(mine: PlaceVote, works: Sequence[int]) -> None:
    """Say which options work for an organisation; it may change its mind until one is chosen.

    Raises:
        AlreadyChosen: afterwards.
    """
    if mine.poll.chosen is not None:
        raise AlreadyChosen(_("The place is chosen. Thank you."))
    offered = {option.number for option in mine.poll.options}
    mine.works = sorted(offered & set(works))


def votes_for(poll: PlacePoll) -> dict[int, int]:
    """How many organisations each option works for."""
    return {
        option.number: sum(option.number in (one.works or []) for one in poll.votes)
        for option in poll.options
    }


def choose(by: Staff, poll: PlacePoll, number: int) -> PlaceOption:
    """The facilitator decides, with the votes in view."""
    if poll.facilitator_id != by.id:
        raise NotYours(_("Only those who run this session can do that."))
    if poll.chosen is not None:
        raise AlreadyChosen(_("The place is chosen. Thank you."))
    option = next((one for one in poll.options if one.number == number), None)
    if option is None:
        raise Refused(_("Choose one of the places."))
    poll.chosen, poll.chosen_on = number, clock.today()
    return option
