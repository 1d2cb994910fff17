"""The command ``hearback``: serve, demo, set up, import, seal, draft themes, export, back up, restore."""

import gc
import json
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from listening import cli_care, create_app
from listening.core import schema
from listening.core.config import Settings, settings_from
from listening.core.database import db


def the_app(*, upgrade: bool = True) -> Flask:
    """The application for one command, with its tables up to date; its connections end with the command."""
    app = create_app()
    click.get_current_context().call_on_close(partial(_close, app))
    if upgrade:
        with app.app_context():
            schema.upgrade()
    return app


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _say(facts: dict[str, Any], words: str, *, as_json: bool) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else words)


as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object instead of words."
)
engagement_option = click.option(
    "--engagement", "slug", required=True, help="The engagement, by the last part of its public address."
)


@click.group()
@click.version_option(package_name="hearback")
def main() -> None:
    """Hearback: listening sessions that answer back."""


@main.command()
@click.option(
    "--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")), help="Default: PORT or 8000."
)
@click.option(
    "--host", default=lambda: os.environ.get("HEARBACK_HOST", "127.0.0.1"), help="Default: 127.0.0.1."
)
@click.option("--workers", type=int, default=1, help="Processes; more than one needs PostgreSQL.")
@click.option(
    "--room",
    is_flag=True,
    help="This laptop serves the room on its own network, over plain HTTP: less is protected.",
)
@click.option("--address", default="", help="With --room: the laptop's address there; found by itself.")
def serve(port: int, host: str, workers: int, address: str, *, room: bool) -> None:
    """Serve the pages, and do the waiting work beside them."""
    settings = settings_from(os.environ)
    if workers > 1 and settings.database_url.startswith("sqlite"):
        raise click.UsageError("One process writes on SQLite. Set DATABASE_URL for more.")
    if room:
        _serve_room(settings, port, address)
        return
    _run(
        lambda: create_app(settings),
        host,
        port,
        workers,
        lambda: click.echo(f"Hearback on http://{host}:{port}"),
    )


def _serve_room(settings: Settings, port: int, address: str) -> None:
    """Serve everyone in this network, and say what that means."""
    settings = room_settings(settings, port, address)
    _run(lambda: create_app(settings), "0.0.0.0", port, 1, lambda: click.echo(room_words(settings)))  # noqa: S104


def room_settings(settings: Settings, port: int, address: str) -> Settings:
    """The settings of a laptop that serves a room: its own address on paper and screens, no TLS."""
    from listening.core.serving import own_address

    if settings.secure:
        raise click.UsageError("A secure installation has its own address. Leave out --room.")
    return replace(settings, room=True, address=f"http://{address or own_address()}:{port}")


def room_words(settings: Settings) -> str:
    """What the facilitator reads when the laptop is ready."""
    from listening.core.serving import in_letters

    return (
        f"Hearback for this room: {settings.address}/join\n"
        "Reduced protection: plain HTTP. Others in this network could read along. Use a network of your own.\n"
        "Phones keep nothing when the network fails: people must keep their page open.\n"
        + in_letters(f"{settings.address}/join")
    )


def _run(make: Any, host: str, port: int, workers: int, ready: Any) -> None:
    # The keys of the limits are made on import, so before the server forks: all its processes share them.
    from listening.core import limits  # noqa: F401
    from listening.core.serving import Server

    # While all is imported nothing is thrown away: to look for waste would take a fifth of the time.
    gc.disable()
    with make().app_context():
        schema.upgrade()
        db.engine.dispose()
    gc.freeze()
    gc.enable()
    Server(make, bind=f"{host}:{port}", workers=workers, ready=ready).run()


@main.command()
@click.option(
    "--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")), help="Default: PORT or 8000."
)
@click.option(
    "--host", default=lambda: os.environ.get("HEARBACK_HOST", "127.0.0.1"), help="Default: 127.0.0.1."
)
@click.option("--build-only", is_flag=True, help="Write the sample data, print the log-ins, and stop.")
def demo(port: int, host: str, *, build_only: bool) -> None:
    """Serve a sample agency with four engagements at different stages."""
    from listening.demo.story import facts_of, tell

    settings = replace(settings_from(os.environ), demo=True)
    tell(settings)
    with create_app(settings).app_context():
        words = facts_of(f"http://{host}:{port}")
        db.engine.dispose()
    if build_only:
        click.echo(words)
        return
    _run(lambda: create_app(settings), host, port, 1, lambda: click.echo(words))


