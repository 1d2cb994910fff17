"""A laptop that serves the room: plain HTTP, said plainly, with its own address on screens and paper."""

from dataclasses import replace

import click
import pytest

from listening import create_app
from listening.cli import room_settings, room_words
from listening.core.database import db
from listening.core.serving import own_address
from tests.cast import Desk
from tests.sessions.rooms import opened


def test_the_laptop_says_where_it_is_and_what_is_not_protected(app):
    settings = room_settings(app.config["SETTINGS"], 8000, "192.168.8.10")
    words = room_words(settings)
    assert "http://192.168.8.10:8000/join" in words
    assert "plain HTTP" in words
    assert "█" in words or "▀" in words, "a code to scan"


@pytest.mark.allow_hosts(["192.0.2.1", "127.0.0.1", "::1"])
def test_it_finds_its_own_address(app):
    """Asking the system for the way to an address of documentation sends nothing."""
    parts = own_address().split(".")
    assert len(parts) == 4
    assert all(part.isdecimal() for part in parts)


def test_a_secure_installation_is_not_weakened(app):
    with pytest.raises(click.UsageError):
        room_settings(replace(app.config["SETTINGS"], secure=True), 8000, "")


def test_the_desk_says_that_the_mode_is_reduced_and_the_cookie_has_a_plain_name(app, world, calendar):
    number = opened(world.engagement()).id
    db.session.commit()
    laptop = create_app(room_settings(app.config["SETTINGS"], 8000, "192.168.8.10"), now=calendar)
    laptop.testing = True
    try:
        with laptop.app_context():
            desk = Desk(laptop, "bo")
            for place in ("evening", "live"):
                assert "Reduced protection" in desk.get(f"/staff/{place}/{number}").get_data(as_text=True)
            assert laptop.config["SESSION_COOKIE_NAME"] == "hearback-desk"
            tables = desk.get(f"/staff/evening/{number}/tables").get_data(as_text=True)
            assert "http://192.168.8.10:8000/table/" in tables
    finally:
        with laptop.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_post_from_elsewhere_is_refused_without_tls_too(rosa, world):
    room = opened(world.engagement())
    answer = rosa.post(f"/s/{room.code}/sealed", headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 403
