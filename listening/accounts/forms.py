from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, StopValidation

from listening.accounts.rules import PASSWORD_LENGTH, Role
from listening.core.forms import Form, choices


def role_words() -> dict[Role, object]:
    """What each role is called on screen."""
    return {
        Role.FACILITATOR: _l("Facilitator"),
        Role.REVIEWER: _l("Reviewer"),
        Role.PUBLISHER: _l("Publisher"),
        Role.ADMINISTRATOR: _l("Administrator"),
        Role.COMMUNITY_STEWARD: _l("Community steward"),
    }


def reading_words() -> dict[str, object]:
    """What each page that shows original words is called in the record of readings."""
    return {
        "to_redact": _l("List of texts to redact"),
        "redact": _l("One text to redact"),
        "workbench": _l("Workbench"),
        "theme": _l("A theme"),
        "split": _l("A theme being split"),
        "waiting": _l("Texts without a place"),
        "themed": _l("Texts in themes"),
        "single_voice": _l("Single voices"),
        "other_things": _l("Other things we heard"),
        "sensitive": _l("Sensitive texts"),
        "safe_part": _l("Safe part of one sensitive text"),
        "duplicate": _l("Texts said twice"),
        "set_aside": _l("Texts set aside"),
        "quarantine": _l("Texts that came without a check"),
        "search": _l("Texts found by words"),
        "matches": _l("The same in another language"),
        "batch": _l("A batch of texts"),
        "translate": _l("One text to translate"),
        "strands": _l("Strands of a theme"),
        "coding": _l("Codebook work"),
        "sample": _l("Second reading"),
        "second reading": _l("Result of a second reading"),
        "messages": _l("Messages left with a verdict"),
        "console": _l("Console of an open session"),
    }


class SignInForm(Form):
    sign_in = StringField(
        _l("Sign-in name"),
        validators=[InputRequired(_l("Enter your sign-in name")), Length(max=60)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


def code_field() -> StringField:
    return StringField(
        _l("Code"),
        description=_l("Six digits from your authenticator app, or one of your recovery codes."),
        validators=[InputRequired(_l("Enter the code")), Length(max=40)],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "inputmode": "text",
            "spellcheck": "false",
        },
    )


class CodeForm(Form):
    code = code_field()


class PassForm(Form):
    words = StringField(
        _l("The six words on your pass"),
        validators=[InputRequired(_l("Enter the six words")), Length(max=120)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class ProposeForm(Form):
    display_name = StringField(
        _l("Name that colleagues will see"),
        validators=[InputRequired(_l("Enter a name")), Length(max=80)],
    )
    role = SelectField(_l("Role"), choices=choices(role_words()))
    agency_staff = BooleanField(_l("This person is paid or directed by the agency"))


class JoinForm(Form):
    sign_in = StringField(
        _l("Choose a sign-in name"),
        validators=[
            InputRequired(_l("Choose a sign-in name")),
            Length(max=60),
            Regexp(r"^[\w.-]+$", message=_l("Use letters, digits, dots and dashes only")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Choose a password"),
        description=_l("At least %(count)s letters. Four plain words are good.", count=PASSWORD_LENGTH),
        validators=[
            InputRequired(_l("Choose a password")),
            Length(
                min=PASSWORD_LENGTH,
                max=200,
                message=_l("Use at least %(count)s letters", count=PASSWORD_LENGTH),
            ),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ResetForm(JoinForm):
    """A new password for someone who has a name already."""

    sign_in = StringField(validators=[Optional()])


class Act(StrEnum):
    """What someone may do to their own account."""

    PASSWORD = "password"  # noqa: S105 - a word, not a password
    CODES = "codes"
    ELSEWHERE = "elsewhere"


def act_words() -> dict[Act, object]:
    return {
        Act.PASSWORD: _l("Choose a new password"),
        Act.CODES: _l("Get new recovery codes"),
        Act.ELSEWHERE: _l("Sign out everywhere else"),
    }


class AccountForm(Form):
    """One's own account; password and code are asked again, whatever is to be done."""

    act = RadioField(
        _l("What do you want to do?"),
        choices=choices(act_words()),
        validators=[InputRequired(_l("Choose one"))],
    )
    new = PasswordField(
        _l("New password"),
        description=_l("Only if you choose a new one. At least %(count)s letters.", count=PASSWORD_LENGTH),
        validators=[Length(max=200)],
        render_kw={"autocomplete": "new-password"},
    )
    password = PasswordField(
        _l("Your password now"),
        validators=[InputRequired(_l("Enter your password")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    code = code_field()

    def validate_new(self, field: Any) -> None:
        if self.act.data == Act.PASSWORD and len(field.data or "") < PASSWORD_LENGTH:
            raise StopValidation(_("Use at least %(count)s letters", count=PASSWORD_LENGTH))


class ButtonForm(Form):
    """A form that is only a button."""
