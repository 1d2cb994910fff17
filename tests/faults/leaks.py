"""Where words can be read that nobody may read there: every page, file and letter, by everyone who may enter."""

import io
import zipfile
from collections.abc import Collection, Iterator
from typing import Any

import pypdf
from flask import Flask
from werkzeug.test import TestResponse

from listening.core.policy import PUBLIC, policy_of
from tests.house.addresses import every_object, rules
from tests.house.people import STAFF, Walker

#: All who may not read an original; whoever has no account is one of them.
OTHERS = ("anonymous", *(name for name in STAFF if name != "pia"))
READERS = ("pia",)


def readable(answer: TestResponse) -> bytes:
    """What someone could read in an answer: of a sheet its parts, of a PDF its text."""
    body = answer.get_data()
    if body.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        return "".join(page.extract_text() for page in pages).encode() + body
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return b"".join(parts.read(name) for name in parts.namelist())
    return body


def leaks(
    app: Flask,
    words: Collection[str],
    mails: Collection[Any] = (),
    *,
    names: Collection[str] = OTHERS,
    but: Collection[str] = (),
    only: str = "",
) -> Iterator[str]:
    """Where one of these words can be read, by whom; a control asks for the first place and stops.

    Args:
        app: the application.
        words: what must be nowhere.
        mails: letters that were sent.
        names: who looks.
        but: endpoints on which these people may read it.
        only: what the name of an endpoint holds that is looked at.
    """
    canaries = [word.lower().encode() for word in words]
    walkers = [Walker(app, name) for name in names]
    yield from (
        f"{walker.name}: {path}"
        for rule in rules(app)
        if "GET" in rule.methods and rule.endpoint not in but and only in rule.endpoint
        for path in every_object(app, rule)
        for walker in let_in(walkers, policy_of(app, rule.endpoint))
        if any(one in readable(walker.ask("GET", path)).lower() for one in canaries)
    )
    letters = [str(mail).lower().encode() for mail in mails]
    yield from (f"letter: {one!r}" for one in canaries for letter in letters if one in letter)


def let_in(walkers: Collection[Walker], who: Any) -> list[Walker]:
    """Who may enter: the matrix proves that nobody else is let in."""
    return [one for one in walkers if (one.role in who if who not in (PUBLIC, {"door"}) else not one.role)]
