"""One record, many forms: whatever the form, the same words, no cookie, nothing small, nothing raw."""

import io

import pypdf
import pytest

from listening.core import clock
from listening.core.database import db
from listening.core.journal import head
from listening.reportbacks.posters import poster_pdf
from listening.reportbacks.short import LONGEST, short_text
from listening.reportbacks.views import mark
from tests.actions.answered import CANARY
from tests.reportbacks.written import TEXTS
from tests.sessions import rooms
from tests.world import both

FORMS = ("", "/poster", "/poster.pdf", "/poster.pdf?paper=a4", "/large", "/text")
#: Points of a sheet: width and height.
SHEETS = {"letter": (612, 792), "a4": (595, 842)}


@pytest.fixture
def theme(telling):
    theme = telling.answered()
    telling.published(theme)
    return theme


def pdf_of(client, theme, paper="letter"):
    answer = client.get(f"/report-backs/{theme.id}/poster.pdf?paper={paper}")
    assert answer.mimetype == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.data))


@pytest.mark.parametrize("paper", SHEETS)
def test_the_poster_is_one_sheet_of_the_paper_asked_for(theme, rosa, paper):
    [sheet] = pdf_of(rosa, theme, paper).pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == SHEETS[paper]
    words = " ".join(sheet.extract_text().split())
    assert [one for name, one in TEXTS.items() if name != "acknowledgement" and one not in words] == []
    assert f"/report-backs/{theme.id}" in words


def test_the_poster_is_made_for_screen_readers(theme, rosa):
    poster = pdf_of(rosa, theme)
    root = poster.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert poster.metadata.title.startswith("Rides")
    about = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in about
    figures = [one for one in tagged(root["/StructTreeRoot"]) if one.get("/S") == "/Figure"]
    assert len(figures) == 2
    assert all(figure.get("/Alt") for figure in figures)


def tagged(node):
    """Every element of the tree that screen readers walk."""
    node = node.get_object()
    if not isinstance(node, dict):
        return
    yield node
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child, "get_object"):
            yield from tagged(child)


def test_the_head_of_the_chain_stands_on_every_poster(theme, rosa):
    page = rosa.get(f"/report-backs/{theme.id}/poster").get_data(as_text=True)
    sheet = " ".join(pdf_of(rosa, theme).pages[0].extract_text().split())
    for form in (page, sheet):
        assert mark(head()) in form
        assert "http://localhost/data/chain" in form


def test_long_words_get_smaller_type_and_stay_on_one_sheet(telling, rosa):
    theme = telling.answered()
    telling.published(theme, we_did="We listened, and we did what we could. " * 40)
    assert len(pdf_of(rosa, theme).pages) == 1


def test_a_poster_asks_for_no_file_and_no_address(app):
    leak = '<html lang="en"><title>x</title><img alt="x" src="file:///etc/passwd"><img alt="y" src="http://127.0.0.1:9/">'
    assert pypdf.PdfReader(io.BytesIO(poster_pdf(leak, "a4"))).pages


def test_where_no_pdf_can_be_made_none_is_offered(theme, rosa, app, monkeypatch):
    assert "poster.pdf" in rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    monkeypatch.setitem(app.jinja_env.globals, "can_print", lambda: False)
    monkeypatch.setattr("listening.core.paper.can_print", lambda: False)
    assert "poster.pdf" not in rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    assert rosa.get(f"/report-backs/{theme.id}/poster.pdf").status_code == 404


def test_no_other_paper_and_no_other_language_is_made_up(theme, rosa):
    assert rosa.get(f"/report-backs/{theme.id}/poster.pdf?paper=a0").status_code == 404
    assert rosa.get(f"/es/report-backs/{theme.id}/poster.pdf").status_code == 404
    assert rosa.get(f"/es/report-backs/{theme.id}/text").status_code == 404


def test_the_short_text_fits_a_phone_and_leads_to_the_whole(telling, rosa):
    theme = telling.answered()
    telling.published(
        theme, you_said="It is far, and nobody comes. " * 30, we_did="A van comes on Monday. " * 20
    )
    answer = rosa.get(f"/report-backs/{theme.id}/text")
    assert answer.mimetype == "text/plain"
    words, address = answer.get_data(as_text=True).strip().splitlines()
    assert len(words) <= LONGEST
    assert [one for one in ("Rides.", "You said: ", "We did: ", "What next: ") if one not in words] == []
    assert address == f"http://localhost/report-backs/{theme.id}"


def test_a_short_text_is_cut_between_words_and_never_too_long():
    for length in range(1, 400, 7):
        parts = [(name, "word " * length) for name in ("You said", "We did", "What next")]
        text = short_text("R" * length, parts)
        assert len(text) <= LONGEST
        assert "wor…" not in text


def test_large_print_says_all_of_it(theme, rosa):
    html = rosa.get(f"/report-backs/{theme.id}/large").get_data(as_text=True)
    assert 'class="large-print"' in html
    assert [one for one in TEXTS.values() if one not in html] == []


def test_reading_aloud_is_offered_by_script_only(theme, rosa):
    html = rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    assert 'data-aloud="told"' in html
    assert 'id="told"' in html
    assert "data-aloud-offer hidden>" in html


@pytest.mark.parametrize("form", FORMS)
def test_no_form_has_a_cookie_or_original_words(theme, rosa, form):
    answer = rosa.get(f"/report-backs/{theme.id}{form}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert CANARY.encode() not in answer.data


def test_nothing_is_there_before_it_is_public(telling, rosa):
    theme = telling.answered()
    telling.draft(theme)
    assert {rosa.get(f"/report-backs/{theme.id}{form}").status_code for form in FORMS} == {404}


def test_the_page_and_the_poster_say_where_to_come_and_say_it(telling, rosa, calendar):
    theme = telling.answered()
    telling.published(theme)
    words = "Hands in the room count too."
    forms = (
        f"/report-backs/{theme.id}",
        f"/report-backs/{theme.id}/poster",
        f"/report-backs/{theme.id}/answer",
    )
    assert [form for form in forms if words in rosa.get(form).get_data(as_text=True)] == []
    back = rooms.planned(theme.engagement, kind="return")
    db.session.commit()
    for form in forms:
        assert "to Oak Street Library. Hands in the room count too." in rosa.get(form).get_data(as_text=True)
    assert words in " ".join(pdf_of(rosa, theme).pages[0].extract_text().split())
    back.cancelled_on, back.cancel_reason = clock.today(), both("Snow.")
    db.session.commit()
    assert [form for form in forms if words in rosa.get(form).get_data(as_text=True)] == []
