"""What people tap on their phones in the room, and what comes of it at sealing: numbers, shown in bands."""

from collections import Counter
from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import delete

from listening.contributions import tallies
from listening.contributions.door import drop
from listening.contributions.intake import Gathering, Shut, intake
from listening.contributions.lanes import Fates, cards
from listening.contributions.models import Contribution, Tally
from listening.contributions.rules import LONGEST, Lane, clean
from listening.contributions.service import SessionOver, keys
from listening.core.database import Words, db
from listening.live.models import Room
from listening.live.rules import (
    HEAP,
    PLACE,
    PULSE,
    PULSE_MORE,
    TOP,
    Asked,
    Heard,
    Nod,
    Offer,
    Share,
    Vote,
    leaning,
    other_than,
)
from listening.live.service import gathering_of, hearings, store_of
from listening.live.wall import statements
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.themes.models import Disposition
from listening.themes.rules import Place, PlacedBy

RULES, VOTE, READ_BACK, PULSES = "rules", "vote", "read_back", "pulse"
#: A change someone proposes to the ground rules; read in the room, kept nowhere.
PROPOSAL = "rule_proposal"
#: Where readers find what was set apart in the room.
LASTS_AS = {
    Lane.SENSITIVE: Place.SENSITIVE,
    Lane.HIDDEN: Place.SET_ASIDE,
    Lane.QUARANTINE: Place.QUARANTINE,
}
PROPOSAL_FIELDS = frozenset({"text", "language"})


def offers(session: ListeningSession, room: Room, kind: str) -> list[Offer]:
    """What can be tapped now; nothing while it is not asked."""
    if session.state is not State.OPEN:
        return []
    if kind == RULES and room.rules_round == Asked.OPEN:
        return [Offer(RULES, tuple(Nod))]
    if kind == VOTE and room.vote == Asked.OPEN:
        return [Offer(str(one.number), tuple(Vote)) for one in statements(session)]
    if kind == READ_BACK and room.read_back == Asked.OPEN:
        return [Offer(str(one.number), tuple(Heard)) for one in hearings(session)]
    if kind == PULSES and room.pulse == Asked.OPEN:
        asked = PULSE + (PULSE_MORE if room.pulse_more else ()) + PLACE
        return [Offer(one, tuple(str(answer) for answer in range(TOP, 0, -1))) for one in asked]
    return []


def tap(
    session: ListeningSession, room: Room, kind: str, secret: str, chosen: Mapping[str, str]
) -> Mapping[str, str]:
    """Keep what a phone chose, only what is offered now; what was kept.

    Raises:
        SessionOver: when the session is over.
        NotStored: when the disk refused.
    """
    offered = {one.about: one.choices for one in offers(session, room, kind)}
    good = {about: choice for about, choice in chosen.items() if choice in offered.get(about, ())}
    _refuse_unless_open(session)
    if good:
        try:
            tallies.tap(gathering_of(session), kind, secret, good)
        except Shut as shut:
            raise SessionOver(_("This session has closed.")) from shut
    return good


def tapped(session: ListeningSession, kind: str, secret: str, abouts: Collection[str]) -> bool:
    """Whether this phone has answered; only its own secret can tell."""
    store = store_of(session)
    ids = [keys().id_of(secret, f"{kind}:{gathering_of(session)}:{about}") for about in abouts]
    return bool(store and ids and store.held(ids))


def _refuse_unless_open(session: ListeningSession) -> None:
    if session.state is not State.OPEN:
        raise SessionOver(_("This session has closed."))


def propose(session: ListeningSession, secret: str, text: str, language: str) -> None:
    """Propose a change to the ground rules; it is read in the room and dies with it."""
    words = clean(text)[:LONGEST]
    _refuse_unless_open(session)
    if words:
        body = {"text": words, "language": language}
        key = keys().id_of(secret, f"{PROPOSAL}:{session.id}")
        drop(gathering_of(session), PROPOSAL, [(key, body)])


def proposals(session: ListeningSession, room: Room) -> list[str]:
    """What was proposed, in no order: once three wait, or when the round is closed."""
    store = store_of(session)
    query = "SELECT json_extract(body, '$.text') FROM dropped WHERE kind = ? ORDER BY id"
    found = [str(row[0]) for row in store.ask(query, PROPOSAL)] if store else []
    return found if len(found) >= HEAP or room.rules_round == Asked.CLOSED else []


def results(session: ListeningSession, room: Room) -> dict[str, Counter[str]]:
    """The votes, once the vote is closed and the facilitator shows them; else nothing."""
    if room.vote != Asked.CLOSED or not room.results_shown:
        return {}
    return tallies.so_far(gathering_of(session), VOTE)


def answers_to_read_back(session: ListeningSession, room: Room) -> list[tuple[Words, Share, Share]]:
    """Each line that was read back, the share of yes and of anything else; nothing before it is closed."""
    if room.read_back != Asked.CLOSED:
        return []
    found = tallies.so_far(gathering_of(session), READ_BACK)
    given = [(one.words, found.get(str(one.number), Counter[str]())) for one in hearings(session)]
    return [(words, leaning(one, Heard.YES), other_than(one, Heard.YES)) for words, one in given]


# --- at sealing --------------------------------------------------------------------------------------------


def under_its_contribution(gathering: Gathering, number: str) -> str | None:
    """A vote on a statement is kept under the id of what was said, so that it can be deleted with it."""
    if not intake().exists(gathering):
        return None
    found = [one.id for one in cards(intake().store(gathering)) if str(one.number) == number]
    return found[0] if found else None


def place_lasting(found: Fates) -> None:
    """Sensitive and hidden words keep their place beyond the room, unless a reader put them elsewhere."""
    for key, (lane, reason) in sorted(found.items()):
        if db.session.get(Contribution, key) is None or db.session.get(Disposition, key) is not None:
            continue
        place = LASTS_AS[lane]
        aside = reason if place is Place.SET_ASIDE else None
        judged = PlacedBy.MACHINE if place is Place.QUARANTINE else PlacedBy.PERSON
        row = Disposition(contribution_id=key, place=place.value, reason=aside, placed_by=judged.value)
        db.session.add(row)


def forget_votes(ids: Collection[str]) -> None:
    """Deleted words take the votes on them along."""
    db.session.execute(delete(Tally).where(Tally.kind == VOTE, Tally.about.in_(ids)))
