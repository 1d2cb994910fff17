from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from listening.contributions.rules import LONGEST, Lane, clean
from listening.core.forms import PublicForm, Said, WordsForm, choices
from listening.live.rules import Heard, Nod, Offer, Share, Step, Vote


def vote_words() -> dict[str, Any]:
    return {Vote.AGREE: _l("Agree"), Vote.DISAGREE: _l("Disagree"), Vote.PASS: _l("Pass")}


def heard_words() -> dict[str, Any]:
    return {
        Heard.YES: _l("Yes"),
        Heard.ALMOST: _l("Almost"),
        Heard.NO: _l("No"),
        Heard.NOT_MINE: _l("I did not say this"),
    }


def nod_words() -> dict[str, Any]:
    return {Nod.FINE: _l("They are fine"), Nod.CHANGE: _l("I want to change something")}


def pulse_words() -> dict[str, Any]:
    """The pulse in our own words; the first three are always asked."""
    return {
        "honoured": _l("Was it good that you came?"),
        "respected": _l("Did people treat you with respect?"),
        "heard": _l("Did people hear you?"),
        "hope": _l("Do you have hope that something will change?"),
        "safe": _l("Did you feel safe here?"),
        "place": _l("Was this a good place to speak freely?"),
    }


def scale_words() -> dict[str, Any]:
    return {
        "5": _l("Yes, fully"),
        "4": _l("Mostly"),
        "3": _l("Half and half"),
        "2": _l("A little"),
        "1": _l("Not at all"),
    }


def lane_words() -> dict[Lane, Any]:
    return {
        Lane.NEW: _l("New"),
        Lane.SHOWN: _l("On the wall"),
        Lane.PARKED: _l("Parked"),
        Lane.SENSITIVE: _l("Sensitive"),
        Lane.HIDDEN: _l("Hidden"),
        Lane.QUARANTINE: _l("To judge"),
    }


def share_words() -> dict[Share, Any]:
    return {
        Share.TOO_FEW: _l("Too few answers to say"),
        Share.UNDER_ONE: _l("Fewer than 1 in 10"),
        Share.ONE_TO_THREE: _l("1 to 3 in 10"),
        Share.THREE_TO_FIVE: _l("3 to 5 in 10"),
        Share.MORE_THAN_HALF: _l("More than half"),
    }


def step_words() -> dict[Step, tuple[Any, Any]]:
    """The title of each next step, and one line on how."""
    return {
        Step.AGREE: (
            _l("Agree on the ground rules"),
            _l("Read them aloud, or let people look at them on their phones. Then freeze them."),
        ),
        Step.OPEN_PROMPT: (
            _l("Ask the next question"),
            _l("Phones and the big screen follow you. Tables talk."),
        ),
        Step.CLOSE_PROMPT: (
            _l("Listen"),
            _l("Close the question when the tables are done. What is new comes to you then."),
        ),
        Step.HEAR: (
            _l("Write down what you heard"),
            _l("The machine drafts, you choose the words. Then read them back."),
        ),
        Step.READ_BACK: (_l("Read back what you heard"), _l("Line by line, aloud. Phones ask: is it right?")),
        Step.END_READ_BACK: (_l("Wait for the answers"), _l("Then close the read-back.")),
        Step.PULSE: (_l("Ask how it was"), _l("A few short questions, before people leave.")),
        Step.LAST_CALL: (_l("Ask for last words"), _l("Is anyone still writing? Phones will ask too.")),
        Step.CLOSE: (
            _l("Close the session"),
            _l("What people said is mixed and sealed. You cannot open it again."),
        ),
    }


class TapForm(PublicForm):
    """One row of choices for each thing that is asked."""

    @classmethod
    def for_offers(
        cls, offers: Sequence[Offer], labels: dict[str, Any], words: dict[str, Any], **kwargs: Any
    ) -> "TapForm":
        fields = {
            field_of(one.about): RadioField(
                labels[one.about],
                choices=choices({choice: words[choice] for choice in one.choices}),
                validators=[Optional()],
            )
            for one in offers
        }
        form: TapForm = type(cls.__name__, (cls,), fields)(**kwargs)
        form.offers = list(offers)
        return form

    offers: list[Offer]

    @property
    def rows(self) -> list[Any]:
        return [self[field_of(one.about)] for one in self.offers]

    def chosen(self) -> dict[str, str]:
        """What was tapped; what was left out is left out."""
        found = {one.about: self[field_of(one.about)].data for one in self.offers}
        return {about: choice for about, choice in found.items() if choice}


def field_of(about: str) -> str:
    return f"tap-{about}"


class ProposalForm(PublicForm):
    text = TextAreaField(
        _l("What should change?"),
        filters=[lambda text: clean(text or "")],
        validators=[Optional(), Length(max=LONGEST)],
        render_kw={"rows": 3, "dir": "auto", "autocomplete": "off"},
    )


class RulesForm(WordsForm):
    SAID: ClassVar = {"rules": Said(_l("Ground rules, one a line"), rows=8)}


class HearingForm(WordsForm):
    """A line to read back for each draft, in each language; empty lines are left out."""

    @classmethod
    def for_numbers(cls, numbers: Sequence[int], languages: Sequence[str], **kwargs: Any) -> "HearingForm":
        said = {f"line{number}": Said(_l("We heard"), required=False, rows=1) for number in numbers}
        base: type[HearingForm] = type(cls.__name__, (cls,), {"SAID": said})
        return base.in_languages(languages)(**kwargs)
