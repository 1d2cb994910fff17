"""What people wrote, before anyone redacted it, is on no page but a reader's."""

import zipfile
from io import BytesIO

import pytest

from tests.house.addresses import every_object, rules
from tests.house.found import nothing
from tests.house.people import EVERYONE, Walker
from tests.house.stage import CANARY, MESSAGE_CANARY

NOT_READERS = [name for name in EVERYONE if name != "pia"]


def pages_of(app) -> list[str]:
    """Every address that can be asked for, with every object there is."""
    return sorted({path for rule in rules(app) if "GET" in rule.methods for path in every_object(app, rule)})


def bodies(walker: Walker, app) -> dict[str, bytes]:
    """What this person gets at every address."""
    return {path: opened(walker.ask("GET", path).get_data()).lower() for path in pages_of(app)}


def opened(body: bytes) -> bytes:
    """An answer's bytes; of an archive (a spreadsheet is one) the bytes of what is in it."""
    if not zipfile.is_zipfile(BytesIO(body)):
        return body
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def places(word: str, found: dict[str, bytes]) -> list[str]:
    return [path for path, body in found.items() if word.encode() in body]


@pytest.mark.parametrize("name", NOT_READERS)
def test_nobody_but_a_reader_sees_original_words(stage, name):
    found = bodies(Walker(stage, name), stage)
    nothing(f"{name} reads a contribution at {path}" for path in places(CANARY, found))
    nothing(f"{name} reads a message at {path}" for path in places(MESSAGE_CANARY, found))


def test_the_reader_does_see_them(stage):
    found = bodies(Walker(stage, "pia"), stage)
    assert places(CANARY, found), "the check above would not notice a leak"
    assert places(MESSAGE_CANARY, found), "the check above would not notice a leak"


def test_a_page_that_leaks_is_found(stage):
    def leaking():
        return f"My {CANARY} was hard"

    leaking.policy = stage.view_functions["insights.ledger"].policy
    stage.view_functions["insights.ledger"] = leaking
    assert places(CANARY, bodies(Walker(stage, "anonymous"), stage)) == ["/ledger"]
