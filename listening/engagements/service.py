"""Verbs of the promise: plan, ask, open, amend, explain, end listening."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.core import clock, journal
from listening.core.database import Words, db, number, one_up
from listening.core.errors import Refused
from listening.core.languages import own_name
from listening.core.loop import Happened
from listening.engagements.models import Amendment, Engagement, Explanation, Obligation, Prompt
from listening.engagements.rules import Level, obligations_of

#: Sent with the engagement when its listening ends; later rooms seal what is left.
listening_ended = Signal()

#: Parts of a promise that can be amended in public once it is frozen.
AMENDABLE = ("can_change", "cannot_change", "purpose")


class PromiseIncomplete(Refused):
    """Nothing opens without a whole promise."""


class PromiseFrozen(Refused):
    """An open promise changes by a visible amendment only."""


def plan(by: Staff, facts: Mapping[str, Any]) -> Engagement:
    """Begin an engagement; ``facts`` are its columns."""
    engagement = Engagement(created_by_id=by.id, slug=_slug(facts["title"]), **facts)
    db.session.add(engagement)
    db.session.flush()
    return engagement


def _slug(title: Words) -> str:
    plain = unicodedata.normalize("NFKD", next(iter(title.values()))).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:50] or "engagement"
    taken = set(
        db.session.scalars(select(Engagement.slug).where(Engagement.slug.startswith(slug, autoescape=True)))
    )
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 2))
    return next(one for one in (slug, *numbered) if one not in taken)


def change(engagement: Engagement, facts: Mapping[str, Any]) -> None:
    """Change a promise that is not open yet.

    Raises:
        PromiseFrozen: once it is.
    """
    refuse_if_frozen(engagement)
    for name, value in facts.items():
        setattr(engagement, name, value)


def refuse_if_frozen(engagement: Engagement) -> None:
    # Who opens it and who changes it take turns; each sees what the other did.
    db.session.refresh(engagement, with_for_update=True)
    if engagement.opened_on is not None:
        raise PromiseFrozen(_("This promise is open. Change it with an amendment that everyone can see."))


def ask(engagement: Engagement, words: Words) -> Prompt:
    """Add a prompt at the end.

    Raises:
        PromiseFrozen: once the engagement is open.
    """
    refuse_if_frozen(engagement)
    prompt = Prompt(position=len(engagement.prompts) + 1, words=words)
    engagement.prompts.append(prompt)
    db.session.flush()
    return prompt


def withdraw_prompt(engagement: Engagement, prompt: Prompt) -> None:
    """Take a prompt out before opening, and close the gap."""
    refuse_if_frozen(engagement)
    if prompt in engagement.prompts:
        engagement.prompts.remove(prompt)
    db.session.flush()
    number(engagement.prompts)


def change_prompt(engagement: Engagement, prompt: Prompt, words: Words) -> None:
    """Say a prompt in other words before opening."""
    refuse_if_frozen(engagement)
    prompt.words = words


def move_prompt_up(engagement: Engagement, prompt: Prompt) -> None:
    """Ask a prompt before the one it followed; before opening."""
    refuse_if_frozen(engagement)
    number(one_up(engagement.prompts, prompt))
    db.session.expire(engagement, ["prompts"])


def missing_from(engagement: Engagement) -> list[str]:
    """What a promise still lacks before it can open, in words for the coordinator."""
    missing = [
        _("%(part)s, in %(language)s", part=label, language=own_name(language))
        for name, label in _parts().items()
        for language in (getattr(engagement, name) or Words()).missing(engagement.languages)
        if name not in OPTIONAL or getattr(engagement, name)
    ]
    if not engagement.prompts:
        missing.append(_("At least one prompt"))
    missing += [
        _("Prompt %(number)s, in %(language)s", number=prompt.position, language=own_name(language))
        for prompt in engagement.prompts
        for language in prompt.words.missing(engagement.languages)
    ]
    if engagement.respond_by <= clock.today():
        missing.append(_("A date for the answer that is still to come"))
    return missing


#: Parts that may be left out; said in one language, they are owed in every one.
OPTIONAL = frozenset({"looking_back", "disagreement"})


def _parts() -> dict[str, str]:
    return {
        "title": _("The title"),
        "purpose": _("What it is for"),
        "can_change": _("What can change"),
        "cannot_change": _("What cannot change"),
        "promise": _("The promise"),
        "looking_back": _("What went wrong before"),
        "disagreement": _("Where people go if they do not agree"),
    }


class TooMuchPromised(Refused):
    """More than those who answer can do, and nobody said that they know."""

    status = 422


def open_promise(by: Staff, engagement: Engagement, *, knowing: bool = False) -> None:
    """Make the promise in public and freeze it; its obligations begin.

    Args:
        by: who makes it.
        engagement: the promise.
        knowing: they read that it is more than those who answer can do, and promise it all the same.

    Raises:
        PromiseIncomplete: while anything is missing.
        TooMuchPromised: when the capacity check does not hold and nobody said so.
    """
    refuse_if_frozen(engagement)
    missing = missing_from(engagement)
    if missing:
        raise PromiseIncomplete(_("This is still missing: %(parts)s.", parts="; ".join(missing)))
    weighed = engagement.capacity_on(clock.today())
    if not weighed.holds and not knowing:
        raise TooMuchPromised(_("This is more than you can answer. Say that you know it, or promise less."))
    engagement.opened_on = clock.today()
    for owed in obligations_of(Level(engagement.level), engagement.inform_by, engagement.respond_by):
        engagement.obligations.append(Obligation(duty=owed.duty.value, due_on=owed.due_on))
    journal.record(
        Happened.PROMISED,
        on=clock.today(),
        engagement_id=engagement.id,
        staff_id=by.id,
        detail={
            "level": engagement.level,
            "respond_by": engagement.respond_by.isoformat(),
            "capacity": {
                "themes": weighed.themes,
                "staff": weighed.people,
                "weeks": weighed.weeks,
                "holds": weighed.holds,
            },
        },
    )


def amend(by: Staff, engagement: Engagement, part: str, after: Words, reason: Words) -> Amendment:
    """Change an open promise in the open: what it was, what it is now, and why.

    The promised dates of obligations never move; only words do.
    """
    if engagement.opened_on is None or part not in AMENDABLE:
        raise Refused(_("Only an open promise needs an amendment."))
    amendment = Amendment(
        on=clock.today(),
        part=part,
        before=Words(getattr(engagement, part)),
        after=after,
        reason=reason,
        staff_id=by.id,
    )
    engagement.amendments.append(amendment)
    setattr(engagement, part, after)
    journal.record(
        Happened.AMENDED,
        on=clock.today(),
        engagement_id=engagement.id,
        staff_id=by.id,
        detail={"part": part},
    )
    return amendment


def explain(by: Staff, obligation: Obligation, reason: Words, new_date: date) -> None:
    """Stand the agency's reason and new date beside a missed obligation. It stays missed."""
    if new_date <= clock.today():
        raise Refused(_("The new date must be still to come."))
    obligation.reason, obligation.new_date = reason, new_date
    obligation.explanations.append(
        Explanation(on=clock.today(), reason=reason, new_date=new_date, staff_id=by.id)
    )
    journal.record(
        Happened.OBLIGATION_EXPLAINED,
        on=clock.today(),
        engagement_id=obligation.engagement_id,
        staff_id=by.id,
        detail={"duty": obligation.duty, "new_date": new_date.isoformat()},
    )


def end_listening(by: Staff, engagement: Engagement) -> None:
    """Nobody can add words from now on; what waits in pools is sealed together."""
    refuse_unless_listening(engagement)
    engagement.closed_on = clock.today()
    journal.record(Happened.LISTENING_ENDED, on=clock.today(), engagement_id=engagement.id, staff_id=by.id)
    listening_ended.send(engagement)


def refuse_unless_listening(engagement: Engagement) -> None:
    if not engagement.is_open:
        raise Refused(_("Listening is not open."))