@main.command()
@click.option("--agency", prompt="Name of the agency", help="Its name, as people know it.")
@click.option("--administrator", prompt="Name of the administrator", help="Colleagues will see it.")
@click.option("--steward", prompt="Name of the community steward (outside the agency)", help="Likewise.")
@click.option(
    "--reading-group",
    "groups",
    multiple=True,
    help="Who reads first; once in each language, in the order of HEARBACK_LANGUAGES. Asked for when left out.",
)
def setup(agency: str, administrator: str, steward: str, groups: tuple[str, ...]) -> None:
    """First run: name the agency and invite the administrator and the community steward."""
    from listening.accounts.service import found

    app = the_app()
    with app.app_context():
        codes = found(agency, _reading_group(app.config["SETTINGS"], groups), administrator, steward)
        db.session.commit()
    address = app.config["SETTINGS"].address or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    click.echo("\n".join(f"{name} joins at {address}/staff/join/{code}" for name, code in codes.items()))
    click.echo("Each address works once. Now run: hearback serve")


def _reading_group(settings: Settings, said: tuple[str, ...]) -> dict[str, str]:
    """Who reads first, in every language that people can choose."""
    from flask_babel import force_locale, gettext

    from listening.core.languages import own_name

    group = dict(zip(settings.languages, said, strict=False))
    for language in settings.languages[len(said) :]:
        with force_locale(language):
            usual = gettext("A group of parents")
        group[language] = click.prompt(f"Who reads first, in {own_name(language)}", default=usual)
    return group


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@engagement_option
@click.option("--prompt", "number", type=int, default=1, show_default=True, help="The prompt's number.")
@click.option("--column", help="The column that holds the texts; guessed when left out.")
@click.option("--language", default="en", show_default=True, help="The language of the texts.")
@click.option(
    "--consent",
    type=click.Choice(["quote", "idea", "count"]),
    default="count",
    show_default=True,
    help="What the people agreed to; count when nobody asked them.",
)
@as_json_option
def import_(
    file: Path, slug: str, number: int, column: str | None, language: str, consent: str, *, as_json: bool
) -> None:
    """Bring texts from a CSV, JSONL or XLSX FILE through intake and sealing. Safe to repeat."""
    from listening.contributions.files import Unreadable
    from listening.contributions.importing import import_file
    from listening.contributions.rules import Consent

    with the_app().app_context():
        prompt = _prompt(slug, number)
        try:
            with click.progressbar(length=_lines(file), label="Importing", file=sys.stderr) as bar:
                done = import_file(
                    file,
                    prompt,
                    column=column,
                    language=language,
                    consent=Consent(consent),
                    progress=bar.update,
                )
        except Unreadable as error:
            raise click.ClickException(str(error)) from error
    rejected = [{"row": row.number, "reason": row.reason} for row in done.rejected]
    facts = {
        "read": done.read,
        "accepted": done.accepted,
        "rejected": rejected,
        "already_imported": done.before,
    }
    words = f"{done.read} read, {done.accepted} accepted, {len(rejected)} rejected."
    words += "".join(f"\n  row {row['row']}: {row['reason']}" for row in rejected)
    words += "\nThis file was imported before: nothing doubled." if done.before else ""
    _say(facts, words, as_json=as_json)


def _lines(file: Path) -> int:
    return max(file.read_bytes().count(b"\n"), 1)


def _engagement(slug: str) -> Any:
    from listening.engagements.models import Engagement

    found = db.session.scalar(select(Engagement).where(Engagement.slug == slug))
    if found is None:
        known = ", ".join(db.session.scalars(select(Engagement.slug))) or "none yet"
        raise click.ClickException(f"No engagement {slug!r}. Known: {known}.")
    return found


def _prompt(slug: str, number: int) -> Any:
    prompts = _engagement(slug).prompts
    if not 1 <= number <= len(prompts):
        raise click.ClickException(f"This engagement has prompts 1 to {len(prompts)}.")
    return prompts[number - 1]


