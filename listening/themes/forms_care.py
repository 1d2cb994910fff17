from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from listening.contributions.rules import LONGEST
from listening.core.forms import Form, Said, WordsForm, choices
from listening.core.languages import direction, own_name

#: More themes than a room can put in order.
LAST_RANK = 200
#: What a reader does with a batch.
READ, KNOWN, NOT_TODAY = "read", "known", "not_today"


class BatchForm(Form):
    then = RadioField(
        _l("What next?"),
        choices=choices(
            {
                READ: _l("I have read these"),
                KNOWN: _l("I know this person: give the batch to another reader"),
                NOT_TODAY: _l("Not today: give the batch to another reader"),
            }
        ),
        validators=[InputRequired(_l("Choose what you do with this batch"))],
    )


class TranslationForm(Form):
    language = RadioField(_l("Into which language?"), validators=[InputRequired(_l("Choose a language"))])
    text = TextAreaField(
        _l("The same words in that language"),
        validators=[InputRequired(_l("Write the translation")), Length(max=LONGEST)],
        render_kw={"rows": 6},
    )
    without_details = BooleanField(_l("I translated the words without details, so this may be quoted"))

    def offer(self, languages: list[str], spoken: str) -> None:
        """The languages of the engagement, but for the one it was said in."""
        others = [one for one in languages if one != spoken]
        self.language.choices = choices({one: own_name(one) for one in others})
        if not self.language.data and len(others) == 1:
            self.language.data = others[0]
        if len(others) == 1:
            self.text.render_kw = {**self.text.render_kw, "lang": others[0], "dir": direction(others[0])}


class RoomForm(WordsForm):
    """What the room calls a theme, what it says was heard, and its place in the room's order."""

    SAID: ClassVar = {
        "label": Said(_l("What the room calls it"), rows=1),
        "summary": Said(_l("What the room says was heard"), required=False, rows=4),
    }
    rank = IntegerField(
        _l("Its place in the room’s order"),
        validators=[
            Optional(),
            NumberRange(1, LAST_RANK, message=_l("Use a number from 1 on")),
        ],
    )

    def validate_rank(self, field: Any) -> None:
        if field.raw_data and field.raw_data[0].strip() and field.data is None:
            field.errors = [_l("Use a number from 1 on")]


class MissingForm(WordsForm):
    SAID: ClassVar = {"words": Said(_l("What is missing"), rows=3)}
