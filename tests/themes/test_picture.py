import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from listening.core.database import db
from listening.core.suppression import band
from listening.themes import service, strands
from listening.themes.models import Disposition, Theme
from listening.themes.picture import WIDTH, Field, arcs, drawing, for_everyone
from listening.themes.rules import Place, Strand


def fields(weights):
    return [Field(number, None, weight, weight, {}) for number, weight in enumerate(weights, 1)]


@given(some.lists(some.integers(0, 3000), min_size=1, max_size=40))
def test_no_field_lies_over_another_or_outside(weights):
    picture = drawing(fields(sorted(weights, reverse=True)))
    drawn = picture.drawn
    for at, one in enumerate(drawn):
        assert one.radius - 0.2 <= one.x <= WIDTH - one.radius + 0.2
        assert one.radius <= one.y <= picture.height - one.radius
        for other in drawn[:at]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius - 0.2


def test_twice_the_voices_is_twice_the_area():
    one, other = drawing(fields([200, 100])).drawn
    assert one.radius**2 / other.radius**2 == pytest.approx(2, rel=0.01)


def test_the_rim_is_cut_by_language_and_closes():
    cut = arcs({"es": 1, "en": 3}, 50 / math.pi, ["en", "es"])
    assert [(one.language, one.dash) for one in cut] == [("en", "75.0 25.0"), ("es", "25.0 75.0")]


@pytest.fixture
def many(world):
    engagement = world.engagement()
    english = world.voices(engagement.prompts[0], [f"My canary {n}" for n in range(17)])
    spanish = world.voices(engagement.prompts[0], [f"Mi canario {n}" for n in range(4)], language="es")
    world.theme(engagement, [*english[:13], *spanish], label="Rides")
    world.theme(engagement, english[13:], label="Hours", signed_off=False)
    return engagement


def test_reviewers_see_exact_numbers_beside_the_picture(many, cast, world):
    path = f"/staff/themes/engagements/{many.id}/picture"
    html = cast.pia.get(path).get_data(as_text=True)
    assert '<td data-label="Voices">17</td>' in html
    assert re.search(r"English\s+13", html)
    assert html.count('class="field-ground"') == 2
    assert "style=" not in html
    assert "My canary" not in html
    for name in ("bo", "ada", "ren", "stella"):
        assert getattr(cast, name).get(path).status_code == 403
    empty = world.engagement()
    assert "Nothing to draw yet" in cast.pia.get(f"/staff/themes/engagements/{empty.id}/picture").get_data(
        as_text=True
    )


def test_everyone_sees_bands_only(many, rosa):
    html = rosa.get(f"/promises/{many.slug}").get_data(as_text=True)
    part = html[html.index("theme-map") : html.index("</table>", html.index("theme-map"))]
    assert "11 to 20 voices" in part
    assert "Hours" not in part, "drafts are not public"
    assert "English" in part
    assert "Español" not in part, "fewer than 11 spoke it"
    assert not re.search(r"\b(13|17)\b(?! *voices)", re.sub(r"<svg.*?</svg>", "", part, flags=re.DOTALL))


def test_the_public_drawing_is_the_same_for_every_count_of_a_band(many, world, pia):
    def drawn():
        return [(one.x, one.y, one.radius, one.weight) for one in for_everyone(many).fields]

    before = drawn()
    more = world.voices(many.prompts[0], ["One more", "And one more"])
    theme = for_everyone(many).fields[0].theme
    service.move(pia, many, [one.id for one in more], Place.THEMED, theme=theme)
    assert for_everyone(many).fields[0].voices == 19
    assert drawn() == before
    assert before[0][3] == band(11).drawn


def test_those_who_see_it_differently_are_drawn_for_readers_only(many, cast, pia):
    theme = db.session.scalars(select(Theme).where(Theme.signed_off_on.is_not(None))).one()
    members = db.session.scalars(
        select(Disposition.contribution_id).where(Disposition.theme_id == theme.id)
    ).all()
    path = f"/staff/themes/engagements/{many.id}/picture"
    assert "field-differing" not in cast.pia.get(path).get_data(as_text=True)
    strands.mark(pia, theme, members[:5], Strand.DIFFERING)
    db.session.commit()
    page = cast.pia.get(path).get_data(as_text=True)
    assert re.search(r'class="field-differing"[^>]*stroke-dasharray="29 71"', page), "5 of 17"
    assert "The share that sees it differently" in page
    assert "field-differing" not in cast.pia.get(f"/promises/{many.slug}").get_data(as_text=True)
