import pytest
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.core.database import db
from listening.themes import codebook, coding
from listening.themes.board import voices_named
from listening.themes.hold import NotHere, NotReady
from listening.themes.models import Code, Coding
from tests.cast import staff_named
from tests.world import both

CANARY = "The kiwi canary"


@pytest.fixture
def book(table, pia):
    """The table with our own list of codes; by short name."""
    codebook.load_starters(pia, table.engagement)
    db.session.commit()
    return {code.name: code for code in codebook.codes_of(table.engagement.id)}


def facts(name="BUSES", **changes):
    parts = dict.fromkeys(codebook.PARTS, both("Buses do not run."))
    return {"name": name, "kind": "barrier", **parts, **changes}


def said(name="BUSES"):
    """What the form of a code posts."""
    typed = {f"{part}_{one}": "Buses" for part in ("label", "definition") for one in ("en", "es")}
    return {"name": name, "kind": "barrier", **typed}


def test_our_list_is_whole_in_both_languages():
    codes = codebook.starters()
    assert [one["kind"] for one in codes].count("barrier") == 24
    assert [one["kind"] for one in codes].count("strength") == 12
    for one in codes:
        assert all(set(one[part]) == {"en", "es"} for part in ("label", "definition", "include", "exclude"))
        assert any(one["example"].values())


def test_our_list_leaves_codes_that_are_there_as_they_are(table, pia):
    codebook.write_code(pia, table.engagement, facts("transport"))
    assert codebook.load_starters(pia, table.engagement) == 35
    assert codebook.load_starters(pia, table.engagement) == 0
    kept = next(code for code in codebook.codes_of(table.engagement.id) if code.name == "TRANSPORT")
    assert kept.label["en"] == "Buses do not run."


def test_two_codes_of_one_book_have_different_names(table, pia):
    codebook.write_code(pia, table.engagement, facts())
    with pytest.raises(codebook.NameTaken):
        codebook.write_code(pia, table.engagement, facts("buses"))


@pytest.mark.parametrize(("change", "constraint"), [({"kind": "mood"}, "kind_known"), ({}, "name")])
def test_the_database_refuses_a_code_that_cannot_be(table, book, change, constraint):
    words = dict.fromkeys(codebook.PARTS, both("x"))
    columns = {"name": "TRANSPORT" if not change else "NEW", "kind": "barrier", **change}
    db.session.add(Code(engagement_id=table.engagement.id, **columns, **words))
    with pytest.raises(IntegrityError, match=constraint):
        db.session.flush()


