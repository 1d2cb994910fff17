"""Verbs of an evening: send a table's notes, keep the lines it wants on tonight's page."""

import secrets
from collections.abc import Sequence

from listening.contributions.intake import intake
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.service import act_with_receipt, act_without_receipt, keep, session_gathering
from listening.core.database import db
from listening.engagements.models import Prompt
from listening.evening.models import TonightLine
from listening.evening.notes import Noted, card_secret, spoken
from listening.sessions.models import ListeningSession

Act = tuple[str, dict[str, object]]


def acts_of(notes: Sequence[Noted], prompt: Prompt, language: str, languages: list[str]) -> dict[str, Act]:
    """What each voice becomes, by the voice's key. Only a card that was handed over, or a wish, gives a receipt."""
    return {one.key: _act(one, prompt, language, languages) for one in spoken(notes)}


def _act(one: Noted, prompt: Prompt, language: str, languages: list[str]) -> Act:
    voice = Voice(prompt.id, one.text, one.agreed, language, Channel.TABLE)
    if one.card:
        return act_with_receipt(card_secret(one.card, languages), voice)
    return act_with_receipt(one.key, voice) if one.receipt else act_without_receipt(one.key, voice)


def cards_in_use(session: ListeningSession, acts: dict[str, Act]) -> set[str]:
    """Keys of voices whose card has said something else to this prompt: one card, one answer."""
    rows = intake().store(session_gathering(session)).held([key for key, _body in acts.values()])
    held = {row.id: row.body for row in rows}
    return {voice for voice, (key, body) in acts.items() if key in held and held[key] != body}


def send_notes(session: ListeningSession, acts: dict[str, Act]) -> None:
    """Keep a table's voices, all or none; sending the same draft again changes nothing.

    Raises what :func:`listening.contributions.service.contribute` raises.
    """
    keep(session, list(acts.values()))


def want_tonight(session: ListeningSession, prompt: Prompt, notes: Sequence[Noted], language: str) -> None:
    """Hand the lines that the table agreed to show to the facilitator, tied to no voice."""
    waiting = {line.text for line in lines_waiting(session)}
    wanted = [one for one in spoken(notes) if one.tonight and one.agreed is Consent.QUOTE]
    db.session.add_all(
        TonightLine(
            id=secrets.token_hex(16),
            listening_session_id=session.id,
            prompt_id=prompt.id,
            language=language,
            text=one.text,
        )
        for one in wanted
        if one.text not in waiting
    )


def lines_waiting(session: ListeningSession) -> list[TonightLine]:
    """Lines for tonight's page that no one has used yet, in no order."""
    return list(
        db.session.query(TonightLine)
        .filter_by(listening_session_id=session.id)
        .order_by(TonightLine.prompt_id, TonightLine.id)
    )
