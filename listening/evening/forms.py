from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from listening.core.database import Words
from listening.core.forms import Form, Said, WordsForm, choices
from listening.core.languages import own_name
from listening.evening.rules import CARDS_A_SHEET, MOST_FORMS, MOST_SHEETS


class ButtonForm(Form):
    """A form that is only a button."""


class CardsForm(Form):
    wanted = SelectMultipleField(
        _l("Languages"),
        validators=[InputRequired(_l("Choose at least one language"))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    paper = RadioField(_l("Paper"), choices=choices({"letter": _l("Letter"), "a4": "A4"}), default="letter")
    a_sheet = RadioField(
        _l("Cards on a sheet"),
        choices=choices({number: str(number) for number in CARDS_A_SHEET}),
        default=str(CARDS_A_SHEET[0]),
    )
    how_many = IntegerField(
        _l("Sheets in each language"),
        default=2,
        validators=[
            InputRequired(_l("Say how many sheets")),
            NumberRange(1, MOST_SHEETS, _l("Choose 1 to %(most)s sheets", most=MOST_SHEETS)),
        ],
        render_kw={"inputmode": "numeric"},
    )

    @classmethod
    def offering(cls, languages: list[str], **kwargs: Any) -> "CardsForm":
        """The form for a session in these languages, all of them ticked."""
        form = cls(data={"wanted": languages}, **kwargs)
        form.wanted.choices = choices({one: own_name(one) for one in languages})
        return form


class SlipsForm(Form):
    """Paper forms in one language; a stack in each is printed one after the other."""

    language = RadioField(_l("Language"))
    paper = RadioField(_l("Paper"), choices=choices({"letter": _l("Letter"), "a4": "A4"}), default="letter")
    how_many = IntegerField(
        _l("How many forms"),
        default=10,
        validators=[
            InputRequired(_l("Say how many forms")),
            NumberRange(1, MOST_FORMS, _l("Choose 1 to %(most)s forms", most=MOST_FORMS)),
        ],
        render_kw={"inputmode": "numeric"},
    )

    @classmethod
    def offering(cls, languages: list[str]) -> "SlipsForm":
        """The form for a session in these languages, the first of them chosen."""
        form = cls(data={"language": languages[0]})
        form.language.choices = choices({one: own_name(one) for one in languages})
        return form


class PartForm(WordsForm):
    """One thing the room heard; one language is enough when nobody can translate tonight."""

    SAID: ClassVar = {
        "title": Said(_l("What it is about"), required=False, rows=1),
        "lines": Said(_l("What people said, one line each"), required=False, rows=5),
    }

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one language has both."""
        good = bool(super().validate(extra_validators))
        title, lines = self.words("title"), self.words("lines")
        if not any(title[one] and lines[one] for one in self.languages):
            self.fields_of("title")[0].errors = [_l("Write what it is about, and at least one line")]
            return False
        return good

    def said(self, name: str) -> Words:
        """What was typed, without the languages left empty."""
        return Words({language: text for language, text in self.words(name).items() if text})