def test_only_readers_write_codes_and_give_them(table, book):
    ada, pair = staff_named("ada"), (table.rides[0].id, book["TRANSPORT"].id)
    for act in (
        lambda: codebook.load_starters(ada, table.engagement),
        lambda: codebook.write_code(ada, table.engagement, facts()),
        lambda: codebook.remove_code(ada, book["TRUST"]),
        lambda: coding.give(ada, table.engagement, {pair}, set()),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_one_text_carries_several_codes_and_giving_twice_doubles_nothing(table, book, pia):
    one = table.rides[0].id
    pairs = {(one, book["TRANSPORT"].id), (one, book["MONEY"].id)}
    assert coding.give(pia, table.engagement, pairs, set()) == 2
    assert coding.give(pia, table.engagement, pairs, set()) == 0
    assert coding.carried([one])[one] == {code for _one, code in pairs}
    coding.give(pia, table.engagement, set(), {(one, book["MONEY"].id)})
    assert coding.carried([one])[one] == {book["TRANSPORT"].id}


def test_a_code_of_another_engagement_is_refused(table, world, book, pia):
    other = codebook.write_code(pia, world.engagement(), facts())
    with pytest.raises(NotHere):
        coding.give(pia, table.engagement, {(table.rides[0].id, other.id)}, set())


def test_a_code_in_use_stays_in_the_book(table, book, pia):
    coding.give(pia, table.engagement, {(table.rides[0].id, book["TRANSPORT"].id)}, set())
    with pytest.raises(NotReady):
        codebook.remove_code(pia, book["TRANSPORT"])
    codebook.remove_code(pia, book["TRUST"])


def test_deleted_words_take_their_codes_along(table, book, pia):
    coding.give(pia, table.engagement, {(table.rides[0].id, book["TRANSPORT"].id)}, set())
    db.session.delete(table.rides[0])
    db.session.flush()
    assert db.session.query(Coding).count() == 0


def test_codes_whose_examples_sound_alike_are_offered_in_both_languages(table, world, book):
    wanted = {
        "The bus does not come out to the visit center": "TRANSPORT",
        "My worker changed four times and I told my story again": "TURNOVER",
    }
    spanish = {"El intérprete no llegó y el papel no estaba en mi idioma": "LANGUAGE"}
    voices = world.voices(table.prompt, list(wanted)) + world.voices(
        table.prompt, list(spanish), language="es"
    )
    offered = coding.offered(list(book.values()), voices_named([voice.id for voice in voices]))
    for voice in voices:
        names = [code.name for code in offered[voice.id]]
        assert (wanted | spanish)[voice.text] in names, (voice.text, names)
        assert len(names) <= coding.OFFERED


def test_what_people_coded_teaches_the_machine(table, world, book, pia):
    first, second = world.voices(
        table.prompt, ["Zucchini zeppelin gazebo", "A gazebo and a zeppelin with zucchini"]
    )
    voices, codes = voices_named([second.id]), list(book.values())
    assert "HOPE" not in [code.name for code in coding.offered(codes, voices)[second.id]]
    coding.give(pia, table.engagement, {(first.id, book["HOPE"].id)}, set())
    assert coding.offered(codes, voices)[second.id][0].name == "HOPE"


@pytest.mark.parametrize("text", ["🌻", "...", "x", "12 34"])
def test_a_text_without_words_is_offered_nothing_and_breaks_nothing(table, world, book, text):
    (voice,) = world.voices(table.prompt, [text], language="zh_Hant")
    assert coding.offered(list(book.values()), voices_named([voice.id])) == {voice.id: []}


def test_the_book_is_filled_changed_and_thinned_at_the_desk(table, cast):
    book = f"/staff/themes/engagements/{table.engagement.id}/codebook"
    assert "The book is empty" in cast.pia.get(book).get_data(as_text=True)
    assert cast.pia.post(f"{book}/starters").status_code == 303
    assert "Getting there" in cast.pia.get(book).get_data(as_text=True)
    assert cast.pia.post(f"{book}/new", said()).status_code == 303
    taken = cast.pia.post(f"{book}/new", said("trust"))
    assert taken.status_code == 422
    assert "Another code has this name." in taken.get_data(as_text=True)
    (code,) = [one for one in codebook.codes_of(table.engagement.id) if one.name == "BUSES"]
    assert cast.pia.post(f"/staff/themes/codes/{code.id}", said("BUS")).status_code == 303
    assert cast.pia.post(f"/staff/themes/codes/{code.id}/remove").status_code == 303
    assert "BUS" not in {one.name for one in codebook.codes_of(table.engagement.id)}


def test_a_code_without_words_comes_back_with_what_was_typed(table, cast):
    answer = cast.pia.post(f"/staff/themes/engagements/{table.engagement.id}/codebook/new", {"name": "A B"})
    assert answer.status_code == 422
    assert 'value="A B"' in answer.get_data(as_text=True)


def test_ticks_of_a_page_are_kept_and_those_of_others_stay(table, cast, book, pia):
    one, transport, money = table.rides[0].id, book["TRANSPORT"].id, book["MONEY"].id
    path = f"/staff/themes/{table.theme.id}/coding"
    assert "A ride number" in cast.pia.get(path).get_data(as_text=True)
    coding.give(pia, table.engagement, {(one, money)}, set())
    assert cast.pia.post(path, {"codes": [f"{one}:{transport}", "", "rubbish"]}).status_code == 303
    assert coding.carried([one])[one] == {transport, money}
    assert cast.pia.post(path, {"had": [f"{one}:{money}"]}).status_code == 303
    assert coding.carried([one])[one] == {transport}


@pytest.mark.parametrize("name", ["bo", "ada", "ben", "ren", "stella"])
def test_nobody_else_opens_the_book_or_the_texts(table, cast, book, name):
    table.alone.text = CANARY
    db.session.commit()
    desk, engagement = getattr(cast, name), table.engagement.id
    for page in ("codebook", "codebook/new", "coding", "codebook.csv", "coded.csv", "coded.xlsx"):
        assert desk.get(f"/staff/themes/engagements/{engagement}/{page}").status_code == 403
    assert desk.post(f"/staff/themes/codes/{book['TRUST'].id}/remove").status_code == 403
