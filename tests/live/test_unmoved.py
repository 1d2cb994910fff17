"""The shortest answer, "nothing has changed", is given before Flask begins: it must be the view's in everything."""

import pytest

from listening.core.memory import AT_HAND
from listening.live.marks import Unmoved, mark_of_room


@pytest.fixture
def views(app, monkeypatch):
    """How often the view itself was asked."""
    asked, view = [], app.view_functions["live.now"]

    def counted(**kwargs):
        asked.append(kwargs)
        return view(**kwargs)

    counted.policy = view.policy
    monkeypatch.setitem(app.view_functions, "live.now", counted)
    return asked


def test_it_answers_as_the_view_does_header_by_header(app, rosa, session, views, monkeypatch):
    ask = f"/s/{session.code}/now?v={mark_of_room(session.code)[0]}"
    short = rosa.get(ask)
    assert views == [], "the view was not needed"
    monkeypatch.setattr(Unmoved, "_unmoved", lambda *_args: False)
    long = rosa.get(ask)
    assert len(views) == 1
    assert short.status_code == long.status_code == 204
    assert sorted(short.headers) == sorted(long.headers)
    assert short.data == long.data == b""


def test_it_leaves_everything_else_to_the_view(rosa, session, views, do):
    mark = mark_of_room(session.code)[0]
    ask = f"/s/{session.code}/now"
    assert rosa.get(f"{ask}?v=other").status_code == 200
    assert rosa.get(f"{ask}?v={mark}&more=1").status_code == 204
    assert rosa.head(f"{ask}?v={mark}").status_code == 204
    assert rosa.get(f"{ask.lower()}?v={mark}").status_code == 204
    assert len(views) == 4
    assert rosa.post(f"{ask}?v={mark}").status_code == 405
    do("open_prompt")
    assert rosa.get(f"{ask}?v={mark}").status_code == 200, "a step of the room is seen at once"


def test_it_answers_in_every_language_and_not_to_a_foreign_host(app, rosa, session, views):
    mark = mark_of_room(session.code)[0]
    assert rosa.get(f"/es/s/{session.code}/now?v={mark}").status_code == 204
    app.config["TRUSTED_HOSTS"] = ["listen.example.org"]
    ask = f"/s/{session.code}/now?v={mark}"
    assert rosa.get(ask, base_url="https://listen.example.org").status_code == 204
    assert views == []
    assert rosa.get(ask, base_url="https://elsewhere.example").status_code == 400


def test_the_server_learns_which_addresses_take_no_thread(app, rosa, session, do):
    known = app.extensions[AT_HAND].known
    ask = f"/s/{session.code}/now?v={mark_of_room(session.code)[0]}"
    assert known(ask)
    assert known(f"/es{ask}")
    assert not known(f"{ask}&more=1")
    assert not known(ask.replace("now", "room"))
    assert not known(ask.replace("?", "%3F"))
    for other in (
        f"/ledger#{ask}",
        f"/xx{ask}",
        f"/a/b{ask}",
        f"/es/es{ask}",
        f"{ask}#",
        f" {ask}",
        f"/{ask}",
        "*",
    ):
        assert not known(other), other
    do("open_prompt")
    assert not known(ask), "a step of the room is the view's to tell"


def test_what_was_at_hand_is_given_without_another_look(app, session):
    give, told = app.extensions[AT_HAND].give, []
    for host in ("localhost", "elsewhere.example"):
        app.config["TRUSTED_HOSTS"] = ["localhost"]
        assert not list(
            give({"HTTP_HOST": host}, lambda status, headers: told.append((status, dict(headers))))
        )
    assert [status for status, _headers in told] == ["204 NO CONTENT", "400 BAD REQUEST"]
    assert all(headers["Cache-Control"] == "no-store" for _status, headers in told)
