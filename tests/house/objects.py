"""Who gets what at every address of the desk, for objects of their own, of others, mixed up, and none at all.

``make objects`` writes ``objects.txt`` anew with every object id (minutes); the difference is read like code.
Each line: endpoint, method, whose object, then each person and what they were told: ``in`` (the page, or what was
typed is not right yet), ``403``, ``404``, ``409`` (not now), ``out`` (sent to sign in or back to their session).
"""

import itertools
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from listening.core.database import db
from listening.core.policy import PUBLIC, policy_of
from tests.house.addresses import MADE_UP, built, kind_of, methods, rules, taken, values_of
from tests.house.elsewhere import pass_for, session_with
from tests.house.people import STAFF, Walker, cookie_of
from tests.phone import filled

#: The table is written anew instead of compared.
WRITE = os.environ.get("HEARBACK_WRITE_OBJECTS") == "1"
TABLE = Path(__file__).with_name("objects.txt")
HERE, ELSEWHERE, CROSSED, MISSING = "here", "elsewhere", "crossed", "missing"
#: Those besides the cast: Mei has another's batch, Dana another's session, the pass opens one evening of Bo's.
ROLES = {**STAFF, "mei": STAFF["pia"], "dana": STAFF["bo"]}
STRANGERS = ("anonymous", "casey")
PASS = "pass"
#: Signing in and out is walked elsewhere.
LEFT_OUT = {"accounts_desk.sign_out", "static"}

#: Names of fields that take a day.
DAYS = re.compile("date|_on$|_by$|^on$")

#: Names of fields that take how much is printed: who may print one may print many.
SHEETS = {"how_many"}

Seen = dict[tuple[str, str, str], dict[str, set[str]]]


class Places:
    """Which object ids are whose; ``then`` is what was there before the others came."""

    def __init__(self, app: Flask) -> None:
        names = {name for rule in rules(app) for name in rule.arguments}
        self.then = {name: set(values_of(name)) for name in names}

    def of(self, values: dict[str, object]) -> str:
        whose = {HERE if value in self.then[name] else ELSEWHERE for name, value in values.items()}
        return whose.pop() if len(whose) == 1 else CROSSED


def combinations(app: Flask, rule: Rule, places: Places) -> Iterator[tuple[str, dict[str, object]]]:
    """Whose, and values for the arguments of a rule: every object there is, and one that is not."""
    names = sorted(rule.arguments)
    none = {name: MADE_UP.get(kind_of(rule, name), "made-up") for name in names}
    for values in itertools.product(*(values_of(name) or [none[name]] for name in names)):
        said = dict(zip(names, values, strict=True))
        yield places.of(said), said
    yield MISSING, none


class PassHolder(Walker):
    """Came in with paper."""

    def __init__(self, app: Flask, code: str) -> None:
        self.name, self.role = PASS, ROLES["bo"]
        client = app.test_client()
        words = pass_for("bo", code)
        self.home = f"/staff/live/{session_with(code).id}"
        token = token_in(client.get("/staff/pass"))
        assert client.post("/staff/pass", data={"words": words, "csrf_token": token}).status_code == 303
        self.token = token_in(client.get(self.home))
        self.client, self.cookie = app.test_client(use_cookies=False), cookie_of(app, client)


def token_in(answer: TestResponse) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.get_data(as_text=True))[1]


def walkers(app: Flask) -> list[Walker]:
    people = [Walker(app, name) for name in (*STRANGERS, *STAFF)]
    for name in ("mei", "dana"):
        one = Walker(app, "anonymous")
        one.name, one.role = name, ROLES[name]
        one.sign_in(app)
        people.append(one)
    return [*people, PassHolder(app, "234567")]


class Kept:
    """The files of the installation as they are now, to be put back after each act."""

    def __init__(self, app: Flask, beside: Path) -> None:
        self.data, self.copy = app.config["SETTINGS"].data, beside / "kept"
        db.session.remove()
        db.engine.dispose()
        shutil.copytree(self.data, self.copy, dirs_exist_ok=True)

    def put_back(self) -> None:
        db.session.remove()
        db.engine.dispose()
        shutil.copy(self.copy / "hearback.db", self.data / "hearback.db")


