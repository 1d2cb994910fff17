from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from listening.confirmations.rules import LATER, Answer, Tally
from listening.contributions.rules import LONGEST, clean
from listening.core.forms import Form, PublicForm, Said, WordsForm, choices

#: More hands than any room holds: a slip of the keyboard.
MOST_HANDS = 2000


def answer_words() -> dict[Answer, Any]:
    return {
        Answer.YES: _l("Yes"),
        Answer.PARTLY: _l("Partly"),
        Answer.NO: _l("No"),
        Answer.CANNOT_TELL: _l("I don't know yet"),
    }


def message_words() -> dict[str, Any]:
    """With what words were left."""
    return {
        Answer.PARTLY.value: _l("With the answer “partly”"),
        Answer.NO.value: _l("With the answer “no”"),
        LATER: _l("Later, with a receipt"),
    }


class AnswerForm(PublicForm):
    answer = RadioField(
        _l("Is it so for you?"),
        choices=choices(answer_words()),
        validators=[InputRequired(_l("Choose one answer"))],
    )


class VerdictForm(AnswerForm):
    text = TextAreaField(
        _l("If not: what is missing? You can leave this empty."),
        description=_l(
            "Leave out names and dates. A reader tells the agency what you mean, without your words."
        ),
        filters=[lambda text: clean(text or "")],
        validators=[Optional(), Length(max=LONGEST, message=_l("This is too long. Please make it shorter"))],
        render_kw={"autocomplete": "off", "rows": 4, "dir": "auto"},
    )


class LaterForm(PublicForm):
    text = TextAreaField(
        _l("What do you want to say?"),
        description=_l(
            "Leave out names and dates. A reader tells the agency what you mean, without your words."
        ),
        filters=[lambda text: clean(text or "")],
        validators=[
            DataRequired(_l("Write your message")),
            Length(max=LONGEST, message=_l("This is too long. Please make it shorter")),
        ],
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


class PassOnForm(WordsForm):
    SAID: ClassVar = {"said": Said(_l("What people wrote, in your words"), rows=5)}
    #: The messages on the page; others could come meanwhile.
    seen = SelectMultipleField(validate_choice=False)


class ReplyForm(WordsForm):
    SAID: ClassVar = {"reply": Said(_l("Your reply"))}


class ButtonForm(Form):
    """A form that is only a button."""
