"""What makes the table quick: all others are right here, an act taken back at once, words of two people joined."""

import html
import json
import re

from listening.core.database import Words, db
from listening.themes import history, service
from listening.themes.board import parts_of, voices_in, words_of
from listening.themes.models import Disposition
from tests.world import both


def drafted(table, heavy=""):
    """The machine put all of the theme there; one of it may be heavy."""
    for voice in table.rides:
        db.session.get(Disposition, voice.id).placed_by = "machine"
    if heavy:
        table.rides[0].text = heavy
    db.session.commit()
    return f"/staff/themes/{table.theme.id}"


def shown(page):
    return re.findall(r'name="shown" value="(\w+)"', page)


def by_person(table):
    return {row.contribution_id for row in service.disposition_of([voice.id for voice in table.rides])
            if row.placed_by == "person"}  # fmt: skip


def test_all_others_of_a_page_are_right_with_one_press(table, cast):
    page = cast.pia.get(drafted(table)).get_data(as_text=True)
    assert set(shown(page)) == {voice.id for voice in table.rides}
    odd = table.rides[0].id
    data = {"origin": str(table.theme.id), "shown": shown(page), "voices": [odd], "stay": "rest"}
    answer = cast.pia.post(f"/staff/themes/engagements/{table.engagement.id}/move", data)
    assert answer.status_code == 303
    assert by_person(table) == {voice.id for voice in table.rides[1:]}
    page = cast.pia.get(answer.location).get_data(as_text=True)
    assert "Looked at 3 texts in “Rides”" in page
    assert "3 of 4 looked at" in page
    db.session.expire_all()
    assert voices_in(table.theme)[0].id == odd, "what nobody looked at comes first"


def test_a_covered_text_is_not_looked_at_by_the_way(table, cast):
    page = cast.pia.get(drafted(table, "He was beaten on the ride")).get_data(as_text=True)
    assert table.rides[0].id not in shown(page)
    assert "Covered texts count only when you tick them" in page


def test_texts_others_moved_meanwhile_do_not_stop_the_rest(table, cast):
    drafted(table)
    path = f"/staff/themes/engagements/{table.engagement.id}/move"
    first, *others = [voice.id for voice in table.rides]
    cast.mei.post(path, {"origin": str(table.theme.id), "voices": [first], "to": "sensitive"})
    data = {"origin": str(table.theme.id), "shown": [first, *others], "stay": "rest"}
    assert cast.pia.post(path, data).status_code == 303
    assert service.disposition_of([first])[0].place == "sensitive"
    assert by_person(table) >= set(others)


def test_what_stands_for_a_theme_still_does_when_a_person_agrees(table, pia):
    row = db.session.get(Disposition, table.rides[0].id)
    row.exemplar, row.placed_by = True, "machine"
    db.session.commit()
    service.move(pia, table.engagement, [row.contribution_id], service.Place.THEMED, theme=table.theme)
    db.session.expire_all()
    assert (row.exemplar, row.placed_by) == (True, "person")
    service.move(pia, table.engagement, [row.contribution_id], service.Place.SINGLE_VOICE)
    db.session.expire_all()
    assert not row.exemplar


def test_the_last_act_is_taken_back_where_it_was_done(table, cast, calendar):
    path = f"/staff/themes/engagements/{table.engagement.id}"
    data = {"origin": "single_voice", "then": "table", "voices": [table.alone.id], "to": str(table.theme.id)}
    service.move(cast.pia.staff, table.engagement, [table.alone.id], service.Place.SINGLE_VOICE)
    db.session.commit()
    answer = cast.pia.post(f"{path}/move", data)
    assert answer.location.endswith(path)
    page = cast.pia.get(path).get_data(as_text=True)
    undo, origin = re.search(
        r'action="([^"]+undo)".*?name="origin" value="([^"]*)"', page, re.DOTALL
    ).groups()
    assert "You did last:" not in cast.mei.get(path).get_data(as_text=True), (
        "nobody takes back for others here"
    )
    answer = cast.pia.post(undo, {"origin": origin})
    assert answer.location.endswith(path)
    assert service.disposition_of([table.alone.id])[0].place == "single_voice"
    calendar.move(days=1)
    assert history.latest_of(cast.pia.staff, table.engagement.id) is None


def typed(theme, **changes):
    parts = parts_of(theme)
    return {"seen": words_of(theme), "base": json.dumps(parts), **parts, **changes}


