"""Every object of the desk, one's own and others': what each person is told is what was reviewed."""

import pytest

from listening.core.database import db
from listening.themes import desk_care
from listening.themes.records import Batch
from tests.faults.sizes import FULL
from tests.house.elsewhere import someone_elses
from tests.house.found import nothing
from tests.house.objects import TABLE, WRITE, Places, beyond, read, seen, written

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture
def walked(stage, world, tmp_path):
    """The answers of a walk over the stage and over what belongs to others."""
    places = Places(stage)
    someone_elses(world)

    def walk(**how):
        return seen(stage, places, tmp_path, **how)

    return walk


def test_nobody_is_told_more_than_was_reviewed(walked, record_property):
    found = walked(each=10_000 if FULL else 1, htmx=FULL, every=FULL)
    record_property("matrix", {"cells": sum(len(line) for line in found.values()), "every_object": FULL})
    if WRITE:
        TABLE.write_text(written(found))
    nothing(beyond(found, read(TABLE.read_text())))


def test_a_batch_that_opens_to_every_reader_is_found(walked, monkeypatch):
    monkeypatch.setattr(desk_care, "_mine_or_404", lambda _me, batch_id: db.session.get(Batch, batch_id))
    found = walked(each=1, htmx=False, every=False, only="themes_care.batch")
    assert "themes_care.batch GET elsewhere: pia was told in" in beyond(found, read(TABLE.read_text()))
