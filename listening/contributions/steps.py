"""The way of one phone through a session: prompt by prompt, everything typed riding along in the page itself.

Nothing is kept on the server before the last step. A button posts to the address of the step it leads to, so each
step has an address of its own without a secret in it; ``leaving`` names the step the person comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from listening.contributions.receipt import is_secret, new_secret
from listening.contributions.rules import Channel, Consent, Voice, clean
from listening.engagements.models import Prompt
from listening.sessions.models import ListeningSession


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

    @property
    def written(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.text]

    def voices(self, language: str) -> list[Voice]:
        """What is to be sent."""
        return [
            Voice(answer.prompt.id, answer.text, answer.agreed, language, Channel.PHONE)
            for answer in self.written
        ]

    def hidden(self, *, but: int | None = None) -> list[tuple[str, str]]:
        """The hidden fields of a page; the prompt ``but`` is on the page itself."""
        fields = [("secret", self.secret)]
        for number, answer in enumerate(self.answers, start=1):
            if number != but:
                fields.append((f"text-{answer.prompt.id}", answer.text))
                fields.append((f"consent-{answer.prompt.id}", answer.consent.value if answer.consent else ""))
        return [(name, value) for name, value in fields if value]


def read_steps(session: ListeningSession, form: Mapping[str, str]) -> Steps:
    """The state of the way, from what was posted; unknown and broken parts are left out."""
    secret = form.get("secret", "")
    leaving = form.get("leaving", "")
    prompts = [item.prompt for item in session.agenda]
    number = next((place for place in range(1, len(prompts) + 1) if leaving == str(place)), None)
    skipped = number if form.get("skip") else None
    answers = tuple(
        Answer(prompt) if place == skipped else _answer(prompt, form, on_page=place == number)
        for place, prompt in enumerate(prompts, start=1)
    )
    return Steps(secret if is_secret(secret) else new_secret(), answers, number)


def _answer(prompt: Prompt, form: Mapping[str, str], *, on_page: bool) -> Answer:
    end = "" if on_page else f"-{prompt.id}"
    consent = form.get(f"consent{end}", "")
    return Answer(
        prompt,
        clean(form.get(f"text{end}", "")),
        Consent(consent) if consent in set(Consent) else None,
    )
