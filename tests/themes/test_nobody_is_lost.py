"""Whatever reviewers do, in whatever order: each contribution is in one place, or waits."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from listening.contributions.models import Contribution, Parted
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.themes import parting, service
from listening.themes.models import Disposition, Theme
from listening.themes.rules import AsideReason, Place
from tests.cast import staff_named

#: What is kept apart when a reader marks a text.
APART = "Not safe."
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "new", "place", "merge", "split", "sign", "apart", "rejoin"]),
        st.sets(st.integers(0, 9), min_size=1, max_size=4),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=12,
)


def act(engagement, ids, step):
    pia = staff_named("pia")
    what, numbers, first, second = step
    chosen = [ids[number] for number in numbers]
    themes = db.session.scalars(
        select(Theme).where(Theme.engagement_id == engagement.id).order_by(Theme.id)
    ).all()
    if what in {"apart", "rejoin"}:
        mark(
            db.session.get_one(Contribution, chosen[0]), what, themes[first % len(themes)] if themes else None
        )
    elif what == "place":
        place = [place for place in Place if place is not Place.THEMED][first % 4]
        reason = AsideReason.NO_WORDS if place is Place.SET_ASIDE else None
        service.move(pia, engagement, chosen, place, reason=reason)
    elif what == "new" or not themes:
        words = Words(en="New", es="Nuevo")
        theme = service.begin_theme(pia, engagement, words)
        theme.summary = words
        service.move(pia, engagement, chosen, Place.THEMED, theme=theme)
    elif what == "move":
        service.move(pia, engagement, chosen, Place.THEMED, theme=themes[first % len(themes)])
    elif what == "merge":
        service.merge(pia, [themes[first % len(themes)]], themes[second % len(themes)])
    elif what == "split":
        service.split(pia, themes[first % len(themes)], chosen, Words(en="Part"))
    else:
        service.sign_off(pia, themes[first % len(themes)])


def mark(voice, what, theme):
    """A reader keeps a part of a sensitive text apart, or takes that back; its words are then all there again."""
    pia, one = staff_named("pia"), parting.parted(voice.id)
    if what == "apart":
        service.move(pia, voice.prompt.engagement, [voice.id], Place.SENSITIVE)
        parting.part(pia, voice, [(0, 8)], Place.THEMED if theme else None, theme)
    elif one:
        parting.rejoin(pia, one)


@pytest.fixture
def spoken_once(world):
    engagement = world.engagement()
    voices = world.voices(engagement.prompts[0], [f"Words {number}. {APART}" for number in range(10)])
    return engagement, sorted(voice.id for voice in voices)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_voice_has_one_place_or_waits_and_signed_off_themes_keep_a_voice(spoken_once, steps):
    engagement, ids = spoken_once
    for step in steps:
        spot = db.session.begin_nested()
        try:
            act(engagement, ids, step)
            spot.commit()
        except Refused:
            spot.rollback()
        covered = service.coverage(engagement)
        rows = db.session.scalar(select(func.count()).select_from(Disposition))
        held = db.session.execute(
            select(Contribution.text, Parted.whole).outerjoin(
                Parted, Parted.contribution_id == Contribution.id
            )
        )
        assert all((APART in text) != bool(whole and APART in whole) for text, whole in held)
        assert rows + covered.waiting == covered.total == len(ids)
        assert sum(service.voices_by_theme([engagement.id]).values()) == covered.places.get(Place.THEMED, 0)
        signed = db.session.scalars(select(Theme).where(Theme.signed_off_on.is_not(None))).all()
        assert all(service.voices_of(theme.id) for theme in signed)
    db.session.rollback()
