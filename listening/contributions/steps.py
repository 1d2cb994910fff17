"""The way of one phone through a session: prompt by prompt, everything typed riding along in the page itself.

Nothing is kept on the server before the last step. A button posts to the address of the step it leads to, so each
step has an address of its own without a secret in it; ``leaving`` names the step the person comes from.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from listening.contributions.asked import Asked, questions_of
from listening.contributions.kind import new_receipt
from listening.contributions.receipt import is_secret
from listening.contributions.rules import Channel, Consent, Voice, clean
from listening.engagements.models import Prompt
from listening.surveys.models import ClosedQuestion
from listening.surveys.rules import allowed

_CONSENTS = {consent.value: consent for consent in Consent}


@dataclass(frozen=True)
class Answer:
    """What one person typed to one prompt."""

    prompt: Prompt
    text: str = ""
    #: None until they choose; silence means count only.
    consent: Consent | None = None

    @property
    def agreed(self) -> Consent:
        return self.consent or Consent.COUNT


@dataclass(frozen=True)
class Steps:
    """Everything the page carries: the secret and the answers in the order of the agenda."""

    secret: str
    answers: tuple[Answer, ...]
    #: The number of the prompt being left, None when the person comes from the notice.
    leaving: int | None = field(default=None)
    #: Whether the secret is that of a card from the basket, which the person holds already.
    card: bool = False
    #: Prompts answered on an earlier day, which are not asked again.
    done: Collection[int] = ()
    #: Questions with choices, and what was chosen: thing → choice.
    questions: tuple[ClosedQuestion, ...] = ()
    taps: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.text]

    def voices(self, language: str, channel: Channel = Channel.PHONE) -> list[Voice]:
        """What is to be sent."""
        return [
            Voice(answer.prompt.id, answer.text, answer.agreed, language, channel) for answer in self.written
        ]

    @property
    def anything(self) -> bool:
        """Whether there is something to send."""
        return bool(self.written or self.taps)

    def hidden(self, *, but: int | None = None, taps: bool = True) -> list[tuple[str, str]]:
        """The hidden fields of a page; the prompt ``but``, or the choices, are on the page itself."""
        fields = [("secret", self.secret), ("card", "1" if self.card else "")]
        fields.append(("done", ",".join(str(one) for one in sorted(self.done))))
        fields += [(f"tap-{about}", choice) for about, choice in self.taps.items()] if taps else []
        for number, answer in enumerate(self.answers, start=1):
            if number != but:
                fields.append((f"text-{answer.prompt.id}", answer.text))
                fields.append((f"consent-{answer.prompt.id}", answer.consent.value if answer.consent else ""))
        return [(name, value) for name, value in fields if value]


def read_steps(asked: Asked, form: Mapping[str, str]) -> Steps:
    """The state of the way, from what was posted; unknown and broken parts are left out."""
    secret = form.get("secret", "")
    leaving = form.get("leaving", "")
    done = {int(one) for one in form.get("done", "").split(",") if one.isdecimal()}
    prompts = [item.prompt for item in asked.agenda if item.prompt_id not in done]
    number = next((place for place in range(1, len(prompts) + 1) if leaving == str(place)), None)
    skipped = number if form.get("skip") else None
    answers = tuple(
        Answer(prompt) if place == skipped else _answer(prompt, form, on_page=place == number)
        for place, prompt in enumerate(prompts, start=1)
    )
    questions = tuple(questions_of(asked))
    known = is_secret(secret)
    return Steps(
        secret if known else new_receipt(),
        answers,
        number,
        known and bool(form.get("card")),
        done,
        questions,
        allowed([one.closed for one in questions], tapped(form)),
    )


def tapped(form: Mapping[str, str], before: str = "tap-") -> dict[str, str]:
    """What was chosen on a page: thing → choice, whether or not anyone offered it."""
    return {name.removeprefix(before): value for name, value in form.items() if name.startswith(before)}


def _answer(prompt: Prompt, form: Mapping[str, str], *, on_page: bool) -> Answer:
    end = "" if on_page else f"-{prompt.id}"
    return Answer(prompt, clean(form.get(f"text{end}", "")), _CONSENTS.get(form.get(f"consent{end}", "")))
