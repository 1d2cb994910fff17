"""What people wrote, before anyone redacted it, is on no page but a reader's."""

import pytest

from tests.house.addresses import every_object, rules
from tests.house.found import nothing
from tests.house.people import EVERYONE, Walker
from tests.house.stage import CANARY, MESSAGE_CANARY

NOT_READERS = [name for name in EVERYONE if name != "pia"]


def pages_of(app) -> list[str]:
    """Every address that can be asked for, with every object there is."""
    return sorted({path for rule in rules(app) if "GET" in rule.methods for path in every_object(app, rule)})


def seen_by(walker: Walker, app, word: str) -> list[str]:
    return [path for path in pages_of(app) if word in walker.ask("GET", path).get_data(as_text=True).lower()]


@pytest.mark.parametrize("name", NOT_READERS)
def test_nobody_but_a_reader_sees_original_words(stage, name):
    walker = Walker(stage, name)
    nothing(f"{name} reads a contribution at {path}" for path in seen_by(walker, stage, CANARY))
    nothing(f"{name} reads a message at {path}" for path in seen_by(walker, stage, MESSAGE_CANARY))


def test_the_reader_does_see_them(stage):
    reader = Walker(stage, "pia")
    assert seen_by(reader, stage, CANARY), "the check above would not notice a leak"
    assert seen_by(reader, stage, MESSAGE_CANARY), "the check above would not notice a leak"


def test_a_page_that_leaks_is_found(stage):
    def leaking():
        return f"My {CANARY} was hard"

    leaking.policy = stage.view_functions["insights.ledger"].policy
    stage.view_functions["insights.ledger"] = leaking
    assert seen_by(Walker(stage, "anonymous"), stage, CANARY) == ["/ledger"]
