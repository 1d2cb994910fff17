import re

import pytest
from sqlalchemy import func, select

from listening.accounts.models import Reading
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.themes import service
from listening.themes.models import Draft, Theme
from tests.world import both

CANARY = "The vending machine ate the canary"
#: An id may read like a telephone number, and would be marked as one.
LETTERS = str.maketrans("0123456789", "ghijklmnop")
OTHERS = ["bo", "ada", "ben", "ren", "stella"]


@pytest.fixture
def told(table):
    """The table, with words on it that nobody but a reviewer may see."""
    for voice in (*table.rides, table.alone, table.waiting):
        voice.text = f"{CANARY} {voice.id.translate(LETTERS)}"
    db.session.commit()
    return table


def pages_with_words(table):
    engagement, theme = table.engagement.id, table.theme.id
    places = [
        f"/staff/themes/engagements/{engagement}/{place}"
        for place in ("waiting", "single_voice", "sensitive")
    ]
    return [
        *places,
        f"/staff/themes/engagements/{engagement}",
        f"/staff/themes/{theme}",
        f"/staff/themes/{theme}/split",
        f"/staff/contributions/engagements/{engagement}/redact",
        f"/staff/contributions/{table.alone.id}/redact",
    ]


def readings():
    return db.session.scalar(select(func.count()).select_from(Reading))


def hidden(html, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)[1]


