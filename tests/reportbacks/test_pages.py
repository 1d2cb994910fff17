"""What people read, what the desk shows, and what neither ever shows."""

import re

import pytest

from listening.actions.plain import reading_of
from listening.core.database import db
from listening.reportbacks import service
from listening.reportbacks.models import ReportBack
from tests.actions.answered import CANARY
from tests.cast import staff_named
from tests.reportbacks.written import TEXTS


def text_of(answer):
    return answer.get_data(as_text=True)


def test_nothing_is_here_before_it_is_published(telling, rosa):
    theme = telling.answered()
    telling.draft(theme)
    for path in ("", "/poster", "/versions/1"):
        assert rosa.get(f"/report-backs/{theme.id}{path}").status_code == 404


def test_the_page_says_it_all_and_signs_with_roles(telling, rosa, world):
    theme = telling.answered()
    telling.action(theme)
    draft = telling.draft(theme)
    redaction = world.redacted(telling.quotable(theme), "I wait an hour, every time.")
    service.quote(staff_named("pia"), draft, redaction)
    telling.publish(draft)
    html = text_of(rosa.get(f"/report-backs/{theme.id}"))
    words = [*TEXTS.values(), "I wait an hour, every time.", "We will do this", "Hand out bus passes"]
    words += ["Written by a parent partner", "Co-signed by a parent partner", "/receipt"]
    words += ["Published by Sierra County Family Services on March 2, 2026"]
    assert [one for one in words if one not in html] == []
    assert not re.search(r"\b(Pia|Mei|Ada)\b", html)
    assert f"school year {reading_of(draft.text, 'en').year}." in html


def test_another_language_is_offered_honestly(telling, rosa):
    theme = telling.answered()
    telling.published(theme, "es", you_said="El camión tarda.")
    english = text_of(rosa.get(f"/report-backs/{theme.id}"))
    assert "not here in your language yet" in english
    assert f'href="/es/report-backs/{theme.id}"' in english
    assert "El camión tarda." in text_of(rosa.get(f"/es/report-backs/{theme.id}"))


def test_a_correction_is_in_sight_and_the_old_words_stay(telling, rosa):
    theme = telling.answered()
    telling.published(theme, we_did="Vans on Monday.")
    corrected = TEXTS | {"we_did": "Vans on Tuesday."}
    telling.publish(service.draft(staff_named("pia"), theme, "en", corrected, "The day was wrong."))
    html = text_of(rosa.get(f"/report-backs/{theme.id}"))
    assert "The day was wrong." in html
    assert "Vans on Monday." not in html
    old = text_of(rosa.get(f"/report-backs/{theme.id}/versions/1"))
    assert "Vans on Monday." in old
    assert "This is an earlier version" in old
    assert 'hreflang="en"' in text_of(rosa.get(f"/es/report-backs/{theme.id}/versions/1"))
    assert rosa.get(f"/report-backs/{theme.id}/versions/9").status_code == 404


def test_the_poster_leads_back_to_the_page_and_needs_no_inline_style(telling, rosa):
    theme = telling.answered()
    telling.published(theme)
    html = text_of(rosa.get(f"/es/report-backs/{theme.id}/poster"))
    assert 'hreflang="en"' in html
    assert "<svg role" not in html
    html = text_of(rosa.get(f"/report-backs/{theme.id}/poster"))
    assert '<svg role="img"' in html
    assert f"http://localhost/report-backs/{theme.id}" in html
    assert "style=" not in html
    assert "<style" not in html


