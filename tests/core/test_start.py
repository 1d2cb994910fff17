"""An installation starts safe or not at all."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from listening import create_app
from listening.core.config import Settings, database_url, settings_from
from listening.core.database import PRAGMAS, db
from listening.core.keys import Keys, KeysMissing, load_keys
from listening.core.policy import Undeclared, check_policies, public


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "sqlite:////data/hearback.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d?sslmode=require", "postgresql+psycopg://h/d?sslmode=require"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////elsewhere.db", "sqlite:////elsewhere.db"),
    ],
)
def test_the_address_of_a_database_is_read_in_every_usual_form(given, used):
    assert database_url(given, Path("/data")) == used


@pytest.mark.once
def test_settings_come_from_the_environment_with_safe_defaults(tmp_path):
    plain = settings_from({"HEARBACK_DATA": str(tmp_path)})
    assert (plain.secure, plain.demo, plain.languages, plain.trusted_hosts) == (
        False,
        False,
        ("en", "es"),
        (),
    )
    said = {
        "HEARBACK_SECURE": "Yes",
        "HEARBACK_TIMEZONE": "America/New_York",
        "HEARBACK_HOSTS": "a.example,,b",
    }
    chosen = settings_from(said)
    assert chosen.secure
    assert chosen.timezone == ZoneInfo("America/New_York")
    assert chosen.trusted_hosts == ("a.example", "b")


@pytest.mark.once
def test_keys_are_made_once_kept_to_oneself_and_never_made_anew_beside_a_database(tmp_path):
    folder = tmp_path / "keys"
    made = load_keys(folder, database_exists=False)
    assert load_keys(folder, database_exists=True) == made
    assert len({made.identity, made.fingerprint, made.cookie, made.challenge}) == 4
    for name in Keys.__dataclass_fields__:
        assert (folder / name).stat().st_mode & 0o077 == 0
    (folder / "fingerprint").unlink()
    with pytest.raises(KeysMissing, match="fingerprint"):
        load_keys(folder, database_exists=True)


def test_an_installation_that_lost_a_key_refuses_to_start_on_either_database(app):
    settings = app.config["SETTINGS"]
    create_app(settings)
    (settings.keys / "identity").rename(settings.keys / "elsewhere")
    with pytest.raises(KeysMissing):
        create_app(settings)
    assert not (settings.keys / "identity").exists()


def test_the_settings_of_sqlite_really_hold_on_every_connection(app, postgresql):
    if postgresql:
        pytest.skip("these are SQLite's")
    names = {
        "journal_mode": "delete",
        "synchronous": 3,
        "busy_timeout": 30_000,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }
    assert len(names) == len(PRAGMAS)
    db.session.rollback()
    for _connection in range(3):
        with db.engine.connect() as connection:
            held = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in names}
            assert held == names


@pytest.mark.once
def test_a_page_that_does_not_say_who_may_enter_stops_the_start(app):
    app.view_functions["forgotten"] = lambda: "open to all"
    app.url_map.add(app.url_rule_class("/forgotten", endpoint="forgotten"))
    with pytest.raises(Undeclared, match="forgotten"):
        check_policies(app)
    public(app.view_functions["forgotten"])
    check_policies(app)


@pytest.mark.once
def test_two_processes_on_sqlite_are_refused(tmp_path):
    from click.testing import CliRunner

    from listening.cli import main

    environ = {"HEARBACK_DATA": str(tmp_path / "d"), "HEARBACK_KEYS": str(tmp_path / "k"), "DATABASE_URL": ""}
    done = CliRunner().invoke(main, ["serve", "--workers", "2"], env=environ)
    assert done.exit_code == 2
    assert "One process writes on SQLite" in done.output


@pytest.mark.once
def test_folders_of_words_are_closed_to_others(tmp_path):
    settings = Settings(tmp_path / "d", tmp_path / "k", database_url("", tmp_path / "d"))
    create_app(settings)
    assert settings.data.stat().st_mode & 0o077 == 0
    assert settings.intake.stat().st_mode & 0o077 == 0
