from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from listening.contributions.rules import LONGEST, Consent, clean, too_long_by
from listening.core.forms import PublicForm, choices
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
