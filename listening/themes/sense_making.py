"""The community names and orders the themes in a room, before the agency sees the final list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, State
from listening.themes.hold import NotHere, NotReady, hold
from listening.themes.models import Theme
from listening.themes.records import MissingNote, RoomWord
from listening.themes.signing import uncheck

#: Sessions in which a room looks at themes.
KINDS = frozenset({Kind.SENSE_MAKING, Kind.RETURN})
#: States in which a room can have said something.
SPOKEN = frozenset({State.OPEN, State.CLOSED, State.SEALED})


class NotInTheRoom(Refused):
    """Only what a room said, in a session made for it, is written down here."""


@dataclass(frozen=True)
class Heard:
    """One theme as the room sees it."""

    theme: Theme
    word: RoomWord | None


def writes_for(by: Staff, session: ListeningSession) -> bool:
    """Reviewers, and the facilitators who run this session, write down what the room says."""
    return by.holds(Role.REVIEWER) or (by.holds(Role.FACILITATOR) and session.run_by(by))


def refuse_unless_writing(by: Staff, session: ListeningSession) -> None:
    if not writes_for(by, session):
        raise NotAllowed(_("Only those who run this session, or a reviewer, write down what the room said."))
    if Kind(session.kind) not in KINDS or session.state not in SPOKEN:
        raise NotInTheRoom(
            _("Open a sense-making or return session first. Then write down what the room says.")
        )


def shown_to(session: ListeningSession) -> list[Heard]:
    """The themes a room looks at: those people gave words to, never a bare draft of the machine."""
    themes = db.session.scalars(
        select(Theme).where(Theme.engagement_id == session.engagement_id).order_by(Theme.id)
    )
    words = {one.theme_id: one for one in _words_of(session.id)}
    heard = [Heard(theme, words.get(theme.id)) for theme in themes if theme.is_settled]
    return sorted(heard, key=lambda one: ((one.word and one.word.rank) or len(heard) + 1, one.theme.id))


def _words_of(session_id: int) -> Sequence[RoomWord]:
    return db.session.scalars(select(RoomWord).where(RoomWord.listening_session_id == session_id)).all()


def write_down(
    by: Staff, session: ListeningSession, theme: Theme, label: Words, summary: Words, rank: int | None
) -> RoomWord:
    """Keep what the room said of one theme; its words become the words of the theme.

    Raises:
        NotHere: when the theme is of another engagement.
        NotReady: when a language would be left without words.
    """
    refuse_unless_writing(by, session)
    hold(session.engagement_id)
    if theme.engagement_id != session.engagement_id or not theme.is_settled:
        raise NotHere(_("This theme is not before this room."))
    languages = session.engagement.languages
    if not theme.is_draft and (label.missing(languages) or summary.missing(languages)):
        raise NotReady(_("This theme is public. Give the room’s words in every language."))
    word, new = _word(by, session, theme)
    changed = [part for part, words in _parts(label, summary) if getattr(theme, part) != words]
    ranked = [] if word.rank == rank else ["rank"]
    uncheck(theme, label, summary)
    theme.label, theme.summary, word.rank = label, summary, rank
    word.reworded = word.reworded or bool(changed)
    db.session.flush()
    if new or changed or ranked:
        _record(by, session, theme, {"changed": changed + ranked})
    return word


def write_order(by: Staff, session: ListeningSession, order: Mapping[int, int | None]) -> int:
    """Keep the order a room put the themes in; how many places changed."""
    changed = 0
    for heard in shown_to(session):
        theme, before = heard.theme, heard.word.rank if heard.word else None
        if theme.id in order and order[theme.id] != before:
            write_down(by, session, theme, theme.label, theme.summary, order[theme.id])
            changed += 1
    return changed


def _parts(label: Words, summary: Words) -> tuple[tuple[str, Words], ...]:
    return ("label", label), ("summary", summary)


def _word(by: Staff, session: ListeningSession, theme: Theme) -> tuple[RoomWord, bool]:
    query = select(RoomWord).where(RoomWord.listening_session_id == session.id, RoomWord.theme_id == theme.id)
    word = db.session.scalars(query).first()
    if word:
        return word, False
    before = {"label": dict(theme.label), "summary": dict(theme.summary)}
    word = RoomWord(listening_session_id=session.id, theme_id=theme.id, before=before, entered_by_id=by.id)
    db.session.add(word)
    return word, True


def note_missing(by: Staff, session: ListeningSession, words: Words) -> MissingNote:
    """Keep what the room said is missing from the list."""
    refuse_unless_writing(by, session)
    note = MissingNote(listening_session_id=session.id, words=words, entered_by_id=by.id)
    db.session.add(note)
    db.session.flush()
    _record(by, session, None, {"changed": ["missing"]})
    return note


def _record(by: Staff, session: ListeningSession, theme: Theme | None, detail: dict[str, list[str]]) -> None:
    """A draft has no public trail yet: its edit stands on the engagement's, and moves with its sign-off."""
    public = theme if theme and not theme.is_draft else None
    journal.record(
        Happened.COMMUNITY_EDITED,
        on=clock.today(),
        engagement_id=session.engagement_id,
        theme_id=public.id if public else None,
        staff_id=by.id,
        detail={"listening_session": session.id, **detail},
    )


def missing_in(engagement_id: int) -> Sequence[MissingNote]:
    """Everything rooms of this engagement said is missing."""
    return db.session.scalars(
        select(MissingNote)
        .join(ListeningSession)
        .where(ListeningSession.engagement_id == engagement_id)
        .options(joinedload(MissingNote.listening_session))
        .order_by(MissingNote.id)
    ).all()


def named_with_community(engagement_ids: Iterable[int]) -> set[int]:
    """Themes a room named or put in order, in one query."""
    query = (
        select(RoomWord.theme_id).join(Theme).where(Theme.engagement_id.in_(list(engagement_ids))).distinct()
    )
    return set(db.session.scalars(query))


def rank_of(theme_ids: Collection[int]) -> dict[int, int]:
    """The place of each theme in the order of the last room that ranked it."""
    query = select(RoomWord.theme_id, RoomWord.rank).where(
        RoomWord.theme_id.in_(theme_ids), RoomWord.rank.is_not(None)
    )
    rows = db.session.execute(query.order_by(RoomWord.listening_session_id))
    return {theme_id: rank for theme_id, rank in rows if rank is not None}


def engagements_that_looked(engagement_ids: Iterable[int]) -> set[int]:
    """Engagements in which a sense-making session was held and closed, in one query."""
    query = select(ListeningSession.engagement_id).where(
        ListeningSession.engagement_id.in_(list(engagement_ids)),
        ListeningSession.kind == Kind.SENSE_MAKING.value,
        ListeningSession.closed_at.is_not(None),
    )
    return set(db.session.scalars(query))
