"""The workbench with 2,000 contributions: a fixed number of statements for each act, whatever its size.

How long each takes is printed by ``make bench-workbench``: a gate on a busy machine cannot tell.
"""

import sys
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert, select

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.engagements.models import Prompt
from listening.themes import history, service
from listening.themes.models import Disposition, Theme
from listening.themes.rules import Place
from tests.bench.workbench import Bench, cut, find, join, look, move, name, read_on, sign, speak
from tests.world import both

#: People who spoke, and themes they were sorted into.
VOICES, THEMES = 2000, 20


@pytest.fixture
def large(world):
    engagement = world.engagement()
    rows = [
        {
            "id": f"{number:032x}",
            "prompt_id": engagement.prompts[0].id,
            "period": "2026-03",
            "language": "en",
            "consent": "quote",
            "text": f"Word {number} about rides and visits",
        }
        for number in range(VOICES)
    ]
    db.session.execute(insert(Contribution), rows)
    themes = [world.theme(engagement, [], signed_off=False, label=f"Theme {n}") for n in range(THEMES)]
    places = [
        {
            "contribution_id": row["id"],
            "place": "themed",
            "theme_id": themes[at % THEMES].id,
            "placed_by": "machine",
        }
        for at, row in enumerate(rows)
    ]
    db.session.execute(insert(Disposition), places)
    db.session.commit()
    return engagement


@contextmanager
def measured(name, statements):
    """Count the statements of an act and print what it took."""
    ran = []
    event.listen(db.engine, "before_cursor_execute", lambda *facts: ran.append(facts[2]))
    began, worked = time.perf_counter(), time.process_time()
    yield
    db.session.commit()
    took = (time.perf_counter() - began) * 1000
    worked = (time.process_time() - worked) * 1000
    sys.stdout.write(
        f"{name} at {VOICES} voices: {took:.0f} ms ({worked:.0f} ms of work), {len(ran)} statements\n"
    )
    assert len(ran) <= statements, ran


def themes_of(engagement):
    return db.session.scalars(
        select(Theme).where(Theme.engagement_id == engagement.id).order_by(Theme.id)
    ).all()


def members(theme):
    query = select(Disposition.contribution_id).where(Disposition.theme_id == theme.id)
    return db.session.scalars(query.order_by(Disposition.contribution_id)).all()


def test_moving_a_page_of_texts(large, pia):
    first, second, *_others = themes_of(large)
    ids = members(first)[:30]
    with measured("move 30", 24):
        service.move(pia, large, ids, Place.THEMED, theme=second)


def test_naming_a_theme(large, pia):
    theme = themes_of(large)[0]
    with measured("rename", 16):
        service.rename(pia, theme, both("Getting there"), theme.summary)


def test_joining_all_themes_and_undoing_it(large, pia):
    themes = themes_of(large)
    with measured("merge 20 themes", 24):
        service.merge(pia, themes, themes[0])
    act = history.acts_of(large.id)[0]
    with measured("undo a merge of 1,900 texts", 24):
        history.undo(pia, act)
    assert service.voices_of(themes_of(large)[5].id) == VOICES // THEMES


def test_cutting_a_theme(large, pia):
    theme = themes_of(large)[0]
    ids = members(theme)[:50]
    with measured("split", 24):
        service.split(pia, theme, ids, both("A part"))


@pytest.mark.parametrize("page", ["", "/picture", "/history", "/reading"])
def test_the_pages_of_the_workbench(large, cast, page):
    cast.pia.get(f"/staff/themes/engagements/{large.id}{page}")
    with measured(f"page {page or '/'}", 32):
        assert cast.pia.get(f"/staff/themes/engagements/{large.id}{page}").status_code == 200


def test_acts_through_the_desk(large, cast):
    theme = themes_of(large)[0]
    data = {"origin": str(theme.id), "voices": members(theme)[:30], "to": "single_voice"}
    cast.pia.get("/staff")
    with measured("post of a move", 48):
        answer = cast.pia.post(f"/staff/themes/engagements/{large.id}/move", data)
        assert answer.status_code == 303


#: Sizes compared: both fill a page of each theme.
FEW, MANY = 240, 2000


def laid_out(world, voices):
    """An engagement whose voices lie in six themes, each third voice of them alone."""
    engagement = world.engagement()
    speak(engagement, voices, seed=voices)
    themes = [world.theme(engagement, signed_off=False, label=f"Theme {n}").id for n in range(6)]
    query = select(Contribution.id).join(Prompt).where(Prompt.engagement_id == engagement.id)
    rows = [
        {
            "contribution_id": one,
            "place": "themed" if at % 8 else "single_voice",
            "theme_id": themes[at % 6] if at % 8 else None,
            "placed_by": "machine",
            "strength": 1 / (1 + at) if at % 8 else None,
            "exemplar": at < 20 and at % 8 > 0,
        }
        for at, one in enumerate(db.session.scalars(query.order_by(Contribution.id)))
    ]
    db.session.execute(insert(Disposition), rows)
    db.session.commit()
    return engagement


def test_no_act_sends_more_statements_when_more_people_spoke(world, cast):
    sent = {}
    for voices in (FEW, MANY):
        bench = Bench(laid_out(world, voices), cast.pia)
        for act in (look, find, move, join, cut, read_on):
            act(bench)
        sign(bench, name(bench, 0))
        sent[voices] = dict(bench.sent)
    grown = {act: (number, sent[MANY][act]) for act, number in sent[FEW].items() if sent[MANY][act] > number}
    assert len(sent[FEW]) > 20
    assert grown == {}
