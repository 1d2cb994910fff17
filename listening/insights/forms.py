from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from listening.core.forms import Form
from listening.insights.models import Unit
from listening.reportbacks.forms import ADDRESS, LONGEST_ADDRESS


def _address(label: Any, *rules: Any, hint: Any = "") -> EmailField:
    return EmailField(
        label,
        description=hint,
        validators=[
            *rules,
            Length(max=LONGEST_ADDRESS, message=_l("Enter a shorter e-mail address")),
            Regexp(ADDRESS, message=_l("Enter an e-mail address like name@example.org")),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"},
    )


class WeeklyForm(Form):
    """Where someone of the staff wants the Monday page."""

    address = _address(_l("Your e-mail address"), InputRequired(_l("Enter your e-mail address")))


class UnitForm(Form):
    """A role or unit, its mailbox, and the level above."""

    name = StringField(
        _l("Role or unit"),
        description=_l("Written as on actions and promises. Never a person: people leave."),
        validators=[InputRequired(_l("Name a role or unit")), Length(max=120)],
        filters=[lambda text: " ".join((text or "").split())],
    )
    address = _address(_l("Its e-mail address"), Optional(), hint=_l("A mailbox of the unit, if it has one."))
    above = SelectField(_l("Level above"), coerce=int)

    @classmethod
    def among(cls, units: Iterable[Unit], me: Unit | None = None, **data: Any) -> "UnitForm":
        """The form, offering every other unit as the level above."""
        form = cls(data=data)
        offered = [(one.id, one.name) for one in units if me is None or one.id != me.id]
        form.above.choices = [(0, _l("None")), *offered]
        form.taken = {one.name.casefold() for one in units if me is None or one.id != me.id}
        return form

    taken: frozenset[str] | set[str] = frozenset()

    def validate_name(self, field: Any) -> None:
        """One name, one unit."""
        if field.data.casefold() in self.taken:
            raise ValidationError(_l("This unit is in the list already"))


class ButtonForm(Form):
    """A form that is only a button."""
