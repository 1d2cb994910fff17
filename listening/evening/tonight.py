"""“Tonight we heard”: the room's words on one page, before anyone leaves.

The facilitator puts it together from lines the tables agreed to show and from what the room says at the read-back.
It waits for no sealing, counts nobody, and holds no word that was not corrected and agreed to aloud.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select

from listening.accounts.models import Staff
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.evening.models import Tonight, TonightLine, TonightPart
from listening.evening.service import lines_waiting
from listening.live.service import hearings
from listening.sessions.models import ListeningSession


class NothingToShow(Refused):
    """An empty page is not let out."""


def tonight_of(session: ListeningSession) -> Tonight:
    """The session's page, made when first needed."""
    found = db.session.get(Tonight, session.id)
    if found is None:
        found = Tonight(listening_session_id=session.id, session=session)
        db.session.add(found)
    return found


def put(told: Tonight, part: TonightPart | None, title: Words, lines: Words) -> TonightPart:
    """Add a part, or say one in other words."""
    if part is None:
        part = TonightPart(position=len(told.parts) + 1)
        told.parts.append(part)
    part.title, part.lines = title, lines
    _note_correction(told)
    return part


def take_out(told: Tonight, part: TonightPart) -> None:
    told.parts.remove(part)
    _note_correction(told)


def use_lines(told: Tonight) -> None:
    """Turn the lines that tables sent into parts, one a prompt; the lines are used up."""
    waiting = lines_waiting(told.session)
    for prompt, lines in groupby(waiting, key=lambda line: line.prompt):
        put(told, _part_titled(told, prompt.words), Words(prompt.words), _added(told, prompt.words, lines))
    _use_up(told)


def read_back_in(session: ListeningSession) -> dict[str, Words]:
    """Title and lines of a part that says what was read back to the room, to begin with."""
    title, lines = Words(), Words()
    for language in session.engagement.languages:
        said = [one.words.get(language, "") for one in hearings(session)]
        lines[language] = "\n".join(filter(None, said))
        with force_locale(language):
            title[language] = _("What we read back") if lines[language] else ""
    return {"title": title, "lines": lines}


def _part_titled(told: Tonight, title: Words) -> TonightPart | None:
    return next((part for part in told.parts if part.title == title), None)


def _added(told: Tonight, title: Words, new: Iterable[TonightLine]) -> Words:
    """What the part of this title says already, and the new lines below it, each in its language."""
    part = _part_titled(told, title)
    lines = Words(part.lines) if part else Words()
    for line in new:
        lines[line.language] = "\n".join(filter(None, [lines.get(line.language, ""), line.text]))
    return lines


def _use_up(told: Tonight) -> None:
    db.session.execute(
        delete(TonightLine).where(TonightLine.listening_session_id == told.listening_session_id)
    )


def release(by: Staff, told: Tonight) -> None:
    """Let the page out, at an address that stays.

    Raises:
        NothingToShow: while it has no part.
    """
    if not told.parts:
        raise NothingToShow(_("There is nothing on the page yet. Write down at least one thing you heard."))
    if told.released_on is None:
        told.released_on, told.released_by_id = clock.today(), by.id
    _use_up(told)


def _note_correction(told: Tonight) -> None:
    if told.released_on is not None:
        told.corrected_on = clock.today()


def forget_words(texts: Sequence[str]) -> None:
    """Take words out of every page whose own voice was deleted with its receipt; the page says that it changed."""
    gone = set(texts)
    db.session.execute(delete(TonightLine).where(TonightLine.text.in_(gone)))
    for part in db.session.query(TonightPart):
        left = Words({language: _without(text, gone) for language, text in part.lines.items()})
        if left != part.lines:
            part.lines = left
            _note_correction(db.session.get_one(Tonight, part.listening_session_id))


def forget_lines(engagement_id: int) -> None:
    """Remove lines of an engagement that no page took up."""
    sessions = select(ListeningSession.id).where(ListeningSession.engagement_id == engagement_id)
    db.session.execute(delete(TonightLine).where(TonightLine.listening_session_id.in_(sessions)))


def _without(text: str, gone: set[str]) -> str:
    flat = {" ".join(one.split()) for one in gone}
    return "\n".join(line for line in text.splitlines() if " ".join(line.split()) not in flat)
