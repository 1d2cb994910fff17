"""The page on which the administrator sets numbers to call and how case numbers are written."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from listening.core.database import Words
from listening.core.forms import Said, WordsForm, choices

#: Rows for numbers, and how many of them must be filled.
ROWS, NEEDED = 8, 4
MOST_SHAPES = 10
_NUMBER = r"^[\d+ ().-]{3,20}$"
WRONG = _l("Enter a phone number")
_CASE = re.compile(r"(?=(?:[^9]*9){2})[9A-Z /.#-]{4,30}")


def starter_labels() -> list[Any]:
    """What the first rows are for, until someone says it better."""
    return [
        _l("Someone to talk to, day and night"),
        _l("Lawyers for parents"),
        _l("Complain about a worker"),
        _l("Rights of foster youth"),
        _l("A parent partner who has been there"),
        _l("The ombudsperson"),
        _l("A safe place to sleep tonight"),
    ]


class NumbersForm(WordsForm):
    SAID = {
        f"label{row}": Said(_l("What number %(row)s is for", row=row + 1), required=row < NEEDED, rows=1)
        for row in range(ROWS)
    }
    emergency = StringField(
        _l("In an emergency"),
        validators=[InputRequired(_l("Enter the number for an emergency")), Regexp(_NUMBER, message=WRONG)],
    )
    talk = StringField(
        _l("To talk to someone at once"),
        validators=[InputRequired(_l("Enter the number to talk to someone")), Regexp(_NUMBER, message=WRONG)],
    )
    reporting = SelectField(
        _l("Must readers report abuse they learn of?"),
        choices=choices({"law": _l("Yes, by law"), "policy": _l("Yes, by our own rules"), "no": _l("No")}),
    )
    rung = BooleanField(
        _l("I rang each of these numbers, and the right people answered"),
        validators=[InputRequired(_l("Ring each number first"))],
    )
    cases = TextAreaField(_l("How are case numbers written here?"), validators=[Optional(), Length(max=400)])

    def validate_cases(self, _field: TextAreaField) -> None:
        written = self.case_numbers()
        wrong = next((one for one in written if not _CASE.fullmatch(one)), None)
        if wrong:
            raise ValidationError(
                _("Write 9 for each digit and A for each letter, as in 99AA9999: %(wrong)s", wrong=wrong)
            )
        if len(written) > MOST_SHAPES:
            raise ValidationError(_("Use at most %(limit)s lines", limit=MOST_SHAPES))

    def case_numbers(self) -> list[str]:
        lines = (line.strip().upper() for line in (self.cases.data or "").splitlines())
        return [line for line in lines if line]

    def rows(self) -> list[tuple[Words, str]]:
        """What each filled row says."""
        numbers = [(self[f"number{row}"].data or "").strip() for row in range(ROWS)]
        return [(self.words(f"label{row}"), number) for row, number in enumerate(numbers) if number]


def numbers_form(languages: Iterable[str]) -> type[NumbersForm]:
    """The form with a field for each number, and each label in every language."""
    form = NumbersForm.in_languages(languages)
    return type(form.__name__, (form,), {f"number{row}": _number(row) for row in range(ROWS)})


def _number(row: int) -> StringField:
    needed = InputRequired(_l("Enter number %(row)s", row=row + 1)) if row < NEEDED else Optional()
    return StringField(
        _l("Phone number %(row)s", row=row + 1),
        validators=[needed, Regexp(_NUMBER, message=WRONG)],
        render_kw={"type": "tel", "autocomplete": "off"},
    )


def starting_with(rows: Iterable[dict[str, Any]], languages: Iterable[str]) -> dict[str, str]:
    """What the fields show: the rows that are kept, else what the first rows are for."""
    kept, chosen = list(rows), list(languages)
    shown: dict[str, str] = {}
    for row, one in enumerate(kept[:ROWS]):
        shown[f"number{row}"] = one["number"]
        shown |= {f"label{row}_{language}": one["label"].get(language, "") for language in chosen}
    for language in chosen if not kept else ():
        with force_locale(language):
            shown |= {f"label{row}_{language}": str(label) for row, label in enumerate(starter_labels())}
    return shown
