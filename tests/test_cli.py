"""The command line: what people who run an installation type, and what programs read from it."""

import gc
import json
import os
import re
import warnings

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from listening.cli import main
from listening.contributions.models import Contribution
from listening.core.database import db
from tests.cast import Desk
from tests.confirmations.windows import answer, let_end, told_back
from tests.sessions.rooms import opened, said


def run(words, environ, **how):
    """A command in this process; what a process closes by ending is closed here."""
    done = CliRunner().invoke(main, words, env=environ, **how)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return done


@pytest.fixture
def hearback(app, monkeypatch):
    """Type a command on the installation of this test; the answer of click's runner."""
    settings = app.config["SETTINGS"]
    environ = {"HEARBACK_DATA": str(settings.data), "HEARBACK_KEYS": str(settings.keys)}
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if "postgresql" in settings.database_url:
        environ["DATABASE_URL"] = settings.database_url.replace("+psycopg", "")

    def typed(*words, **how):
        db.session.commit()
        done = run([str(word) for word in words], environ | dict(os.environ), **how)
        db.session.expire_all()
        return done

    return typed


def test_a_file_is_brought_in_and_accounted_for(app, world, hearback, tmp_path):
    slug = world.engagement().slug
    file = tmp_path / "said.csv"
    file.write_text('comment\nThe bus is late\nThe bus is late\n""\n')
    done = hearback("import", file, "--engagement", slug, "--json")
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert (facts["read"], facts["accepted"], facts["already_imported"]) == (3, 2, False)
    assert facts["rejected"] == [{"row": 3, "reason": "no text"}]
    assert db.session.scalars(select(Contribution.text)).all() == ["The bus is late"] * 2
    again = json.loads(hearback("import", file, "--engagement", slug, "--json").stdout)
    assert again["already_imported"]
    assert len(db.session.scalars(select(Contribution)).all()) == 2
    words = hearback("import", file, "--engagement", slug)
    assert "3 read, 2 accepted, 1 rejected" in words.stdout
    assert "row 3: no text" in words.stdout


def test_what_cannot_be_imported_says_why_and_is_no_fault(app, world, hearback, tmp_path):
    slug = world.engagement().slug
    (tmp_path / "a.xlsx").write_bytes(b"no spreadsheet")
    (tmp_path / "a.csv").write_text("x\ny\n")
    for words, why in (
        ((tmp_path / "a.xlsx", "--engagement", slug), "not a spreadsheet"),
        ((tmp_path / "a.csv", "--engagement", "nothing"), "No engagement"),
        ((tmp_path / "a.csv", "--engagement", slug, "--prompt", "9"), "prompts 1 to 2"),
        ((tmp_path / "a.csv", "--engagement", slug, "--column", "z"), "no column named z"),
        ((tmp_path / "a.csv", "--engagement", slug, "--consent", "all"), "Invalid value"),
        ((tmp_path / "missing.csv", "--engagement", slug), "does not exist"),
    ):
        done = hearback("import", *words)
        assert done.exit_code in {1, 2}, words
        assert why in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)


def test_what_is_due_can_be_done_by_hand(app, world, hearback):
    from listening.sessions import service
    from tests.cast import staff_named

    room = opened(world.engagement())
    said(room, [f"voice {number}" for number in range(6)])
    service.close_session(staff_named("bo"), room)
    did = json.loads(hearback("seal", "--json").stdout)
    assert did["seal"] == 1
    assert len(db.session.scalars(select(Contribution)).all()) == 6


def small_numbers(record):
    """Every number from 1 to 10 in a record, with the name it stands under."""
    if isinstance(record, dict):
        for name, value in record.items():
            if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 11:
                yield name
            else:
                yield from small_numbers(value)
    elif isinstance(record, list):
        for value in record:
            yield from small_numbers(value)


def test_the_exported_record_is_json_without_a_small_count_of_people(
    app, world, hearback, calendar, tmp_path
):
    theme, secrets = told_back(app, world, voices=7)
    slug = theme.engagement.slug
    answer(secrets, theme, "yyypn")
    let_end(app, calendar)
    done = hearback("export", "--engagement", slug)
    record = json.loads(done.stdout)
    assert record["chain_holds"]
    (told,) = record["themes"]
    assert told["voices"] == {"kind": "few"}
    assert told["status"] == "partly_confirmed"
    numbers_that_are_no_people = {
        "id",
        "theme",
        "version",
        "confirmation",
        "listening_session",
        "days_overdue",
        # The agency counted its own before it promised.
        "themes",
        "staff",
        "weeks",
        # Where a band begins.
        "low",
    }
    assert set(small_numbers(record)) <= numbers_that_are_no_people
    assert "Rides, voice" not in done.stdout, "no contributor's words"
    assert hearback("export", "--engagement", slug, "--to", tmp_path / "r.json").exit_code == 0
    assert json.loads((tmp_path / "r.json").read_text()) == record


