"""“Tonight we heard”: one page in the room's own words, before people leave, and nothing nobody agreed to."""

import io

import pypdf
import pytest
from sqlalchemy.exc import IntegrityError

from listening.contributions.receipt import new_secret, shown
from listening.core import clock, jobs
from listening.core.database import Words, db
from listening.evening.models import Tonight, TonightLine, TonightPart
from listening.evening.tonight import put, release, tonight_of
from listening.live.service import write_down
from listening.sessions.service import close_session
from tests.cast import staff_named
from tests.evening.conftest import voices
from tests.phone import Phone
from tests.world import both


def wants(scribe, text, **more):
    """A table sends one voice and wants it on the page; its card's secret."""
    secret = new_secret()
    page = scribe.press("Read it back", lines=text)
    one = voices(page)[0]
    card = " ".join(shown(secret, "en"))
    scribe.press("Send", **{one.consent: "quote", one.tonight: "1", one.card: card, **more})
    return secret


def let_out(room, *lines):
    told = tonight_of(room)
    put(told, None, both("Rides", "Transporte"), Words(en="\n".join(lines), es="El autobús llega tarde."))
    release(staff_named("bo"), told)
    db.session.commit()
    return told


@pytest.fixture
def bo(cast, room):
    phone = Phone(cast.bo.client)
    phone.open(f"/staff/evening/{room.id}/tonight")
    return phone


def test_lines_of_the_tables_become_the_page_before_anything_is_sealed(bo, scribe, room, rosa):
    wants(scribe, "The bus is late.")
    bo.open(f"/staff/evening/{room.id}/tonight")
    page = bo.press("Put them on the page")
    assert "The bus is late." in page.text
    assert rosa.get(f"/sessions/{room.id}/tonight").status_code == 404, "not before the room says yes"
    bo.press("Let the page out")
    assert room.state == "open", "read-back waits for no sealing"
    page = Phone(rosa).open(f"/sessions/{room.id}/tonight")
    assert page.title == "Tonight we heard"
    assert "The bus is late." in page.text
    assert "Esta noche oímos" in page.text, "one page, both languages"
    assert db.session.query(TonightLine).count() == 0, "lines are used up"


def test_the_facilitator_writes_changes_and_takes_out(bo, room):
    bo.open(f"/staff/evening/{room.id}/tonight/part")
    page = bo.press("Put it on the page", title_en="Rides", lines_en="The bus is late.\nWe pay for gas.")
    lines = [line.get_text() for line in page.soup.select(".slip li")]
    assert lines == ["The bus is late.", "We pay for gas."]
    assert "Not there yet: Español" in page.text, "what is unfinished is said"
    part = db.session.query(TonightPart).one()
    bo.open(f"/staff/evening/{room.id}/tonight/part/{part.id}")
    page = bo.press("Put it on the page", lines_en="The bus is always late.")
    assert "The bus is always late." in page.text
    page = bo.press("Take it out")
    assert db.session.query(TonightPart).count() == 0


def test_a_part_needs_a_title_and_a_line_in_one_language(bo, room):
    bo.open(f"/staff/evening/{room.id}/tonight/part")
    page = bo.press("Put it on the page", title_en="Rides", lines_es="El autobús llega tarde.")
    assert page.status == 422
    assert "at least one line" in page.text


def test_an_empty_page_is_not_let_out(cast, room):
    assert cast.bo.post(f"/staff/evening/{room.id}/tonight/release").status_code == 409


def test_what_changes_after_it_is_out_shows_the_day(bo, room, rosa):
    let_out(room, "The bus is late.")
    part = db.session.query(TonightPart).one()
    bo.open(f"/staff/evening/{room.id}/tonight/part/{part.id}")
    bo.press("Put it on the page", lines_en="The bus is always late.")
    assert "Corrected on March 2, 2026" in Phone(rosa).open(f"/sessions/{room.id}/tonight").text


