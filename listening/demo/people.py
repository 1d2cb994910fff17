"""Who works in the demo's county, its numbers to call, and how to sign in."""

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import add_staff
from listening.core.models import Setting

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
    Setting.put(
        "help_numbers",
        [{"label": {"en": en, "es": es}, "number": number} for number, (en, es) in NUMBERS.items()],
    )
    return {
        name: add_staff(name, display, role, PASSWORD, agency_staff=agency)
        for name, (display, role, agency) in PEOPLE.items()
    }
