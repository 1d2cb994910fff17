from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from listening.confirmations.rules import Answer, Tally
from listening.contributions.receipt import NotAReceipt, read
from listening.contributions.rules import LONGEST, clean
from listening.core.database import languages
from listening.core.forms import Form, PublicForm, Said, WordsForm, choices
from listening.core.page import language

#: More hands than any room holds: a slip of the keyboard.
MOST_HANDS = 2000


def answer_words() -> dict[Answer, Any]:
    return {
        Answer.YES: _l("Yes"),
        Answer.PARTLY: _l("Partly"),
        Answer.NO: _l("No"),
        Answer.CANNOT_TELL: _l("I don't know yet"),
    }


class ReceiptForm(PublicForm):
    receipt = StringField(
        _l("The words on your receipt"),
        validators=[
            InputRequired(_l("Enter the seven words, or the digits, on your receipt")),
            Length(max=300),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    secrets: tuple[str, ...] = ()

    def validate_receipt(self, field: Any) -> None:
        """Capitals and accents do not matter; a word that is on no list is named."""
        here = language()
        try:
            self.secrets = tuple(read(field.data, [here, *(one for one in languages() if one != here)]))
        except NotAReceipt as wrong:
            if wrong.unknown:
                raise ValidationError(
                    _l("We do not know this word: %(words)s. Look for a slip", words=", ".join(wrong.unknown))
                ) from wrong
            raise ValidationError(_l("A receipt has seven words. Look at it again")) from wrong


class VerdictForm(PublicForm):
    answer = RadioField(
        _l("Is it so for you?"),
        choices=choices(answer_words()),
        validators=[InputRequired(_l("Choose one answer"))],
    )
    text = TextAreaField(
        _l("If not: what is missing? You can leave this empty."),
        description=_l("Leave out names and dates. A reader takes out the rest. Then the agency must reply."),
        filters=[lambda text: clean(text or "")],
        validators=[Optional(), Length(max=LONGEST, message=_l("This is too long. Please make it shorter"))],
        render_kw={"autocomplete": "off", "rows": 4, "dir": "auto"},
    )


def _hands(label: Any) -> IntegerField:
    return IntegerField(
        label,
        default=0,
        validators=[NumberRange(0, MOST_HANDS, _l("Enter how many hands, 0 or more"))],
        render_kw={"inputmode": "numeric"},
    )


class HandsForm(Form):
    yes = _hands(_l("Yes"))
    partly = _hands(_l("Partly"))
    no = _hands(_l("No"))
    cannot_tell = _hands(_l("I don't know yet"))

    def tally(self) -> Tally:
        return Tally(*(self[answer.value].data or 0 for answer in Answer))


class PassOnForm(Form):
    text = TextAreaField(
        _l("What the agency may read"),
        validators=[InputRequired(_l("Write what the agency may read")), Length(max=LONGEST)],
        render_kw={"rows": 5},
    )


class ReplyForm(WordsForm):
    SAID: ClassVar = {"reply": Said(_l("Your reply"))}


class ButtonForm(Form):
    """A form that is only a button."""
