"""Verbs of speaking: contribute, in time and late, with a receipt and without, and say what happens with few."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _

from listening.contributions import lanes
from listening.contributions.asked import Asked, gathering_of, takes_words
from listening.contributions.door import drop
from listening.contributions.intake import Gathering, NotStored, Shut, intake
from listening.contributions.rules import LATE_HOURS, Voice
from listening.contributions.tombstones import buried, lost
from listening.core import clock
from listening.core.errors import Refused
from listening.core.keys import Keys
from listening.sessions.models import ListeningSession

CONTRIBUTION = "contribution"
#: The same, kept apart until a person has judged it: it came without proof, room code or card.
QUARANTINED = "quarantined"
SPOKEN = frozenset({CONTRIBUTION, QUARANTINED})
WITHDRAWAL = "withdrawal"
#: The only fields of a contribution in the intake.
FIELDS = frozenset({"fingerprint", "prompt_id", "language", "consent", "channel", "text"})


class SessionOver(Refused):
    """The session does not take words any more."""

    status = 410


class TakenBack(Refused):
    """Words that were deleted stay deleted, whatever is sent again."""


def keys() -> Keys:
    found: Keys = current_app.config["KEYS"]
    return found


def subject(prompt_id: int) -> str:
    """What a receipt's hashes for one prompt are made of."""
    return f"prompt:{prompt_id}"


def session_gathering(session: ListeningSession) -> Gathering:
    return Gathering("session", session.id)


def engagement_gathering(engagement_id: int) -> Gathering:
    return Gathering("engagement", engagement_id)


def contribute(asked: Asked, secret: str, voices: Sequence[Voice], *, apart: bool = False) -> bool:
    """Keep what one person said, all prompts or none; returns when it is on disk, whether among the others.

    Sending again with the same receipt is the same contribution; its latest words count. What is to be kept
    ``apart`` waits in the quarantine lane, unless this receipt was let in before.

    Raises:
        SessionOver: when the session or survey is not open.
        TakenBack: when these words were deleted with their receipt before.
        NotStored: when the disk refused.
    """
    acts = [_act(secret, voice) for voice in voices]
    kind = QUARANTINED if apart and not _let_in_before(asked, acts) else CONTRIBUTION
    keep(asked, acts, kind)
    return kind == CONTRIBUTION


Acts = Sequence[tuple[str, dict[str, object]]]


def _let_in_before(asked: Asked, acts: Acts) -> bool:
    held = intake().store(gathering_of(asked)).held([key for key, _body in acts])
    return any(row.kind == CONTRIBUTION for row in held)


def keep(asked: Asked, acts: Acts, kind: str = CONTRIBUTION) -> None:
    """Keep contributions of one or several people, all or none; raises what :func:`contribute` raises."""
    if not takes_words(asked):
        raise SessionOver(_("This session has closed."))
    if not acts:
        return
    try:
        kept = drop(gathering_of(asked), kind, acts)
    except Shut as shut:
        raise _shut(asked) from shut
    if any(key not in kept for key, _body in acts):
        raise TakenBack(_("You deleted these words. To say something new, join again with the code."))


def _shut(asked: Asked) -> Exception:
    """A session is sealed once; a survey goes on when its pool of today is sealed."""
    if isinstance(asked, ListeningSession):
        return SessionOver(_("This session has closed."))
    return NotStored("a pool is being sealed")


def contribute_late(asked: Asked, secret: str, voices: Sequence[Voice], *, apart: bool = False) -> bool:
    """Keep words that waited on a phone without network: with the session, or in its engagement's pool.

    Raises what :func:`contribute` raises; ``SessionOver`` when they come later than :data:`LATE_HOURS`.
    """
    if not _just_closed(asked):
        return contribute(asked, secret, voices, apart=apart)
    acts = [_act(secret, voice) for voice in voices]
    if buried([key for key, _body in acts]):
        raise TakenBack(_("You deleted these words. To say something new, join again with the code."))
    # Those that the session took before its answer was lost are known by their ids, and stay one.
    new = lost({key for key, _body in acts})
    kind = QUARANTINED if apart else CONTRIBUTION
    drop(engagement_gathering(asked.engagement_id), kind, [one for one in acts if one[0] in new])
    return not apart


def _just_closed(asked: Asked) -> bool:
    """Whether a session ended so lately that words may still be on their way; a survey's last day is long known."""
    if not isinstance(asked, ListeningSession) or asked.closed_at is None or asked.engagement.closed_on:
        return False
    return clock.now() - asked.closed_at <= timedelta(hours=LATE_HOURS)


def act_with_receipt(secret: str, voice: Voice) -> tuple[str, dict[str, object]]:
    """An act that the person's receipt opens: for words that someone else writes down for them."""
    return _act(secret, voice)


def _act(secret: str, voice: Voice, *, receipt: bool = True) -> tuple[str, dict[str, object]]:
    about = subject(voice.prompt_id)
    return keys().id_of(secret, about), {
        "fingerprint": keys().fingerprint_of(secret, about) if receipt else None,
        "prompt_id": voice.prompt_id,
        "language": voice.language,
        "consent": voice.consent.value,
        "channel": voice.channel.value,
        "text": voice.text,
    }


def act_without_receipt(secret: str, voice: Voice) -> tuple[str, dict[str, object]]:
    """An act for words that came on paper or in a file: their id repeats with the file, no receipt exists."""
    return _act(secret, voice, receipt=False)


def answers_of(secret: str, session: ListeningSession) -> list[str]:
    """The ids of what this receipt has in a session's open intake."""
    ids = [keys().id_of(secret, subject(item.prompt_id)) for item in session.agenda]
    gathering = session_gathering(session)
    if not intake().exists(gathering):
        return []
    return [row.id for row in intake().store(gathering).held(ids) if row.kind in SPOKEN]


def let_readers_see_now(secret: str, session: ListeningSession) -> None:
    """The answer to “only a few have spoken” (rulings, 14): readers may have mine now, with the session."""
    lanes.wish(intake().store(session_gathering(session)), answers_of(secret, session))


def waiting(asked: Asked) -> int:
    """Contributions in the intake of a session or survey. Never shown as it is."""
    gathering = gathering_of(asked)
    return intake().store(gathering).count(CONTRIBUTION) if intake().exists(gathering) else 0
