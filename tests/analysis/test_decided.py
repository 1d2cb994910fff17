"""What people decided holds on a re-run."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    Decided,
    DecidedTheme,
    Document,
    assign,
    find_themes,
    learn,
    offer_matches,
    propose_split,
    suggest_label,
    suggest_labels,
)
from tests.analysis.test_find_themes import grouping, places_of, some_texts
from tests.analysis.voices import SPANISH, SUBJECTS, TEXTS, documents

ids = st.sampled_from([f"d{i}" for i in range(len(TEXTS))])
owners = st.dictionaries(ids, st.sampled_from(["a", "b", "c"]), max_size=16)


def decided_from(owner: dict[str, str]) -> tuple[DecidedTheme, ...]:
    """Return decided themes from id to key."""
    keys = sorted(set(owner.values()))
    return tuple(
        DecidedTheme(k, f"Theme {k}", tuple(sorted(i for i in owner if owner[i] == k))) for k in keys
    )


@settings(deadline=None, max_examples=40)
@given(
    owners,
    st.lists(st.lists(ids, min_size=2, max_size=3), max_size=3),
    st.lists(st.tuples(ids, ids), max_size=3),
)
def test_decided_members_never_move(
    owner: dict[str, str], near: list[list[str]], far: list[tuple[str, str]]
) -> None:
    decided = Decided(decided_from(owner), tuple(map(tuple, near)), tuple(far))
    found = find_themes(documents(), decided=decided, resamples=0)
    home = {m.id: theme.key for theme in found.themes for m in theme.members}
    assert all(home[i] == key for i, key in owner.items())
    assert places_of(found) == sorted(d.id for d in documents())
    unmet = {change.ids for change in found.changes if change.kind == "unmet"}
    for one, other in far:
        kept_apart = one == other or (one, other) in unmet or home.get(one, "") != home.get(other)
        assert kept_apart


def test_a_draft_never_takes_the_key_of_a_decided_theme() -> None:
    first, other, *_rest = find_themes(documents(), resamples=0).themes
    signed = DecidedTheme(first.key, "Emptied by a person", (other.members[0].id,))
    found = find_themes(documents(), decided=Decided((signed,)), resamples=0)
    keys = [theme.key for theme in found.themes]
    assert len(keys) == len(set(keys))


def test_a_second_run_changes_nothing() -> None:
    first = find_themes(documents())
    again = find_themes(documents(), decided=first.decided())
    assert [(t.key, t.label, t.members) for t in again.themes] == [
        (t.key, t.label, t.members) for t in first.themes
    ]
    assert again.singles == first.singles
    assert {change.kind for change in again.changes} == {"kept"}


@settings(deadline=None, max_examples=15)
@given(some_texts)
def test_a_second_run_of_any_room_changes_nothing(texts: list[str]) -> None:
    first = find_themes(documents(texts, None), resamples=0)
    again = find_themes(documents(texts, None), decided=first.decided(), resamples=0)
    assert grouping(again) == grouping(first)
    assert sorted(again.singles) == sorted(first.singles)


def test_new_voices_join_the_theme_they_continue() -> None:
    visits = tuple(f"d{i}" for i in range(4))
    found = find_themes(documents(), decided=Decided((DecidedTheme("v", "Time with my kids", visits),)))
    theme = next(t for t in found.themes if t.key == "v")
    assert theme.label == "Time with my kids"
    assert set(visits) <= {m.id for m in theme.members}
    assert any(change.kind in {"grew", "kept"} and change.key == "v" for change in found.changes)


def test_texts_wished_together_share_a_theme() -> None:
    found = find_themes(documents(), decided=Decided(together=(("d0", "d23"),)))
    home = {m.id: theme.key for theme in found.themes for m in theme.members}
    assert home["d0"] == home["d23"]


def test_a_theme_whose_texts_are_gone_is_listed_as_gone() -> None:
    found = find_themes(documents(), decided=Decided((DecidedTheme("x", "Old", ("gone1", "gone2")),)))
    assert ("gone", "x") in {(change.kind, change.key) for change in found.changes}


def test_a_new_text_finds_its_theme() -> None:
    names = [name for name, texts in SUBJECTS.items() for _ in texts]
    groups = {name: [f"d{i}" for i, n in enumerate(names) if n == name] for name in SUBJECTS}
    model = learn(documents(), groups)
    assert assign(model, Document("n", "The bus pass is too expensive for us")).key == "bus"
    assert assign(model, Document("n", "rent for the apartment keeps rising")).key == "housing"
    assert assign(model, Document("n", "🎉")).key is None
    assert assign(find_themes(documents()), Document("n", "The bus is late")).key


def test_matches_across_languages_are_offered_through_a_translation() -> None:
    room = documents([*TEXTS, *SPANISH], None)
    found = find_themes(room, resamples=0)
    spanish = next(theme for theme in found.themes if theme.language == "es")
    offers = offer_matches(found, {spanish.key: "The bus takes two hours, I need a bus pass"})
    english = {theme.key: [m.id for m in theme.members] for theme in found.themes if theme.language == "en"}
    assert [offer.id for offer in offers] == [spanish.key]
    assert any("bus" in TEXTS[int(i[1:])] for i in english[offers[0].key or ""])


def test_a_split_holds_every_text_once() -> None:
    groups = propose_split(documents())
    assert len(groups) > 1
    assert sorted(i for group in groups for i in group) == sorted(d.id for d in documents())
    assert [len(g) for g in propose_split(documents(["same words"] * 6))]


def test_a_label_is_said_in_words_people_used() -> None:
    assert "bus" in suggest_label(documents(SUBJECTS["bus"])).lower()
    assert suggest_label([]) == ""
    assert suggest_label(documents(["🎉"])) == ""


def test_labels_side_by_side_are_never_the_same() -> None:
    late = ["We wait for the bus", "The bus we wait for is late", "I wait for a late bus"]
    groups = [
        documents(late),
        documents(late),
        documents(["🎉"]),
        documents(["Esperamos el bus"] * 2, "es"),
        [],
    ]
    first, second, *wordless, spanish, nobody = suggest_labels(groups)
    assert first != second
    assert "bus" in (first + second).lower()
    assert (wordless, nobody) == ([""], "")
    assert "bus" in spanish.lower()
