"""Every role at every address by every method, plain and from htmx: doors open to those they name only."""

import pytest

from listening.core.policy import PUBLIC, policy_of
from tests.house.addresses import made_up, methods, rules, taken
from tests.house.found import nothing
from tests.house.people import EVERYONE, Walker
from tests.house.routes import SNAPSHOT, listed

pytestmark = pytest.mark.slow

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGN_IN = "/staff/sign-in"


def asked_by(walker: Walker, app, *, htmx: bool, only: str = "") -> list[str]:
    """What each address, or those of endpoints named so, answered this person that it should not have."""
    return [
        f"{walker.name} {method} {rule.rule}{' from htmx' if htmx else ''}: {problem}"
        for rule in rules(app)
        if only in rule.endpoint
        for method in methods(rule)
        if (
            problem := wrong_about(
                walker.ask(method, made_up(app, rule), htmx=htmx), walker, policy_of(app, rule.endpoint)
            )
        )
    ]


def wrong_about(answer, walker: Walker, who: frozenset[str]) -> str:
    """What is wrong with an answer, given who may enter; nothing when all is well."""
    status, location = answer.status_code, answer.headers.get("Location", "")
    if status >= 500:
        return f"{status}, broken"
    if who in (PUBLIC, {"door"}):
        return f"{status}, but it is open" if status in {401, 403} or location.startswith(SIGN_IN) else ""
    if walker.role is None:
        return (
            ""
            if status == 303 and location.startswith(SIGN_IN)
            else f"{status} {location}, should be sent to sign in"
        )
    if walker.role not in who:
        return "" if status == 403 else f"{status}, should be 403"
    return f"{status}, should be let in" if status in {401, 403} or location.startswith(SIGN_IN) else ""


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("name", EVERYONE)
def test_the_door_opens_to_those_it_names_and_to_no_one_else(stage, name, htmx):
    nothing(asked_by(Walker(stage, name), stage, htmx=htmx))


def test_methods_nobody_declared_are_refused(stage):
    walker = Walker(stage, "ada")
    nothing(
        f"{method} {rule.rule}: {answer.status_code}"
        for rule in rules(stage)
        for path in [made_up(stage, rule)]
        for method in set(METHODS) - taken(stage, path)
        if (answer := walker.ask(method, path)).status_code != 405
    )


def test_a_door_left_open_is_found(stage):
    guarded = stage.view_functions["accounts_desk.people"]

    def left_open(**_values):
        return "come in"

    left_open.policy = guarded.policy
    stage.view_functions["accounts_desk.people"] = left_open
    for name in ("anonymous", "casey", "bo"):
        found = asked_by(Walker(stage, name), stage, htmx=False, only="accounts_desk.people")
        assert any("/staff/people:" in line for line in found)


def test_the_addresses_are_those_that_were_reviewed(app):
    assert listed(app) == SNAPSHOT.read_text(), "an address changed: read the difference, then `make routes`"