def html_of(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_role_opens_a_page_with_words_on_it(told, cast, name):
    for path in pages_with_words(told):
        answer = getattr(cast, name).get(path)
        assert answer.status_code == 403, path
        assert CANARY not in answer.get_data(as_text=True)
    assert readings() == 0


def test_a_reviewer_sees_the_words_and_each_page_is_one_reading(told, cast):
    service.move(cast.pia.staff, told.engagement, [told.alone.id], service.Place.SINGLE_VOICE)
    db.session.commit()
    seen = 0
    for path in pages_with_words(told):
        before = readings()
        texts = len(set(re.findall(rf"{CANARY} (\w+)", html_of(cast.pia, path))))
        noted = db.session.scalars(select(Reading).order_by(Reading.id.desc())).first()
        assert readings() - before == (1 if texts else 0), path
        assert not texts or noted.texts == texts, path
        seen += texts
    assert seen > 10


def test_a_page_shown_again_after_a_mistake_is_a_reading_too(told, cast):
    before = readings()
    answer = cast.pia.post(
        f"/staff/themes/engagements/{told.engagement.id}/move",
        {"origin": str(told.theme.id), "to": "sensitive"},
    )
    assert answer.status_code == 422
    assert "Choose at least one text" in answer.get_data(as_text=True)
    assert readings() == before + 1


def test_pages_without_words_record_nothing(told, cast):
    html_of(cast.pia, "/staff/themes")
    html_of(cast.pia, "/staff/contributions")
    assert readings() == 0


def test_thirty_texts_are_on_a_page(world, cast):
    engagement = world.engagement()
    theme = world.theme(engagement, world.voices(engagement.prompts[0], [f"t {n}" for n in range(65)]))
    assert html_of(cast.pia, f"/staff/themes/{theme.id}").count('name="voices"') == 30
    assert html_of(cast.pia, f"/staff/themes/{theme.id}?page=3").count('name="voices"') == 5
    assert html_of(cast.pia, f"/staff/themes/{theme.id}?page=99").count('name="voices"') == 5


def test_moving_keeps_what_was_chosen_when_a_name_is_missing(told, cast):
    answer = cast.pia.post(
        f"/staff/themes/engagements/{told.engagement.id}/move",
        {"origin": str(told.theme.id), "voices": [told.rides[1].id], "to": "new"},
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Give the new theme a name" in html
    assert re.search(rf'value="{told.rides[1].id}" checked', html)


@pytest.mark.parametrize(
    ("to", "more", "place"),
    [
        ("new", {"label": "Buses"}, "themed"),
        ("single_voice", {}, "single_voice"),
        ("set_aside", {"reason": "not_about_this"}, "set_aside"),
        ("stay", {}, "themed"),
    ],
)
def test_ticked_texts_go_where_the_reviewer_says(told, cast, to, more, place):
    one = told.rides[0].id
    answer = cast.pia.post(
        f"/staff/themes/engagements/{told.engagement.id}/move",
        {"origin": str(told.theme.id), "voices": [one], "to": to, **more},
    )
    assert answer.status_code == 303
    row = service.disposition_of([one])[0]
    assert (row.place, row.placed_by) == (place, "person")


def test_texts_someone_else_moved_first_are_not_moved_again(told, cast):
    first, second = told.rides[0].id, told.rides[1].id
    path = f"/staff/themes/engagements/{told.engagement.id}/move"
    data = {"origin": str(told.theme.id), "voices": [first, second], "to": "single_voice"}
    cast.mei.post(path, {**data, "voices": [first], "to": "sensitive"})
    answer = cast.pia.post(path, data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Now in: Sensitive" in html
    assert re.search(rf'value="{second}" checked', html), "what is still here stays ticked"
    assert 'value="single_voice" selected' in html or 'selected value="single_voice"' in html
    assert [row.place for row in service.disposition_of([first, second])].count("single_voice") == 0


def words(theme, seen, **changes):
    said = {
        "label_en": "Rides",
        "label_es": "Viajes",
        "summary_en": "We need rides.",
        "summary_es": "Hace falta.",
    }
    return {"seen": seen, **said, **changes}


def test_a_name_saved_by_someone_else_meanwhile_is_shown_beside_yours(told, cast):
    path = f"/staff/themes/{told.theme.id}"
    seen = words_seen(html_of(cast.pia, path))
    assert cast.mei.post(f"{path}/rename", words(told, seen, label_en="Buses to visits")).status_code == 303
    answer = cast.pia.post(f"{path}/rename", words(told, seen, label_en="Getting there"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Buses to visits" in html
    assert 'value="Getting there"' in html
    again = words_seen(html)
    assert cast.pia.post(f"{path}/rename", words(told, again, label_en="Getting there")).status_code == 303
    db.session.expire_all()
    assert told.theme.label["en"] == "Getting there"


def words_seen(html):
    return re.search(r'id="words-seen"[^>]*value="([^"]*)"', html)[1]


def sign_seen(html):
    return re.search(r'id="sign-seen"[^>]*value="([^"]*)"', html)[1]


def test_signing_off_what_changed_meanwhile_asks_to_look_again(told, cast):
    path = f"/staff/themes/{told.theme.id}"
    asked = {"seen": sign_seen(html_of(cast.pia, path)), "checked": ["en", "es"]}
    service.move(cast.mei.staff, told.engagement, [told.rides[0].id], service.Place.SINGLE_VOICE)
    db.session.commit()
    answer = cast.pia.post(f"{path}/sign-off", asked)
    assert answer.status_code == 409
    again = asked | {"seen": sign_seen(answer.get_data(as_text=True))}
    assert cast.pia.post(f"{path}/sign-off", again).status_code == 303
    db.session.expire_all()
    assert not told.theme.is_draft


def test_words_are_checked_in_every_language_before_they_are_public(told, cast):
    path = f"/staff/themes/{told.theme.id}"
    asked = {"seen": sign_seen(html_of(cast.pia, path))}
    answer = cast.pia.post(f"{path}/sign-off", asked)
    assert answer.status_code == 422
    assert "Tick each language" in answer.get_data(as_text=True)
    assert cast.pia.post(f"{path}/sign-off", asked | {"checked": ["en"]}).location.endswith(path)
    db.session.expire_all()
    assert told.theme.is_draft
    html = html_of(cast.mei, path)
    assert "Checked in English by Pia" in html
    assert "Not signed off yet" in html_of(cast.pia, path)
    label = both("Rides", "Otro nombre")
    service.rename(cast.mei.staff, told.theme, label, told.theme.summary)
    db.session.commit()
    asked = {"seen": sign_seen(html_of(cast.mei, path)), "checked": ["es"]}
    assert told.theme.checked == {"en": cast.pia.staff.id}, "only what changed is checked again"
    assert cast.mei.post(f"{path}/sign-off", asked).status_code == 303
    db.session.expire_all()
    assert told.theme.checked == {"en": cast.pia.staff.id, "es": cast.mei.staff.id}
    assert not told.theme.is_draft


def test_the_page_lists_what_a_sign_off_is_missing(told, cast):
    told.theme.summary = both("Only this")
    told.theme.summary = type(told.theme.summary)(en="Only English")
    db.session.commit()
    html = html_of(cast.pia, f"/staff/themes/{told.theme.id}")
    assert "What we heard, in Español" in html
    assert "sign-seen" not in html


def test_drafts_are_joined_and_a_changed_one_asks_to_look_again(told, cast, world):
    other = world.theme(told.engagement, [told.alone], signed_off=False, label="Machines")
    bench = f"/staff/themes/engagements/{told.engagement.id}"
    chosen = re.findall(r'name="themes" value="([^"]+)"', html_of(cast.pia, bench))
    assert len(chosen) == 2
    service.rename(cast.mei.staff, other, both("Vending"), other.summary)
    db.session.commit()
    answer = cast.pia.post(f"{bench}/merge", {"themes": chosen})
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert html.count(" checked") == 2
    fresh = re.findall(r'name="themes" value="([^"]+)"', html)
    assert cast.pia.post(f"{bench}/merge", {"themes": fresh}).status_code == 303
    assert service.voices_of(told.theme.id) == 5


def test_one_draft_alone_is_not_joined(told, cast):
    bench = f"/staff/themes/engagements/{told.engagement.id}"
    chosen = re.findall(r'name="themes" value="([^"]+)"', html_of(cast.pia, bench))
    answer = cast.pia.post(f"{bench}/merge", {"themes": chosen[:1]})
    assert answer.status_code == 422


def test_the_machine_proposes_a_cut_and_a_person_makes_it(spoken, cast, world):
    voices = db.session.scalars(select(Contribution)).all()
    theme = world.theme(spoken, voices[:30], signed_off=False)
    path = f"/staff/themes/{theme.id}/split"
    html = html_of(cast.pia, path)
    assert html.count('name="heap"') >= 2
    offered = re.findall(r'name="names"[^>]* value="([^"]+)"', html)
    assert len(set(offered)) == len(offered) == html.count('name="heap"')
    parts = re.findall(r'name="parts" value="([^"]+)"', html)
    asked = {"parts": parts, "names": ["A part"] * len(parts), "seen": hidden(html, "seen")}
    answer = cast.pia.post(path, {**asked, "heap": "0", "names": [""] * len(parts)})
    assert answer.status_code == 422
    assert cast.pia.post(path, {**asked, "heap": list(range(len(parts)))}).status_code == 422
    answer = cast.pia.post(path, {**asked, "heap": "1"})
    assert answer.status_code == 303
    part = db.session.scalars(select(Theme).order_by(Theme.id.desc())).first()
    assert "A part" in part.label.values()
    assert service.voices_of(part.id) + service.voices_of(theme.id) == 30
    assert cast.pia.post(path, {**asked, "heap": "0"}).status_code == 409


def test_several_parts_become_themes_at_once_each_in_its_language(spoken, cast, world):
    voices = db.session.scalars(select(Contribution)).all()
    theme = world.theme(spoken, voices, signed_off=False)
    path = f"/staff/themes/{theme.id}/split"
    html = html_of(cast.pia, path)
    parts = re.findall(r'name="parts" value="([^"]+)"', html)
    assert {part.partition(":")[0] for part in parts} == {"en", "es"}
    names = [f"Part {at}" for at in range(len(parts))]
    asked = {"parts": parts, "names": names, "seen": hidden(html, "seen"), "heap": list(range(1, len(parts)))}
    strangers = {**asked, "parts": [parts[0], "en:" + "f" * 32], "heap": "1"}
    assert cast.pia.post(path, strangers).status_code == 409
    assert cast.pia.post(path, asked).status_code == 303
    made = db.session.scalars(select(Theme).where(Theme.id != theme.id)).all()
    assert len(made) == len(parts) - 1
    assert any(list(one.label) == ["es"] for one in made)
    assert sum(service.voices_of(one.id) for one in (theme, *made)) == len(voices)


def test_a_draft_is_asked_for_and_the_bench_shows_it(spoken, cast):
    bench = f"/staff/themes/engagements/{spoken.id}"
    assert "Make a draft" in html_of(cast.pia, bench)
    assert cast.pia.post(f"{bench}/draft").status_code == 303
    html = html_of(cast.pia, bench)
    assert "All 60 voices have a place" in html
    assert 'lang="es" dir="ltr"' in html
    assert html.index("lane-singles") < html.index("lane-drafts") < html.index("lane-signed")


def test_progress_is_asked_for_until_the_draft_is_done(spoken, cast):
    draft = Draft(engagement_id=spoken.id, state="running", progress=0.4)
    db.session.add(draft)
    db.session.commit()
    path = f"/staff/themes/engagements/{spoken.id}"
    assert 'data-hx-trigger="every 1s"' in html_of(cast.pia, path)
    htmx = {"HX-Request": "true"}
    assert "40 %" in cast.pia.get(f"{path}/progress", headers=htmx).get_data(as_text=True)
    assert cast.pia.get(f"{path}/progress").status_code == 303, (
        "without JavaScript it is a link to the workbench"
    )
    draft.state = "done"
    db.session.commit()
    assert cast.pia.get(f"{path}/progress", headers=htmx).headers["HX-Redirect"].endswith(path)
    draft.state = "failed"
    db.session.commit()
    assert "Nothing was changed" in html_of(cast.pia, path)


def test_an_engagement_without_words_says_what_comes_next(world, cast):
    html = html_of(cast.pia, f"/staff/themes/engagements/{world.engagement().id}")
    assert "They come when a session is closed and sealed" in html


@pytest.mark.parametrize(
    "path", ["/staff/themes/99", "/staff/themes/engagements/99", "/staff/contributions/nobody/redact"]
)
def test_what_is_not_there_is_not_found(cast, path):
    assert cast.pia.get(path).status_code == 404
