"""Roles, and which of them the agency may never hold."""

from enum import StrEnum


class Role(StrEnum):
    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    COMMUNITY_STEWARD = "community_steward"


#: Roles that need independence from the agency: proposed by the administrator, accepted by the steward.
INDEPENDENT = frozenset({Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD})
#: Roles that speak for the agency.
OF_THE_AGENCY = frozenset({Role.PUBLISHER})
#: The only role that may read what people wrote.
READERS = frozenset({Role.REVIEWER})
#: Without one of each, nobody could ever be invited again.
KEY_HOLDERS = frozenset({Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD})

#: Shortest password: NIST SP 800-63B asks for 15 where it is the only factor.
PASSWORD_LENGTH = 15
#: Days an invitation or a reset stays open.
INVITATION_DAYS = 14
#: Hours a staff session lasts without a new sign-in (ASVS 5, 7.3.2: a working day).
SESSION_HOURS = 10


def fits(role: Role, *, agency_staff: bool) -> bool:
    """Whether someone of (or outside) the agency may hold this role."""
    if agency_staff:
        return role not in INDEPENDENT
    return role not in OF_THE_AGENCY
