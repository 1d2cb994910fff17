from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, ValidationError

from listening.core.forms import SHORT_TEXT, Form, Said, WordsForm, choices
from listening.themes.rules import AsideReason, Holding, Place

#: What a move can lead to besides a theme and the places.
STAY, NEW_THEME = "stay", "new"


def place_words() -> dict[Place, Any]:
    return {
        Place.THEMED: _l("In a theme"),
        Place.SINGLE_VOICE: _l("Single voices"),
        Place.SENSITIVE: _l("Sensitive"),
        Place.DUPLICATE: _l("Said twice"),
        Place.SET_ASIDE: _l("Set aside"),
    }


def reason_words() -> dict[AsideReason, Any]:
    """The public reasons for setting words aside."""
    return {
        AsideReason.NOT_ABOUT_THIS: _l("It is about something else"),
        AsideReason.NO_WORDS: _l("It holds no words"),
        AsideReason.THREAT: _l("It threatens someone"),
        AsideReason.ADVERTISING: _l("It is advertising"),
    }


def holding_words() -> dict[Holding, Any]:
    return {
        Holding.FIRM: _l("Firm: it came back each time we tried"),
        Holding.LOOSE: _l("Loose: it may hold two things, or part of one"),
        Holding.TOO_FEW: _l("Too few voices to be sure"),
        Holding.BY_PEOPLE: _l("Made by people"),
    }


class WordsOfThemeForm(WordsForm):
    SAID: ClassVar = {
        "label": Said(_l("Name"), required=False, rows=1),
        "summary": Said(_l("What we heard"), required=False, rows=4),
    }
    #: What the words were when the page was made.
    seen = HiddenField()

    def offer(self, names: Sequence[str]) -> None:
        """Let the browser propose these names; the page holds them as the list ``offered``."""
        for field in self.fields_of("label") if names else ():
            field.render_kw = {**field.render_kw, "list": "offered", "autocomplete": "off"}


class SeenForm(Form):
    """A button, and what the theme was when the page was made."""

    seen = HiddenField()


class MoveForm(Form):
    voices = SelectMultipleField(_l("Texts"), validate_choice=False)
    to = SelectField(_l("Where do they belong?"), validate_choice=False)
    label = StringField(_l("Name of the new theme"), validators=[Length(max=SHORT_TEXT)])
    reason = SelectField(
        _l("Why are they set aside? Everyone can see the reason."),
        choices=choices({"": _l("Choose a reason"), **reason_words()}),
        validate_choice=False,
    )
    #: The theme or place the page showed them in.
    origin = HiddenField()

    def offer(self, groups: Mapping[str, Sequence[tuple[str, Any]]]) -> None:
        self.to.choices = {"": [("", _l("Choose a place"))], **groups}

    def validate_voices(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l("Choose at least one text"))

    def validate_to(self, field: Any) -> None:
        if field.data not in self.offered:
            raise ValidationError(_l("Choose where they belong"))

    def validate_label(self, field: Any) -> None:
        if self.to.data == NEW_THEME and not (field.data or "").strip():
            raise ValidationError(_l("Give the new theme a name"))

    def validate_reason(self, field: Any) -> None:
        if self.to.data == Place.SET_ASIDE and field.data not in set(AsideReason):
            raise ValidationError(_l("Choose a reason"))

    @property
    def offered(self) -> set[str]:
        return {value for group in self.to.choices.values() for value, _words in group} - {""}


class MergeForm(Form):
    #: ``id-state`` of each chosen theme.
    themes = SelectMultipleField(_l("Themes"), validate_choice=False)
    into = SelectField(_l("Join them into"), validate_choice=False)

    def validate_themes(self, field: Any) -> None:
        if len(field.data) < (1 if self.into.data else 2):
            raise ValidationError(_l("Choose at least two themes to join"))


class SplitForm(Form):
    heap = RadioField(_l("Which part becomes a theme of its own?"), coerce=int, choices=[])
    label = StringField(_l("Name of the new theme"), validators=[Length(max=SHORT_TEXT)])
    seen = HiddenField()

    def validate_label(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_l("Give the new theme a name"))