def test_words_two_people_changed_in_different_places_are_joined(table, cast):
    path = f"/staff/themes/{table.theme.id}/rename"
    pias = typed(table.theme, label_en="Getting there")
    meis = typed(table.theme, summary_es="La gente camina.")
    assert cast.mei.post(path, meis).status_code == 303
    assert cast.pia.post(path, pias).status_code == 303
    db.session.expire_all()
    assert table.theme.label["en"] == "Getting there"
    assert table.theme.summary["es"] == "La gente camina."


def test_only_what_both_changed_is_asked_about(table, cast):
    path = f"/staff/themes/{table.theme.id}/rename"
    pias = typed(table.theme, label_en="Getting there")
    meis = typed(table.theme, label_en="Buses", summary_es="La gente camina.")
    assert cast.mei.post(path, meis).status_code == 303
    answer = cast.pia.post(path, pias)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "You both changed the same words" in page
    assert re.search(r"<dd>Buses</dd>", page)
    assert 'value="Getting there"' in page
    assert "La gente camina." in page
    fields = {name: html.unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1])
              for name in ("seen", "base")}  # fmt: skip
    again = {**pias, **fields, "summary_es": "La gente camina."}
    assert cast.pia.post(path, again).status_code == 303
    db.session.expire_all()
    assert (table.theme.label["en"], table.theme.summary["es"]) == ("Getting there", "La gente camina.")


def test_a_broken_base_loses_nothing(table, cast):
    path = f"/staff/themes/{table.theme.id}/rename"
    pias = typed(table.theme, label_en="Getting there") | {"base": "[1"}
    service.rename(cast.mei.staff, table.theme, both("Buses"), table.theme.summary)
    db.session.commit()
    assert cast.pia.post(path, pias).status_code == 409


def test_two_readers_see_that_they_are_at_the_same_slip(table, cast, calendar):
    other = service.begin_theme(cast.pia.staff, table.engagement, both("Snacks"))
    service.move(cast.pia.staff, table.engagement, [table.alone.id], service.Place.THEMED, theme=other)
    service.rename(cast.pia.staff, table.theme, both("Getting there"), table.theme.summary)
    db.session.commit()
    home = f"/staff/themes/engagements/{table.engagement.id}"
    assert "Pia is working on it now" in cast.mei.get(home).get_data(as_text=True)
    assert "Pia is working on it now" in cast.mei.get(f"/staff/themes/{other.id}").get_data(as_text=True)
    assert "is working on it now" not in cast.pia.get(home).get_data(as_text=True)
    calendar.move(days=1)
    assert "Pia worked on it" not in cast.mei.get(home).get_data(as_text=True)


def test_the_next_draft_is_one_nobody_else_is_at(table, cast):
    small = service.begin_theme(cast.mei.staff, table.engagement, both("Snacks"))
    service.move(cast.mei.staff, table.engagement, [table.waiting.id], service.Place.THEMED, theme=small)
    service.move(cast.mei.staff, table.engagement, [table.alone.id], service.Place.SINGLE_VOICE)
    service.rename(cast.mei.staff, table.theme, both("Getting there"), table.theme.summary)
    db.session.commit()
    home = f"/staff/themes/engagements/{table.engagement.id}"
    assert "Open “Getting there”" in cast.mei.get(home).get_data(as_text=True), "both are hers: the largest"
    service.rename(cast.pia.staff, table.theme, both("Rides"), table.theme.summary)
    db.session.commit()
    assert "Open “Snacks”" in cast.mei.get(home).get_data(as_text=True)


def test_what_comes_next_stands_first_on_the_page_of_a_draft(table, cast):
    path = drafted(table)
    page = cast.pia.get(path).get_data(as_text=True)
    assert page.index('id="texts"') < page.index('id="words-title"')
    ids = [voice.id for voice in table.rides]
    service.move(cast.pia.staff, table.engagement, ids, service.Place.THEMED, theme=table.theme)
    db.session.commit()
    page = cast.pia.get(path).get_data(as_text=True)
    assert page.index('id="sign"') < page.index('id="words-title"') < page.index('id="texts"')
    service.rename(cast.pia.staff, table.theme, Words(en="Rides"), table.theme.summary)
    db.session.commit()
    page = cast.pia.get(path).get_data(as_text=True)
    assert page.index('id="words-title"') < page.index('id="sign"') < page.index('id="texts"')
