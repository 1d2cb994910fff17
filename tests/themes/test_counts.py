import secrets

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from listening.core.database import Words, db
from listening.themes import service
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.rules import Holding, Place, holding


@pytest.fixture
def queries():
    """How many statements were sent since the test began."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_coverage_says_who_has_no_place_yet_and_what_a_person_checked(table, pia):
    covered = service.coverage(table.engagement)
    assert (covered.placed, covered.total, covered.waiting, covered.complete) == (4, 6, 2, False)
    assert covered.percent_checked == 66
    service.move(pia, table.engagement, [table.alone.id, table.waiting.id], Place.SINGLE_VOICE)
    covered = service.coverage(table.engagement)
    assert covered.complete
    assert covered.places == {Place.THEMED: 4, Place.SINGLE_VOICE: 2}


def test_what_the_machine_placed_is_not_called_checked(table):
    for row in service.disposition_of([voice.id for voice in table.rides]):
        row.placed_by = "machine"
    assert service.coverage(table.engagement).checked == 0


def test_coverage_takes_two_queries_however_many_voices_and_engagements(table, world, queries):
    others = [world.engagement() for _number in range(3)]
    for one in others:
        world.voices(one.prompts[0], ["a", "b", "c"])
    ids = [one.id for one in (*others, table.engagement)]
    queries.clear()
    covered = service.coverages(ids)
    assert len([one for one in queries if one.startswith("SELECT")]) == 2
    assert [covered[one].total for one in ids] == [3, 3, 3, 6]


def test_an_engagement_without_words_is_covered(world):
    covered = service.coverage(world.engagement())
    assert (covered.percent, covered.percent_checked, covered.complete) == (100, 0, True)


def test_themes_are_counted_by_voices_and_by_receipts(table):
    table.rides[0].fingerprint = None
    db.session.flush()
    assert service.voices_of(table.theme.id) == 4
    assert service.receipts_issued(table.theme.id) == 3
    assert service.voices_by_theme([table.engagement.id]) == {table.theme.id: 4}


def test_where_words_ended_comes_with_their_theme_in_one_query(table, queries):
    ids = [voice.id for voice in (*table.rides, table.waiting)]
    theme_id = table.theme.id
    db.session.commit()
    queries.clear()
    found = service.disposition_of(ids)
    assert {row.theme.label["en"] for row in found} == {"Rides"}
    assert len(found) == 4, "what is not placed yet is absent"
    assert {row.theme_id for row in found} == {theme_id}
    assert len([one for one in queries if one.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"place": "themed"},
        {"place": "single_voice", "theme_id": 1},
        {"place": "set_aside"},
        {"place": "sensitive", "reason": "threat"},
        {"place": "lost"},
        {"place": "duplicate", "placed_by": "nobody"},
    ],
)
def test_the_database_refuses_a_place_that_says_too_much_or_too_little(table, columns):
    facts = {"contribution_id": table.waiting.id, "placed_by": "person", **columns}
    if "theme_id" in facts:
        facts["theme_id"] = table.theme.id
    db.session.add(Disposition(**facts))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_database_refuses_a_second_place_for_the_same_words(table):
    row = {
        "contribution_id": table.rides[0].id,
        "place": "single_voice",
        "placed_by": "person",
        "exemplar": False,
    }
    with pytest.raises(IntegrityError):
        db.session.execute(Disposition.__table__.insert(), [row])


def test_the_database_refuses_a_sign_off_by_nobody(table, calendar):
    table.theme.signed_off_on = calendar.now.date()
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_database_refuses_an_unknown_state_of_a_draft(table):
    db.session.add(Draft(engagement_id=table.engagement.id, state="lost"))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    ("firmness", "provisional", "said"),
    [(None, False, "by_people"), (0.9, True, "too_few"), (0.6, False, "firm"), (0.59, False, "loose")],
)
def test_how_far_a_theme_holds_is_said_in_a_word(firmness, provisional, said):
    assert holding(firmness, provisional=provisional) is Holding(said)


def test_a_draft_counts_as_peoples_once_it_has_their_words(table):
    draft = Theme(
        engagement_id=1, key=secrets.token_hex(4), label=Words(en="Bus"), summary=Words(), firmness=0.8
    )
    draft.suggestions = ["Bus"]
    assert not draft.is_settled
    draft.label = Words(en="Rides to visits")
    assert draft.is_settled
