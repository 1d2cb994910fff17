"""Forms and words around a session: who came, pay cards, places to choose from."""

from datetime import datetime
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, DecimalField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from listening.core.database import Words
from listening.core.forms import Form, Said, WordsForm
from listening.sessions.around import FEWEST, MOST
from listening.sessions.forms import SessionForm
from listening.sessions.records import Outreach, PayCards
from listening.sessions.rules import Group

#: More than any room holds: a slip of the keyboard.
MOST_PEOPLE = 2000
#: A card is worth at most this many dollars: institutions give no more without papers (field practice).
MOST_DOLLARS = 500
CENTS = 100


def group_words() -> dict[Group, Any]:
    return {
        Group.PARENTS: _l("Parents"),
        Group.FATHERS: _l("Fathers"),
        Group.YOUTH: _l("Young people"),
        Group.KIN: _l("Grandparents and kin"),
        Group.FOSTER: _l("Foster parents"),
        Group.TRIBES: _l("Tribes"),
        Group.PARTNERS: _l("Partner groups"),
        Group.LEGAL: _l("Lawyers and court helpers"),
    }


class ReachForm(Form):
    """Wanted and came, for each group; build it with :meth:`of`."""

    @classmethod
    def of(cls, rows: list[Outreach]) -> "ReachForm":
        fields = {
            f"{what}_{group.value}": _number(_l("%(what)s: %(group)s", what=label, group=words))
            for group, words in group_words().items()
            for what, label in (("target", _l("Wanted")), ("reach", _l("Came")))
        }
        data = {f"target_{one.who}": one.target for one in rows}
        data |= {f"reach_{one.who}": one.reach for one in rows}
        form: ReachForm = type(cls.__name__, (cls,), fields)(data=data)
        return form

    def tallies(self) -> dict[str, tuple[int, int]]:
        return {
            group.value: (self[f"target_{group.value}"].data or 0, self[f"reach_{group.value}"].data or 0)
            for group in Group
        }


def _number(label: Any) -> IntegerField:
    return IntegerField(
        label,
        validators=[Optional(), NumberRange(0, MOST_PEOPLE, _l("Enter 0 or more"))],
        render_kw={"inputmode": "numeric"},
    )


class CardsForm(Form):
    first = _number(_l("Number of the first card"))
    last = _number(_l("Number of the last card"))
    dollars = DecimalField(
        _l("Dollars on one card"),
        validators=[
            InputRequired(_l("Say what one card is worth")),
            NumberRange(1, MOST_DOLLARS, _l("Choose 1 to 500 dollars")),
        ],
    )
    given = _number(_l("How many were given?"))

    @classmethod
    def of(cls, cards: PayCards | None) -> "CardsForm":
        if cards is None:
            return cls()
        return cls(data={
            "first": cards.first, "last": cards.last, "given": cards.given, "dollars": cards.cents / CENTS
        })  # fmt: skip

    def validate_last(self, field: Any) -> None:
        """The stack has at least one card."""
        if (field.data or 0) < (self.first.data or 0):
            raise ValidationError(_l("The last number is smaller than the first"))

    def validate_given(self, field: Any) -> None:
        """No more than there are."""
        if (field.data or 0) > (self.last.data or 0) - (self.first.data or 0) + 1:
            raise ValidationError(_l("There are not so many cards in the stack"))

    def facts(self) -> dict[str, int]:
        plain = {name: self[name].data or 0 for name in ("first", "last", "given")}
        return plain | {"cents": int(self.dollars.data * CENTS)}


class PlacesForm(WordsForm):
    SAID: ClassVar = {
        f"place{number}": Said(_l("Place %(number)s", number=number), required=number <= FEWEST, rows=1)
        for number in range(1, MOST + 1)
    }
    organisations = TextAreaField(
        _l("Partner organisations, one a line"),
        description=_l("Names of organisations only. Each gets a link to send on by yourself."),
        validators=[InputRequired(_l("Name at least one organisation")), Length(max=4000)],
        render_kw={"rows": 4},
    )

    @classmethod
    def with_places(cls, languages: list[str]) -> "PlacesForm":
        """The form in these languages, with an hour and an address for each place."""
        more: dict[str, Any] = {}
        for number in range(1, MOST + 1):
            needed = InputRequired(_l("Fill in the first two places")) if number <= FEWEST else Optional()
            more[f"starts_at{number}"] = DateTimeLocalField(
                _l("Day and hour %(number)s", number=number), validators=[needed]
            )
            more[f"address{number}"] = StringField(
                _l("Address %(number)s", number=number), validators=[needed, Length(max=200)]
            )
        form: PlacesForm = type(cls.__name__, (cls.in_languages(languages),), more)()
        return form

    def places(self) -> list[tuple[datetime, Words, str]]:
        """Those that were filled in."""
        filled = [
            (self[f"starts_at{number}"].data, self.words(f"place{number}"), self[f"address{number}"].data)
            for number in range(1, MOST + 1)
        ]
        return [
            (SessionForm.local(at), place, address)
            for at, place, address in filled
            if at and address and any(place.values())
        ]

    def names(self) -> list[str]:
        return [line.strip()[:120] for line in (self.organisations.data or "").splitlines() if line.strip()]