def test_a_backup_can_be_put_back_from_the_command_line(app, world, hearback, tmp_path):
    world.engagement()
    made = json.loads(hearback("backup", tmp_path / "b", "--json").stdout)
    assert made["bytes"] == (tmp_path / "b").stat().st_size
    db.session.remove()
    db.engine.dispose()
    assert hearback("restore", tmp_path / "b", input="n\n").exit_code == 1, "it asks first"
    db.session.remove()
    done = hearback("restore", tmp_path / "b", "--yes")
    assert "Restored." in done.output
    (tmp_path / "c").write_bytes(b"broken")
    refused = hearback("restore", tmp_path / "c", "--yes")
    assert refused.exit_code == 1
    assert "keys do not open" in refused.output


def test_set_up_gives_two_people_a_way_in_and_works_once(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    environ = {"HEARBACK_DATA": str(tmp_path / "d"), "HEARBACK_KEYS": str(tmp_path / "k"), "DATABASE_URL": ""}
    words = [
        "setup",
        "--agency",
        "A",
        "--reading-group",
        "B",
        "--reading-group",
        "Be",
        "--administrator",
        "Ren",
        "--steward",
        "Stella",
    ]
    done = run(words, environ)
    assert len(re.findall(r"joins at http://127.0.0.1:8000/staff/join/\S+", done.output)) == 2, done.output
    assert "hearback serve" in done.output, "the next step"
    again = run(words, environ)
    assert again.exit_code == 1


def test_the_doctor_finds_what_is_wrong_and_says_what_is_well(app, world, hearback):
    world.engagement()
    settings = app.config["SETTINGS"]
    for folder in (settings.data, settings.keys):
        folder.chmod(0o700)
    done = hearback("doctor")
    assert done.exit_code == 0, done.output
    assert "bad" not in done.output
    settings.keys.chmod(0o755)
    done = hearback("doctor", "--json")
    assert done.exit_code == 1
    facts = json.loads(done.stdout)
    assert [one["what"] for one in facts["found"] if one["state"] == "bad"] == ["keys"]
    settings.keys.chmod(0o700)


def test_the_doctor_sees_a_changed_record(app, world, hearback):
    world.engagement()
    db.session.execute(text("UPDATE event SET kind = 'amended'"))
    done = hearback("doctor")
    assert done.exit_code == 1
    assert "broken at" in done.output


def test_an_upgrade_makes_a_backup_first_and_changes_nothing_twice(hearback, tmp_path):
    done = hearback("upgrade", "--backup", tmp_path / "backups")
    assert done.exit_code == 0, done.output
    assert "Already at" in done.output
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".age"]


def test_the_only_administrator_comes_back_with_the_steward_and_the_keys_folder(app, cast, hearback):
    ren = cast.ren.staff
    assert "press “Lost phone”" in hearback("let-in", "ren").output
    assert "Others ask these two" in hearback("let-in", "ada").output
    cast.stella.post(f"/staff/people/{ren.id}/lost-phone")
    done = hearback("let-in", "ren")
    assert done.exit_code == 0, done.output
    assert cast.ren.client.get("/staff/people").status_code == 303, "every open session of theirs has ended"
    (address,) = re.findall(r"/staff/join/\S+", done.output)
    browser = app.test_client()
    token = re.search(r'csrf_token"[^>]*value="([^"]+)', browser.get(address).get_data(as_text=True))[1]
    joined = browser.post(address, data={"password": "quite another long one", "csrf_token": token})
    assert joined.headers["Location"].startswith("/staff/sign-in/code")
    assert "authenticator" in browser.get("/staff/sign-in/code").get_data(as_text=True)
    people = cast.stella.client.get("/staff/people").get_data(as_text=True)
    assert "Ren was let in by a command on the server" in people
    assert hearback("let-in", "stella", "--alone").exit_code == 0


def signed_in(cast):
    return [desk.get("/staff").status_code == 200 for desk in (cast.ada, cast.pia)]


def test_one_person_or_everyone_is_signed_out_and_no_account_is_closed(app, cast, hearback):
    assert signed_in(cast) == [True, True]
    assert hearback("sign-out", "ADA").exit_code == 0
    assert signed_in(cast) == [False, True]
    assert hearback("sign-out", "--everyone").exit_code == 0
    assert signed_in(cast) == [False, False]
    assert Desk(app, "ada").entered
    assert hearback("sign-out", "nobody").exit_code == 1
    assert hearback("sign-out").exit_code == hearback("sign-out", "ada", "--everyone").exit_code == 2
