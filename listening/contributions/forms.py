from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from listening.contributions.receipt import NotAReceipt, read
from listening.contributions.rules import LONGEST, Consent, clean, too_long_by
from listening.core.database import languages
from listening.core.forms import PublicForm, choices
from listening.core.page import language
from listening.sessions.rules import clean_code, is_code


def consent_words() -> dict[Consent, Any]:
    """What a person may choose; none is chosen for them, and silence means the last."""
    return {
        Consent.QUOTE: _l("My words, details removed"),
        Consent.IDEA: _l("My idea, not my words"),
        Consent.COUNT: _l("Just count it"),
    }


class JoinForm(PublicForm):
    code = StringField(
        _l("The code on the wall"),
        validators=[InputRequired(_l("Enter the code: six letters and digits")), Length(max=40)],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 12,
        },
    )

    def validate_code(self, field: Any) -> None:
        """Any case, with or without dashes."""
        field.data = clean_code(field.data)
        if not is_code(field.data):
            raise ValidationError(_l("A code has six letters and digits, like 7K4P29. Look at it again"))


class CardForm(PublicForm):
    words = StringField(
        _l("The words on your card"),
        validators=[InputRequired(_l("Enter the words on your card")), Length(max=300)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    secret = ""

    def validate_words(self, field: Any) -> None:
        """The words of any language we offer, or what the QR code says."""
        here = language()
        try:
            self.secret = read(field.data, [here, *(one for one in languages() if one != here)])[0]
        except NotAReceipt as wrong:
            raise ValidationError(_l("These are not the words of a card. Look at it again")) from wrong


class AnswerForm(PublicForm):
    text = TextAreaField(
        filters=[lambda text: clean(text or "")],
        render_kw={"autocomplete": "off", "rows": 6},
    )
    consent = RadioField(
        _l("How may we use this?"),
        choices=choices(consent_words()),
        validators=[Optional()],
    )

    def validate_text(self, field: Any) -> None:
        """Words, and not too many: what was typed stays in the box."""
        if not field.data:
            raise ValidationError(_l("Write your answer, or choose “Skip this question”"))
        over = too_long_by(field.data)
        if over:
            raise ValidationError(
                lazy_ngettext(
                    "Your answer is %(num)s letter too long. We can keep %(limit)s",
                    "Your answer is %(num)s letters too long. We can keep %(limit)s",
                    over,
                    limit=f"{LONGEST:,}",
                )
            )


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