def told(walker: Walker, answer: TestResponse) -> str:
    """What an answer says about the door and the object."""
    status = answer.status_code
    location = answer.headers.get("HX-Redirect") or answer.headers.get("Location", "")
    home = getattr(walker, "home", "-")
    if location.startswith("/staff/sign-in") or (location == home and answer.request.path != home):
        return "out"
    return "in" if status < 500 and status not in {401, 403, 404, 409} else str(status)


def typed(walker: Walker, path: str) -> dict[str, object]:
    """What someone who may fill the form of this page would send; nothing where there is no page, only buttons."""
    if "GET" not in taken(walker.client.application, path):
        return {}
    page = BeautifulSoup(walker.ask("GET", path).get_data(as_text=True), "html.parser")
    forms = [form for form in page.find_all("form") if form.get("method") == "post"]
    data = filled(forms[-1]) if forms else {}
    data.pop("csrf_token", None)
    return {
        name: value if str(value).strip() else ("2026-09-01" if DAYS.search(name) else "9")
        for name, value in (data | dict.fromkeys(SHEETS & data.keys(), "1")).items()
    }


def seen(
    app: Flask, places: Places, beside: Path, *, each: int, htmx: bool, every: bool, only: str = ""
) -> Seen:
    """Walk all objects of the desk, or of one endpoint.

    Args:
        app: with a stage in it.
        places: whose is what.
        beside: a folder for a copy of the files.
        each: how many objects of a sort are tried.
        htmx: whether it is asked again as htmx asks; the answers must be the same.
        every: also those whose role is refused at the door.
    """
    found: Seen = defaultdict(lambda: defaultdict(set))
    people = walkers(app)
    kept = Kept(app, beside)
    for rule in rules(app):
        who = policy_of(app, rule.endpoint)
        if who in (PUBLIC, {"door"}) or not rule.arguments or rule.endpoint in LEFT_OUT:
            continue
        if only not in rule.endpoint:
            continue
        asked: dict[str, int] = defaultdict(int)
        for whose, values in combinations(app, rule, places):
            asked[whose] += 1
            if asked[whose] > each:
                continue
            path = built(app, rule, values)
            for method in methods(rule):
                line = found[rule.endpoint, method, whose]
                for walker in people:
                    if every or walker.role in who:
                        line[walker.name] |= tell(walker, method, path, kept, htmx=htmx)
    return found


def tell(walker: Walker, method: str, path: str, kept: Kept, *, htmx: bool) -> set[str]:
    ways = (False, True) if htmx else (False,)
    answers = set()
    for way in ways:
        data = typed(walker, path) if method == "POST" else None
        answer = walker.ask(method, path, htmx=way, data=data)
        answers.add(told(walker, answer))
        answer.close()
        if method == "POST" and answer.status_code < 400:
            kept.put_back()
    return answers


def written(found: Seen) -> str:
    lines = [
        f"{endpoint} {method} {whose}  "
        + " ".join(f"{name}:{'|'.join(sorted(heard))}" for name, heard in sorted(line.items()))
        for (endpoint, method, whose), line in sorted(found.items())
        if line
    ]
    return "\n".join(lines) + "\n"


def read(text: str) -> Seen:
    found: Seen = {}
    for line in text.splitlines():
        where, _, people = line.partition("  ")
        endpoint, method, whose = where.split()
        pairs = (one.partition(":") for one in people.split())
        found[endpoint, method, whose] = {name: set(heard.split("|")) for name, _, heard in pairs}
    return found


def beyond(found: Seen, reviewed: Seen) -> list[str]:
    """What was told that the reviewed table does not say."""
    return [
        f"{' '.join(where)}: {name} was told {', '.join(sorted(extra))}"
        for where, line in found.items()
        for name, heard in line.items()
        if (extra := heard - reviewed.get(where, {}).get(name, set()))
    ]
