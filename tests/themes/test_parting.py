"""The sensitive lane splits: the safe part goes the way of all words, the rest is on one page alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from listening.accounts.models import Reading
from listening.accounts.service import NotAllowed
from listening.contributions import redaction
from listening.contributions.models import Contribution, Parted
from listening.contributions.redaction import NotDerived, to_redact
from listening.core.database import db
from listening.reportbacks.reading import quotable
from listening.themes import parting, service
from listening.themes.drafting import heard_in
from listening.themes.hold import NotHere, SignedOff
from listening.themes.models import Disposition, Draft
from listening.themes.parting import NotApart
from listening.themes.rules import Place
from tests.cast import staff_named
from tests.themes.apart_texts import AFTER, BEFORE, CHOSEN, REST, SAFE, TICKED, WHOLE


@pytest.fixture
def voice(world, table, pia):
    [voice] = world.voices(table.prompt, [WHOLE])
    service.move(pia, table.engagement, [voice.id], Place.SENSITIVE)
    db.session.commit()
    return voice


@pytest.fixture
def address(voice):
    return f"/staff/themes/voices/{voice.id}/safe-part"


def seen(desk, address):
    page = BeautifulSoup(desk.get(address).get_data(as_text=True), "html.parser")
    return page.find("input", {"name": "seen"})["value"]


def sent(desk, address, **data):
    form = {"seen": seen(desk, address), "to": "wait", "passages": TICKED}
    return desk.post(address, form | data)


def place_of(voice):
    return db.session.scalar(select(Disposition.place).where(Disposition.contribution_id == voice.id))


def test_a_reader_marks_the_safe_part_and_each_look_is_a_reading(cast, table, voice, address):
    page = BeautifulSoup(cast.pia.get(address).get_data(as_text=True), "html.parser")
    boxes = page.select("input[name=passages]")
    assert [box.parent.get_text(strip=True) for box in boxes] == [BEFORE, REST, AFTER]
    assert not any(box.has_attr("checked") for box in boxes)
    assert sent(cast.pia, address).status_code == 303
    assert (voice.text, place_of(voice)) == (SAFE, None)
    one = db.session.scalars(select(Parted)).one()
    assert (one.whole, one.parted_by_id) == (WHOLE, cast.pia.staff.id)
    after = cast.mei.get(address).get_data(as_text=True)
    assert "Pia marked the safe part" in after
    readings = db.session.execute(select(Reading.place, Reading.texts)).all()
    assert readings == [("safe_part", 1)] * 3


def test_nobody_else_opens_or_marks_it(cast, table, voice, address):
    for name in ("bo", "ada", "ren", "stella"):
        answers = [getattr(cast, name).get(address), getattr(cast, name).post(address, {"passages": TICKED})]
        assert [one.status_code for one in answers] == [403, 403]
        assert "zqbruise" not in "".join(one.get_data(as_text=True) for one in answers)
    with pytest.raises(NotAllowed):
        parting.part(staff_named("bo"), voice, CHOSEN, None)
    other = f"/staff/themes/voices/{table.alone.id}/safe-part"
    assert cast.pia.get(other).status_code == 404, "only what is sensitive is split"


def test_the_safe_part_waits_for_a_place_and_the_machine_reads_it_alone(table, voice, pia):
    before = service.coverage(table.engagement)
    parting.part(pia, voice, CHOSEN, None)
    covered = service.coverage(table.engagement)
    assert (covered.total, covered.waiting) == (before.total, before.waiting + 1)
    read = [one.text for one in heard_in(table.engagement.id)[0]]
    assert any(BEFORE in text and AFTER in text for text in read)
    assert not any("zqbruise" in text for text in read)


def test_in_a_theme_it_is_redacted_and_quoted_like_any_other(table, voice, pia):
    parting.part(pia, voice, CHOSEN, Place.THEMED, table.theme)
    assert place_of(voice) == "themed"
    assert voice in to_redact(table.engagement.id)
    with pytest.raises(NotDerived):
        redaction.redact(pia, voice, WHOLE, [])
    redaction.check(staff_named("mei"), redaction.redact(pia, voice, SAFE.replace("bus", "[place]"), []))
    words = quotable(table.theme.id, "en")[voice.id].words
    assert words == f"The [place] is late. […] {AFTER}"


@pytest.mark.parametrize("consent", ["idea", "count"])
def test_who_did_not_agree_to_be_quoted_is_not(world, table, pia, consent):
    [voice] = world.voices(table.prompt, [WHOLE], consent=consent)
    service.move(pia, table.engagement, [voice.id], Place.SENSITIVE)
    parting.part(pia, voice, CHOSEN, Place.THEMED, table.theme)
    assert voice not in to_redact(table.engagement.id)
    with pytest.raises(redaction.NotQuotable):
        redaction.redact(pia, voice, SAFE, [])


def test_the_rest_is_on_no_other_page_of_the_readers(cast, table, voice, address):
    assert sent(cast.pia, address, to=str(table.theme.id)).status_code == 303
    number, engagement = table.theme.id, table.engagement.id
    at = f"/staff/themes/engagements/{engagement}"
    pages = [f"/staff/themes/{number}", at, f"{at}/places/sensitive", f"{at}/find?words=zqbruise"]
    pages += [f"/staff/themes/{number}/strands", f"/staff/contributions/engagements/{engagement}/redact"]
    texts = {path: cast.pia.get(path).get_data(as_text=True) for path in pages}
    assert BEFORE in texts[f"/staff/themes/{number}"]
    assert "A part is kept apart" in texts[f"/staff/themes/{number}"]
    assert not [path for path, text in texts.items() if REST in text]
    assert "zqbruise" in cast.pia.get(address).get_data(as_text=True), "the one page that has it"


def test_without_scripts_passages_are_cut_finer_and_ticks_stay(cast, voice, address):
    answer = sent(cast.pia, address, then="finer", passages=TICKED[:1])
    assert answer.status_code == 200
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    boxes = {
        box.parent.get_text(strip=True): box.has_attr("checked") for box in page.select("[name=passages]")
    }
    assert boxes == {BEFORE: True, "He hit me zqbruise": False, "and my sister saw it.": False, AFTER: False}
    assert db.session.scalars(select(Parted)).all() == []
    fine = ["0-16", "17-35"]
    assert sent(cast.pia, address, grain="finer", passages=fine).status_code == 303
    assert voice.text == f"{BEFORE} He hit me zqbruise […]"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"passages": []}, "Tick at least one passage"),
        ({"passages": ["3-9", "x", "-", "²-4"]}, "Tick at least one passage"),
        ({"passages": [*TICKED, "17-57"]}, "Nothing would be kept apart"),
        ({"to": "999999"}, "Choose where the safe part goes"),
        ({"to": "quarantine"}, "Choose where the safe part goes"),
    ],
)
def test_a_mistake_changes_nothing_and_comes_back(cast, voice, address, data, words):
    answer = sent(cast.pia, address, **data)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert words in html
    ticked = [one for one in data.get("passages", TICKED) if one in {*TICKED, "17-57"}]
    assert html.count(" checked") == len(ticked)
    assert (voice.text, place_of(voice)) == (WHOLE, "sensitive")


def test_two_readers_do_not_overwrite_each_other(cast, table, voice, address):
    late, undo = seen(cast.mei, address), address.replace("safe-part", "rejoin")
    assert sent(cast.pia, address).status_code == 303
    answer = cast.mei.post(address, {"seen": late, "to": "wait", "passages": ["0-16"]})
    assert answer.status_code == 409
    assert "Someone was there first" in answer.get_data(as_text=True)
    assert cast.mei.post(undo, {"seen": late}).status_code == 409
    assert voice.text == SAFE
    with pytest.raises(NotHere):
        parting.part(staff_named("mei"), voice, CHOSEN[:1], None)
    assert cast.mei.post(undo, {"seen": seen(cast.mei, address)}).status_code == 303
    assert (voice.text, place_of(voice)) == (WHOLE, "sensitive")


def test_of_two_readers_at_the_same_moment_one_is_told(cast, voice, address):
    both = [(cast.pia, TICKED), (cast.mei, TICKED[:1])]
    sending = [(desk, {"seen": seen(desk, address), "to": "wait", "passages": one}) for desk, one in both]
    with ThreadPoolExecutor(2) as room:
        answers = list(room.map(lambda pair: pair[0].post(address, pair[1]).status_code, sending))
    assert sorted(answers) == [303, 409]
    db.session.expire_all()
    marked = db.session.scalars(select(Parted)).one().parted_by.sign_in
    assert voice.text == (SAFE if marked == "pia" else f"{BEFORE} […]")


def test_it_can_be_taken_back_until_its_theme_is_signed_off(cast, world, table, voice, address, pia):
    one = parting.part(pia, voice, CHOSEN, Place.THEMED, table.theme)
    table.theme.signed_off_by_id, table.theme.signed_off_on = pia.id, one.parted_on
    db.session.commit()
    with pytest.raises(SignedOff):
        parting.rejoin(pia, one)
    page = cast.pia.get(address).get_data(as_text=True)
    assert "so this stays as it is" in page
    assert "Take it back" not in page
    answer = cast.pia.post(address.replace("safe-part", "rejoin"), {"seen": "x"})
    assert answer.status_code == 409
    assert (voice.text, place_of(voice)) == (SAFE, "themed")


def test_a_draft_on_its_way_has_to_end_first(cast, table, voice, address):
    db.session.add(Draft(engagement_id=table.engagement.id, state="running", grain="finer"))
    db.session.commit()
    answer = sent(cast.pia, address)
    assert answer.status_code == 409
    assert "making a draft now" in answer.get_data(as_text=True)
    assert voice.text == WHOLE


def test_a_text_of_one_piece_has_no_safe_part(table, voice, pia):
    voice.text = "hit"
    with pytest.raises(NotApart):
        parting.part(pia, voice, [(0, 3)], None)
    assert db.session.scalars(select(Contribution.text).where(Contribution.id == voice.id)).one() == "hit"
