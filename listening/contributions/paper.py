"""Forms on paper, typed in afterwards: one form a screen, each on its own, so that a stack has no order here.

Each form has a random key that only the screen knows. Sent twice it is one form; undone it leaves no trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from listening.contributions import tallies
from listening.contributions.asked import Asked, gathering_of, questions_of, takes_words
from listening.contributions.door import drop
from listening.contributions.intake import Gathering, Shut, intake
from listening.contributions.pooling import CHOICES, choices_gathering
from listening.contributions.receipt import is_secret
from listening.contributions.rules import Channel, Consent, Voice, clean, too_long_by
from listening.contributions.service import (
    CONTRIBUTION,
    act_with_receipt,
    act_without_receipt,
    engagement_gathering,
)
from listening.contributions.steps import tapped
from listening.core.errors import Refused
from listening.engagements.models import Engagement, Prompt
from listening.surveys.models import ClosedQuestion, Survey
from listening.surveys.rules import allowed, twice_ranked


class NothingOpen(Refused):
    """Neither the session nor its engagement takes words any more."""

    status = 410


@dataclass(frozen=True)
class Typed:
    """One answer as typed from a form."""

    prompt: Prompt
    text: str
    consent: Consent | None

    @property
    def wrong(self) -> str:
        """What is wrong with it, in words for the person who types; nothing when all is well."""
        over = too_long_by(self.text)
        if over:
            return str(_("This is %(over)s letters too long.", over=over))
        if self.text and self.consent is None:
            return str(_("Say how it may be used. Nothing ticked on the paper means: just count it."))
        return ""


@dataclass(frozen=True)
class Sheet:
    """One form as it was typed: words, and what was ticked where a survey asks for that."""

    answers: list[Typed]
    questions: list[ClosedQuestion] = field(default_factory=list)
    #: Thing → choice.
    taps: Mapping[str, str] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        return bool(self.taps) or any(one.text for one in self.answers)

    @property
    def twice_ranked(self) -> list[int]:
        return twice_ranked([one.closed for one in self.questions], self.taps)

    @property
    def wrong(self) -> bool:
        return bool(self.twice_ranked) or any(one.wrong for one in self.answers)

    def chosen(self, question: ClosedQuestion) -> dict[str, str]:
        """What was ticked of one question."""
        return {about: self.taps[about] for about in question.closed.taps() if about in self.taps}


def typed_in(
    prompts: Sequence[Prompt], questions: list[ClosedQuestion], form: Mapping[str, str], before: str = ""
) -> Sheet:
    """A posted form; ``before`` names the first typing when there are two."""
    answers = [
        Typed(
            prompt,
            clean(form.get(f"{before}text-{prompt.id}", "")),
            _consent(form.get(f"{before}consent-{prompt.id}", "")),
        )
        for prompt in prompts
    ]
    return Sheet(
        answers, questions, allowed([one.closed for one in questions], tapped(form, f"{before}tap-"))
    )


def _consent(value: str) -> Consent | None:
    return Consent(value) if value in set(Consent) else None


def differ(first: Sheet, second: Sheet) -> list[int]:
    """Ids of the prompts that were typed differently the second time."""
    return [
        one.prompt.id
        for one, other in zip(first.answers, second.answers, strict=True)
        if (one.text, one.consent) != (other.text, other.consent)
    ]


def ticked_differently(first: Sheet, second: Sheet) -> list[int]:
    """Ids of the questions with choices that were typed differently the second time."""
    return [one.id for one in second.questions if first.chosen(one) != second.chosen(one)]


def prompts_of(engagement: Engagement, asked: Asked | None) -> list[Prompt]:
    """What is printed on the forms."""
    return [item.prompt for item in asked.agenda] if asked else list(engagement.prompts)


def countable(asked: Asked | None) -> list[ClosedQuestion]:
    """The questions with choices that can still be counted: once a survey is over, its numbers stand."""
    return questions_of(asked) if asked and takes_words(asked) else []


def where(engagement: Engagement, asked: Asked | None) -> Gathering:
    """The intake of a session or survey that is open, else the pool of its engagement.

    Raises:
        NothingOpen: when listening has ended.
    """
    if asked is not None and takes_words(asked):
        return gathering_of(asked)
    if not engagement.is_open:
        raise NothingOpen(_("Listening has ended. Bring these forms in as a file."))
    return engagement_gathering(engagement.id)


def keep_form(
    gathering: Gathering, key: str, answers: Sequence[Typed], language: str, card: str = ""
) -> list[str]:
    """Keep one form; returns when it is on disk. The ids it got, to undo it with.

    Args:
        gathering: where it waits for sealing.
        key: the random key of this form.
        answers: what stands on it; empty ones are left out.
        language: the language it is written in.
        card: the secret of the card that was torn off, if one was handed over.
    """
    secret = card if is_secret(card) else key
    act = act_with_receipt if is_secret(card) else act_without_receipt
    acts = [
        act(secret, Voice(one.prompt.id, one.text, one.consent or Consent.COUNT, language, Channel.PAPER))
        for one in answers
        if one.text
    ]
    try:
        drop(gathering, CONTRIBUTION, acts)
    except Shut as shut:
        raise NothingOpen(_("This is being sealed just now. Choose the stack again.")) from shut
    return [one for one, _body in acts]


def keep_choices(asked: Asked | None, key: str, sheet: Sheet, card: str = "") -> list[str]:
    """Count what was ticked, apart from the words; sent again it is counted once. The ids it got."""
    if not isinstance(asked, Survey) or not sheet.taps:
        return []
    secret = card if is_secret(card) else key
    return tallies.tap(choices_gathering(asked), CHOICES, secret, sheet.taps)


def undo(engagement: Engagement, asked: Asked | None, ids: Sequence[str]) -> bool:
    """Take the last form out again, words and choices; False once it is sealed."""
    places = [where(engagement, asked)]
    if isinstance(asked, Survey):
        places.append(choices_gathering(asked))
    taken = [intake().store(one).take_out(ids) for one in places if intake().exists(one)]
    return any(taken)
