"""Who works in the demo's county, its numbers to call, and how to sign in."""

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.second_factor import factor_of
from listening.accounts.service import add_staff
from listening.contributions.numbers import put_case_numbers, put_help_numbers
from listening.core import clock
from listening.core.database import Words, db
from listening.core.models import Setting
from listening.insights.models import Unit

AGENCY = "Sierra County Family Services"
PASSWORD = "the ring has six arcs"  # noqa: S105
PEOPLE = {
    "bo": ("Bo", Role.FACILITATOR, False),
    "pia": ("Pia", Role.REVIEWER, False),
    "mei": ("Mei", Role.REVIEWER, False),
    "ada": ("Ada", Role.PUBLISHER, True),
    "ben": ("Ben", Role.PUBLISHER, True),
    "ren": ("Ren", Role.ADMINISTRATOR, True),
    "stella": ("Stella", Role.COMMUNITY_STEWARD, False),
}
READERS = {"en": "The Parent Advisory Circle", "es": "El Círculo Asesor de Padres"}
#: 988 is the national line; numbers with 555 lead nowhere.
NUMBERS = {
    "988": ("Someone to talk to, day and night", "Alguien con quien hablar, día y noche"),
    "530-555-0142": ("Lawyers for parents", "Abogados para padres"),
    "530-555-0166": ("A parent partner who has been there", "Una madre o un padre que ya pasó por esto"),
    "530-555-0117": ("Complain about a worker", "Quejarse de un trabajador"),
    "530-555-0123": ("Rights of foster youth", "Derechos de jóvenes en cuidado"),
}


def settle_in() -> dict[str, Staff]:
    """Make the agency's settings and everyone's account; by sign-in name."""
    Setting.put("agency_name", AGENCY)
    Setting.put("reading_group", READERS)
    put_help_numbers([(Words({"en": en, "es": es}), number) for number, (en, es) in NUMBERS.items()])
    _levels()
    put_case_numbers(["AA-9999-99"])
    return {name: _hire(name, *facts) for name, facts in PEOPLE.items()}


def _levels() -> None:
    """Who is told when something is late, and who is told next; nobody has a mailbox in a demo."""
    director = Unit(name="Director’s Office")
    db.session.add_all(
        [
            director,
            *(Unit(name=name, above=director) for name in ("Community Partnerships Unit", "Visit Team")),
        ]
    )


def _hire(name: str, display: str, role: Role, agency_staff: bool) -> Staff:  # noqa: FBT001
    """An account whose second factor was set up; the demo's pages show its code."""
    staff = add_staff(name, display, role, PASSWORD, agency_staff=agency_staff)
    factor_of(staff).proved_on = clock.today()
    return staff
