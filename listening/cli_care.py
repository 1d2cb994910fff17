"""Commands for those who look after an installation: doctor, upgrade, and the last way back in."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from listening.core import clock, schema
from listening.core.config import Settings
from listening.core.database import db


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Look at folders, clock, tables, chains and settings; ends with 1 when something is bad."""
    from listening.cli import the_app
    from listening.insights.health import BAD, looked_at

    with the_app(upgrade=False).app_context():
        found = looked_at()
    bad = sum(one.state == BAD for one in found)
    if as_json:
        click.echo(json.dumps({"bad": bad, "found": [asdict(one) for one in found]}))
    else:
        for one in found:
            click.echo(f"{one.state:<5} {one.what:<18} {one.words}")
    context.exit(bool(bad))


@click.command()
@click.option(
    "--backup",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that gets a backup first.",
)
def upgrade(folder: Path | None) -> None:
    """Bring the tables to the newest, after a backup. Stop the server first."""
    from listening.cli import the_app
    from listening.core.backup import back_up_into

    app = the_app(upgrade=False)
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        if folder is not None:
            made, _old = back_up_into(settings, folder, clock.today())
            click.echo(f"Backup: {made}")
        before = schema.here()
        schema.upgrade()
        db.session.commit()
        after = schema.here()
    click.echo(
        f"The tables were at {before}, they are at {after}." if before != after else f"Already at {after}."
    )


@click.command("let-in")
@click.argument("sign_in")
@click.option("--alone", is_flag=True, help="Neither key holder can enter. Both will see that this was used.")
def let_in(sign_in: str, *, alone: bool) -> None:
    """Let a key holder who lost phone and codes set up a new password and phone.

    For the day on which nobody else holds that key. The other key holder presses "Lost phone" on the page "People"
    first; then whoever holds the keys folder types this.
    """
    from listening.accounts.service import let_in as verb
    from listening.cli import the_app
    from listening.core.errors import Refused

    with the_app().test_request_context():
        try:
            code = verb(sign_in, alone=alone)
        except Refused as no:
            raise click.ClickException(str(no.words)) from no
        db.session.commit()
    click.echo(f"{sign_in} sets a new password and phone at /staff/join/{code}")


@click.command("sign-out")
@click.argument("sign_in", required=False)
@click.option("--everyone", is_flag=True, help="All who work here, in every browser.")
def sign_out(sign_in: str | None, *, everyone: bool) -> None:
    """Sign someone out of every browser, without closing the account."""
    from listening.accounts.models import Staff
    from listening.accounts.service import end_sessions
    from listening.cli import the_app

    if bool(sign_in) == everyone:
        raise click.UsageError("Name one person, or say --everyone.")
    with the_app().app_context():
        query = db.select(Staff) if everyone else db.select(Staff).filter_by(sign_in=str(sign_in).lower())
        found = db.session.scalars(query).all()
        for staff in found:
            end_sessions(staff)
        db.session.commit()
    if not found:
        raise click.ClickException(f"Nobody signs in as {sign_in}.")
    click.echo("Signed out of every browser.")


COMMANDS = (doctor, upgrade, let_in, sign_out)
