"""What people wrote, before anyone redacted it, is on no page but a reader's."""

import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO

import pytest

from listening.core.policy import is_public
from tests.house.addresses import every_object, rules
from tests.house.found import nothing
from tests.house.people import EVERYONE, Walker
from tests.house.stage import CANARY, MESSAGE_CANARY

pytestmark = pytest.mark.slow

WORDS = {CANARY: "a contribution", MESSAGE_CANARY: "a message"}
NOT_READERS = [name for name in EVERYONE if name != "pia"]


def pages_of(app, walker: Walker, only: str) -> list[str]:
    """Every address that this person can ask for, with every object there is, of endpoints named so.

    Public ones are asked by someone without an account: no session is opened there, so they cannot know who asks
    (tests/core/test_edges.py).
    """
    return sorted(
        {
            path
            for rule in rules(app)
            if "GET" in rule.methods and only in rule.endpoint
            if walker.name == "anonymous" or not is_public(app, rule.endpoint)
            for path in every_object(app, rule)
        }
    )


def reads(app, name: str, words: Collection[str] = WORDS, only: str = "") -> Iterator[str]:
    """Which of the words this person reads and where; a control asks for the first place and stops."""
    walker = Walker(app, name)
    for path in pages_of(app, walker, only):
        body = opened(walker.ask("GET", path).get_data()).lower()
        yield from (f"{name} reads {WORDS[word]} at {path}" for word in words if word.encode() in body)


def opened(body: bytes) -> bytes:
    """An answer's bytes; of an archive (a spreadsheet is one) the bytes of what is in it."""
    if not zipfile.is_zipfile(BytesIO(body)):
        return body
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", NOT_READERS)
def test_nobody_but_a_reader_sees_original_words(stage, name):
    nothing(reads(stage, name))


def test_the_reader_does_see_them(stage):
    for word in WORDS:
        assert any(reads(stage, "pia", {word})), "the check above would not notice a leak"


def test_a_page_that_leaks_is_found(stage):
    def leaking():
        return f"My {CANARY} was hard"

    leaking.policy = stage.view_functions["insights.ledger"].policy
    stage.view_functions["insights.ledger"] = leaking
    found = list(reads(stage, "anonymous", only="insights."))
    assert found == ["anonymous reads a contribution at /ledger"]