@pytest.mark.parametrize("sealed", [False, True], ids=["while waiting", "when sealed"])
def test_words_deleted_with_a_receipt_leave_the_page(app, bo, scribe, room, rosa, calendar, sealed):
    secret = wants(scribe, "The bus is late.")
    bo.open(f"/staff/evening/{room.id}/tonight")
    bo.press("Put them on the page")
    bo.press("Let the page out")
    if sealed:
        close_session(staff_named("bo"), room)
        db.session.commit()
        jobs.sweep_all(app)
        calendar.move(1)
    phone = Phone(rosa)
    phone.open("/receipt")
    phone.press("Show me", receipt=" ".join(shown(secret, "en")))
    rosa.post("/receipt/delete", data={"secret": secret, "sure": "1"})
    if sealed:
        end_listening(room)
        jobs.sweep_all(app)
        calendar.move(1)
        jobs.sweep_all(app)
    db.session.expire_all()
    page = phone.open(f"/sessions/{room.id}/tonight")
    assert "The bus is late." not in page.text
    assert db.session.get(Tonight, room.id).corrected_on is not None


def test_words_deleted_because_few_spoke_leave_the_page_too(bo, scribe, room, rosa):
    secret = wants(scribe, "The bus is late.")
    bo.open(f"/staff/evening/{room.id}/tonight")
    bo.press("Put them on the page")
    bo.press("Let the page out")
    assert rosa.post(f"/s/{room.code}/few", data={"secret": secret, "choice": "delete"}).status_code == 200
    db.session.expire_all()
    assert "The bus is late." not in Phone(rosa).open(f"/sessions/{room.id}/tonight").text
    assert db.session.get(Tonight, room.id).corrected_on is not None


def end_listening(room):
    room.engagement.closed_on = clock.today()
    db.session.commit()


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_it_is_one_sheet_of_paper_in_both_languages(room, rosa, paper):
    let_out(room, *(f"The bus is late on day {n} of the week." for n in range(12)))
    answer = rosa.get(f"/sessions/{room.id}/tonight.pdf?paper={paper}")
    assert answer.mimetype == "application/pdf"
    pdf = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    assert "The bus is late on day 11" in " ".join(text.split())
    assert "El autobús llega tarde." in " ".join(text.split())


def test_the_page_counts_nobody(room, rosa):
    let_out(room, "The bus is late.")
    text = Phone(rosa).open(f"/sessions/{room.id}/tonight").text
    assert "voices" not in text
    assert "answers" not in text


def test_a_part_of_another_session_cannot_be_reached(bo, cast, world, room):
    let_out(room, "The bus is late.")
    part = db.session.query(TonightPart).one()
    other = world.looked_at(room.engagement)
    assert cast.bo.get(f"/staff/evening/{other.id}/tonight/part/{part.id}").status_code == 404


@pytest.mark.parametrize(
    "broken", [{"released_on": clock.system_clock().date()}, {"corrected_on": clock.system_clock().date()}]
)
def test_a_page_is_let_out_by_someone_and_corrected_only_then(app, room, broken):
    db.session.add(Tonight(listening_session_id=room.id, **broken))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_what_was_read_back_is_not_typed_again(bo, room):
    page = bo.open(f"/staff/evening/{room.id}/tonight")
    assert "Start from what you read back" not in page.text, "nothing was read back yet"
    write_down(staff_named("bo"), room, {1: both("Rides", "Transporte"), 2: Words(en="Hours", es="")})
    db.session.commit()
    page = bo.open(f"/staff/evening/{room.id}/tonight/part?read-back")
    assert page.soup.select_one("[name=lines_en]").get_text().strip() == "Rides\nHours"
    page = bo.press("Put it on the page")
    assert "Rides" in page.text
    assert db.session.query(TonightPart).one().lines == {"en": "Rides\nHours", "es": "Transporte"}


def test_a_part_said_in_one_language_leaves_no_empty_heading_and_the_readers_language_stands_first(
    room, rosa
):
    told = tonight_of(room)
    put(told, None, both("Rides", "Transporte"), Words(en="The bus is late."))
    put(told, None, both("Hours", "Horarios"), both("Too early.", "Muy temprano."))
    release(staff_named("bo"), told)
    db.session.commit()
    for path in ("tonight", "tonight/large"):
        page = Phone(rosa).open(f"/es/sessions/{room.id}/{path}")
        titles = [one.get_text() for one in page.soup.select(".heard-part h2")]
        assert titles == ["Rides", "Horarios", "Hours"]
