from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

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
    #: Where the reader puts each text: ``id:place``, and where the page showed it.
    places = SelectMultipleField(validate_choice=False)
    was = SelectMultipleField(validate_choice=False)

    def pairs(self, name: str) -> dict[str, str]:
        """A place for each text; one left open has none."""
        split = (value.partition(":")[::2] for value in self[name].data or [])
        return {one: place for one, place in split if place}


class TakeForm(Form):
    """Which languages a reader reads; none of them known means all."""

    languages = SelectMultipleField(_l("Which languages do you read?"), validate_choice=False)


class TranslationForm(Form):
    language = RadioField(_l("Into which language?"), validators=[InputRequired(_l("Choose a language"))])
    text = TextAreaField(
        _l("The same words in that language"),
        validators=[InputRequired(_l("Write the translation")), Length(max=LONGEST)],
        render_kw={"rows": 6},
    )
    without_details = BooleanField(_l("I translated the words without details, so this may be quoted"))
    #: Which words the page showed.
    seen = HiddenField()

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


class OrderForm(Form):
    """The room's order in one go: a number beside each theme, or none."""

    themes = SelectMultipleField(coerce=int, validate_choice=False)
    #: In the order of the themes, as they were typed.
    ranks = SelectMultipleField(_l("Its place in the room’s order"), validate_choice=False)

    def validate_ranks(self, field: Any) -> None:
        typed = [text.strip() for text in field.data]
        if not all(not text or (text.isdecimal() and 0 < int(text) <= LAST_RANK) for text in typed):
            raise ValidationError(_l("Use a number from 1 on"))

    @property
    def order(self) -> dict[int, int | None]:
        """The place of each theme; None where it has none."""
        pairs = zip(self.themes.data or [], self.ranks.data or [], strict=False)
        return {theme: int(text) if text.strip() else None for theme, text in pairs}


class MissingForm(WordsForm):
    SAID: ClassVar = {"words": Said(_l("What is missing"), rows=3)}


class LineForm(WordsForm):
    """A line under "Other things we heard", and the single voices it is written from."""

    SAID: ClassVar = {"words": Said(_l("What everyone may read"), rows=2)}
    voices = SelectMultipleField(_l("Texts"), validate_choice=False)

    def validate_voices(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l("Choose at least one text"))