@main.command()
@as_json_option
def seal(*, as_json: bool) -> None:
    """Do now what the server does by itself: seal what is closed, evaluate what has ended."""
    from listening.core.jobs import sweep_all

    app = the_app()
    did = sweep_all(app)
    _say(did, "".join(f"{name}: {count}\n" for name, count in did.items()).strip(), as_json=as_json)


@main.command()
@engagement_option
@as_json_option
def themes(slug: str, *, as_json: bool) -> None:
    """Draft themes now, and list them."""
    from listening.core.jobs import sweep_all
    from listening.themes.models import Draft

    app = the_app()
    with app.app_context():
        engagement = _engagement(slug)
        db.session.add(Draft(engagement_id=engagement.id, state="waiting", asked_by_id=None))
        db.session.commit()
        number = engagement.id
    sweep_all(app)
    with app.app_context():
        found = _themes_of(number)
    words = "\n".join(
        f"{one['voices']:>5}  {one['label']}  ({', '.join(one['keywords'][:6])})" for one in found
    )
    _say({"themes": found}, words or "No themes: too few texts.", as_json=as_json)


def _themes_of(engagement_id: int) -> list[dict[str, Any]]:
    """For those who run the installation: sizes are exact here, and never on a page."""
    from listening.themes.counts import voices_by_theme
    from listening.themes.models import Theme

    voices = voices_by_theme([engagement_id])
    rows = db.session.scalars(select(Theme).where(Theme.engagement_id == engagement_id)).all()
    found = [
        {
            "id": theme.id,
            "label": theme.label.said("en"),
            "voices": voices.get(theme.id, 0),
            "keywords": theme.keywords,
            "signed_off": not theme.is_draft,
        }
        for theme in rows
    ]
    return sorted(found, key=lambda one: -int(str(one["voices"])))


@main.command()
@engagement_option
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output when left out."
)
@click.option(
    "--coded",
    is_flag=True,
    help="Not the public record, but codebook, themes and coded texts, redacted: XLSX or CSV by the name of the file.",
)
def export(slug: str, to: Path | None, *, coded: bool) -> None:
    """Write the public record of an engagement as JSON: promise, themes, answers, verdicts."""
    from listening.insights.record import public_record

    app = the_app()
    if coded:
        _export_coded(app, slug, to)
        return
    with app.test_request_context():
        record = json.dumps(public_record(_engagement(slug)), ensure_ascii=False, indent=2)
    if to is None:
        click.echo(record)
    else:
        to.write_text(record + "\n")


def _export_coded(app: Flask, slug: str, to: Path | None) -> None:
    from listening.themes import sharing

    if to is None:
        raise click.UsageError("Name the file: --to coded.xlsx, or --to coded.csv.")
    with app.test_request_context():
        for file in sharing.write(_engagement(slug), to):
            click.echo(str(file))


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@as_json_option
def backup(target: Path, *, as_json: bool) -> None:
    """Write an encrypted copy of the sealed vault to TARGET. Copy the keys folder yourself, elsewhere.

    TARGET is a file, or a folder: there each day has its file, and those older than 30 days are destroyed.
    """
    from listening.core import clock
    from listening.core.backup import back_up, back_up_into

    app = the_app()
    settings: Settings = app.config["SETTINGS"]
    old: list[Path] = []
    with app.app_context():
        if target.is_dir():
            target, old = back_up_into(settings, target, clock.today())
        else:
            back_up(settings, target)
    size = target.stat().st_size
    words = f"{size} bytes in {target}. It opens only with {settings.keys}."
    words += f"\nDestroyed, older than {settings.backup_days} days: {len(old)}." if old else ""
    facts = {"file": str(target), "bytes": size, "destroyed": [str(path) for path in old]}
    _say(facts, words, as_json=as_json)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="This puts the backup in the place of the database. Go on?")
def restore(file: Path) -> None:
    """Put a backup back. Stop the server first."""
    from listening.contributions.withdrawals import delete_again
    from listening.core.backup import BackupFailed
    from listening.core.backup import restore as put_back

    app = the_app(upgrade=False)
    with app.app_context():
        try:
            put_back(app.config["SETTINGS"], file)
        except BackupFailed as error:
            raise click.ClickException(str(error)) from error
        schema.upgrade()
        again = delete_again()
        db.session.commit()
    click.echo("Restored." + (f" Deleted again, as their authors asked: {again}." if again else ""))


for command in cli_care.COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