def test_a_report_back_is_written_read_signed_and_published_at_the_desk(telling, cast, rosa, world):
    theme = telling.answered(level="involve")
    world.redacted(telling.quotable(theme), "I wait an hour.")
    address = f"/staff/report-backs/themes/{theme.id}/en"
    mark = re.search(r'name="quotes" value="([0-9a-f]{16})"', text_of(cast.pia.get(address)))[1]
    answer = cast.pia.post(address, TEXTS | {"quotes": [mark]})
    assert answer.status_code == 303
    here = answer.location
    assert "A parent partner must co-sign it" not in text_of(cast.pia.get(here))
    assert cast.pia.post(f"{here}/reviewed").status_code == 303
    assert "A parent partner must co-sign it" in text_of(cast.pia.get(here))
    assert cast.ada.post(f"{here}/publish").status_code == 409
    assert cast.pia.post(f"{here}/cosign").status_code == 403
    assert cast.mei.post(f"{here}/cosign").status_code == 303
    assert "Publish it" in text_of(cast.ada.get(here))
    assert cast.ada.post(f"{here}/publish").status_code == 303
    assert "I wait an hour." in text_of(rosa.get(f"/report-backs/{theme.id}"))


def test_unfinished_words_come_back(telling, cast):
    theme = telling.answered()
    address = f"/staff/report-backs/themes/{theme.id}/en"
    answer = cast.pia.post(address, TEXTS | {"we_did": "", "what_next": "¡Ya viene!"})
    assert answer.status_code == 422
    assert "Write what was done" in text_of(answer)
    assert "¡Ya viene!" in text_of(answer)
    telling.published(theme)
    answer = cast.pia.post(address, TEXTS)
    assert answer.status_code == 422
    assert "Say what this version corrects" in text_of(answer)
    assert db.session.query(ReportBack).count() == 1


def test_the_reading_grade_is_told_in_plain_words(telling, cast):
    theme = telling.answered()
    hard = "Interdisciplinary transportation coordination continues notwithstanding considerations."
    draft = telling.draft(theme, we_did=hard, what_next=hard, you_said=hard)
    assert re.search(
        r"Reads like school year \d+: shorten", text_of(cast.ada.get(f"/staff/report-backs/{draft.id}"))
    )
    answer = cast.ada.post("/staff/report-backs/reading/en", {"we_did": "We hear you. The van is here."})
    assert "good" in text_of(answer)


def test_the_original_is_on_no_page_and_its_id_neither(telling, cast, rosa, world):
    theme = telling.answered()
    voice = telling.quotable(theme, f"{CANARY}, said Rosa.")
    world.redacted(voice, "It never came to [my street].")
    telling.quotable(theme, f"{CANARY}, not redacted.")
    draft = telling.draft(theme)
    service.choose_quotes(staff_named("pia"), draft, [voice.id])
    here = f"/staff/report-backs/{draft.id}"
    pages = ["/staff/report-backs", here, f"{here}/preview", f"/staff/report-backs/themes/{theme.id}/es"]
    shown = [text_of(cast.ada.get(path)) for path in pages]
    telling.publish(draft)
    shown += [text_of(rosa.get(f"/report-backs/{theme.id}{path}")) for path in ("", "/poster", "/versions/1")]
    shown += [
        text_of(cast.ada.get(f"{here}/preview")),
        text_of(cast.ada.get(f"/staff/actions/themes/{theme.id}")),
    ]
    assert any("It never came to [my street]." in html for html in shown)
    assert not [html for html in shown if CANARY in html or voice.id in html]


@pytest.mark.parametrize("name", ["bo", "ren", "stella"])
def test_other_roles_have_no_desk_here(cast, name):
    assert getattr(cast, name).get("/staff/report-backs").status_code == 403


def test_an_empty_shelf_is_calm(cast):
    assert "Nothing to report back yet" in text_of(cast.pia.get("/staff/report-backs"))


def test_the_editor_stands_beside_theme_decision_and_actions(telling, cast):
    theme = telling.answered()
    address = f"/staff/report-backs/themes/{theme.id}/en"
    assert "No action yet." in text_of(cast.pia.get(address))
    telling.action(theme)
    for page in (cast.pia.get(address), cast.ada.get(address)):
        for beside in (
            theme.summary["en"],
            "Rides come before the visit.",
            "Hand out bus passes",
            "Transport",
        ):
            assert beside in text_of(page)
