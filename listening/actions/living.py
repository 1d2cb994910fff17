"""Can you live with this? Draft decisions are shown to parents before the public sees them."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.actions import counsel
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.models import Decision
from listening.actions.records import DraftLook
from listening.actions.rules import Drafted, Living, Next
from listening.actions.together import together
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.sessions.models import ListeningSession
from listening.themes.sense_making import KINDS, SPOKEN, refuse_unless_writing


class NotReady(Refused):
    """Something must happen before this draft is public, and the words say what."""


def show(by: Staff, decision: Decision) -> None:
    """Put a draft before the parent partners, in the words it has now."""
    publishers_only(by)
    if decision.published_on or decision.discarded_on:
        raise Refused(_("Only a draft can be shown to parents first."))
    if decision.shown_on:
        raise Refused(_("Parents see this draft already."))
    for one in together(decision):
        one.shown_on, one.round = clock.today(), one.round + 1
        record(by, Happened.DRAFT_SHOWN, one.theme)


def answer(
    by: Staff,
    decision: Decision,
    said: Living,
    words: str,
    language: str,
    session: ListeningSession | None = None,
) -> DraftLook:
    """Keep what a parent partner or a room said to a draft; a second answer takes the place of the first.

    Raises:
        Incomplete: without words, for anything but "yes".
    """
    refuse_to_answer(by, decision)
    if session is None and not by.holds(Role.REVIEWER):
        raise NotAllowed(_("Parent partners answer for themselves. Write down what a room said."))
    if session is not None:
        _refuse_room(by, decision, session)
    text = words.strip()
    if said is not Living.YES and not text:
        raise Incomplete(_("Say what should change, or why not."))
    look = _mine(by, decision, session) or DraftLook(
        decision_id=decision.lead_id,
        round=decision.round,
        entered_by_id=by.id,
        listening_session_id=session.id if session else None,
    )
    look.answer, look.words, look.language = said.value, text or None, language
    look.reply = look.replied_on = look.replied_by_id = None
    db.session.add(look)
    db.session.flush()
    return look


def refuse_to_answer(by: Staff, decision: Decision) -> None:
    """Only people outside the agency answer, while the draft is before them."""
    if not by.holds(Role.REVIEWER, Role.FACILITATOR):
        raise NotAllowed(_("Parents and their partners answer this, not the agency."))
    if decision.shown_on is None or decision.published_on or decision.discarded_on:
        raise NotReady(_("This draft is not before you now."))


def _refuse_room(by: Staff, decision: Decision, session: ListeningSession) -> None:
    refuse_unless_writing(by, session)
    if session.engagement_id != decision.theme.engagement_id:
        raise Refused(_("This room spoke about something else."))


def _mine(by: Staff, decision: Decision, session: ListeningSession | None) -> DraftLook | None:
    query = select(DraftLook).where(
        DraftLook.decision_id == decision.lead_id,
        DraftLook.round == decision.round,
        DraftLook.entered_by_id == by.id,
        DraftLook.listening_session_id == (session.id if session else None),
    )
    return db.session.scalars(query).first()


def reply(by: Staff, look: DraftLook, words: Words) -> None:
    """Answer what someone said to a draft. It is public when the decision is."""
    publishers_only(by)
    if not look.words:
        raise Refused(_("There are no words to reply to."))
    words_needed(words, _("Write a reply."))
    look.reply, look.replied_on, look.replied_by_id = words, clock.today(), by.id


def rooms_of(by: Staff, engagement_id: int) -> list[ListeningSession]:
    """Rooms this person may write for, that looked at themes of an engagement."""
    query = select(ListeningSession).where(
        ListeningSession.engagement_id == engagement_id, ListeningSession.kind.in_(list(KINDS))
    )
    return [
        one
        for one in db.session.scalars(query.order_by(ListeningSession.starts_at.desc()))
        if one.state in SPOKEN and (by.holds(Role.REVIEWER) or one.run_by(by))
    ]


def looks(leads: Iterable[int]) -> list[DraftLook]:
    """Everything said to these drafts, oldest first."""
    query = select(DraftLook).where(DraftLook.decision_id.in_(list(leads))).order_by(DraftLook.id)
    return list(db.session.scalars(query))


def waiting_for_look(me: Staff) -> list[Decision]:
    """Drafts before the parent partners that this one has not answered; one for each shared answer."""
    query = select(Decision).where(
        Decision.shown_on.is_not(None),
        Decision.published_on.is_(None),
        Decision.discarded_on.is_(None),
        Decision.shared_id.is_(None),
    )
    return [one for one in db.session.scalars(query.order_by(Decision.id)) if _mine(me, one, None) is None]


def answers_to(decision: Decision) -> list[str]:
    """Which answers were given to the words that became public, each once: never how many."""
    given = {one.answer for one in looks([decision.lead_id]) if one.round == decision.round}
    return [one.value for one in Living if one.value in given]


def owing(theme_id: int) -> list[DraftLook]:
    """Words to any draft for this theme that wait for a reply, also to one that was thrown away."""
    decisions = db.session.scalars(select(Decision).where(Decision.theme_id == theme_id))
    return [one for one in looks({decision.lead_id for decision in decisions}) if one.owes_reply]


def drafted(decision: Decision) -> Drafted:
    """How far a draft is on its way to the public."""
    said = looks([decision.lead_id])
    return Drafted(
        level=decision.theme.engagement.participation,
        at_counsel=counsel.open_for(decision) is not None,
        shown=decision.shown_on is not None,
        looked=any(one.round == decision.round for one in said),
        owes_reply=any(owing(one.theme_id) for one in together(decision)),
    )


def refuse_unless_ready(decision: Decision) -> None:
    """Raises:
    NotReady: while the lawyers have it, or parents did not look at it or wait for a reply.
    """
    step = drafted(decision).next
    if step is not Next.PUBLISH:
        raise NotReady(_not_ready_words()[step])


def _not_ready_words() -> dict[Next, str]:
    return {
        Next.COUNSEL: _("The lawyers have this draft. First write down when it came back."),
        Next.SHOW: _("You promised that parents see it first. Show them this draft."),
        Next.LOOK: _("Parents have not answered yet if they can live with this."),
        Next.REPLY: _("Someone wrote what should change. Reply to them first."),
    }
