"""No page changes by a byte when someone presses send, before the session is sealed (anonymity, T4).

Every address that answers GET is asked, with every kind of object there is, before and after, on a clock that stands
still. What may differ without telling anything is named in ``OWN``.
"""

import re
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest

from listening.contributions import service as contributions
from listening.contributions.receipt import new_secret, shown
from listening.contributions.rules import Channel, Consent, Voice
from listening.core.database import db
from listening.core.policy import PUBLIC, policy_of
from listening.live import service, wall
from tests.faults.sizes import FULL
from tests.house.addresses import MADE_UP, built, kind_of, methods, rules, values_of
from tests.house.people import STAFF, Walker
from tests.sessions.rooms import opened

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: Objects of a sort that are opened, beside those of the room itself.
EACH = 10_000 if FULL else 1
#: What differs between two looks although nobody spoke, each with its reason.
OWN = {
    # A form's token against forged posts: random, of the person who looks.
    "token": re.compile(rb'csrf_token"( type="hidden")? value="[^"]*"'),
    # What makes a typed form one form: random, of the person who types.
    "key": re.compile(rb'name="key" value="[^"]*"'),
    # The secret a phone is given before it says anything: random, kept nowhere.
    "secret": re.compile(rb'name="secret" value="[^"]*"'),
    # A challenge to work on: random, of the phone that asks, good until a little after it asked.
    "challenge": re.compile(rb'"(nonce|salt|signature|keyPrefix|keySignature)": ?"[^"]*"|"expiresAt": ?\d+'),
    # Marks that a PDF gets from its maker, made of the time of the machine.
    "pdf": re.compile(rb"/ID ?\[.*?\]|/CreationDate \([^)]*\)|<[0-9a-f]{32}>", re.DOTALL),
}
SECRET = re.compile(rb'name="secret" value="([^"]+)"')
#: Headers of the moment, and the cookie that keeps a person of the staff signed in.
MOMENT = {"Date", "Set-Cookie"}
#: Signing in and out, and pages made of random words on purpose: fresh cards for the basket.
LEFT_OUT = {"static", "accounts_desk.sign_out", "evening_desk.cards"}
#: The record of readings grows by every look at an original: it is asked right before and right after the voice.
RECORD = "accounts_desk.readings"


@pytest.fixture
def room(stage, world):
    return opened(world.engagement())


def addresses(app, room):
    """Endpoint, who may enter, path: of every rule that answers GET, for the room's objects and a few others."""
    engagement = room.engagement
    ours = {"session_id": room.id, "code": room.code, "engagement_id": engagement.id, "slug": engagement.slug}
    for rule in rules(app):
        if "GET" not in methods(rule) or rule.endpoint in LEFT_OUT:
            continue
        names = sorted(rule.arguments)
        choices = [chosen(rule, name, ours) for name in names]
        for values in product(*choices):
            yield (
                rule.endpoint,
                policy_of(app, rule.endpoint),
                built(app, rule, dict(zip(names, values, strict=True))),
            )


def chosen(rule, name, ours):
    if name == "what":
        return ["rules", "vote", "read_back", "pulse"]
    known = [one for one in values_of(name) if one != ours.get(name)]
    mine = [ours[name]] if name in ours else []
    return [*mine, *known[:EACH]] or [MADE_UP.get(kind_of(rule, name), "made-up")]


def looked_at(walkers, known):
    """Person and path → status, headers and bytes of the answer."""
    found = {}
    for endpoint, who, path in known:
        for walker in walkers:
            if who not in (PUBLIC, {"door"}) and walker.role not in who:
                continue
            if who == PUBLIC and walker.role:
                # The public pages are the same for everyone: the cookie of the staff is not sent there.
                continue
            answer = walker.ask("GET", path)
            raw = answer.get_data()
            body, length = without_own(raw), len(raw) - len(without_words(raw))
            headers = sorted(
                (name, int(value) - length if name == "Content-Length" else value)
                for name, value in answer.headers
                if name not in MOMENT
            )
            found[walker.name, endpoint, path] = answer.status_code, headers, body
    return found


def without_own(body):
    """What is told: of a sheet each of its parts, whose times in the archive are those of the asking."""
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as parts:
            body = b"".join(name.encode() + parts.read(name) for name in sorted(parts.namelist()))
    body = without_words(body)
    for own in OWN.values():
        body = own.sub(b"", body)
    return body


def without_words(body):
    """The shared tablet is one document for the whole way, so it holds the words of its fresh secret from the start."""
    secret = SECRET.search(body)
    if secret is None:
        return body
    for word in shown(secret[1].decode(), "en"):
        body = body.replace(f"<li>{word}</li>".encode(), b"", 1)
    return body


def changed(app, room, record=None, only=""):
    """Whose page moved when someone spoke, and all of them; of all endpoints, or of those named so."""
    walkers = [Walker(app, name) for name in ("anonymous", *STAFF)]
    wall.let_heap_in(room, service.room_of(room))
    db.session.commit()
    known = [one for one in addresses(app, room) if only in one[0]]
    looks, rest = ([one for one in known if (one[0] == RECORD) is wanted] for wanted in (True, False))
    before = looked_at(walkers, rest) | looked_at(walkers, looks)
    voice = Voice(room.agenda[0].prompt_id, "zq7x speaks.", Consent.QUOTE, "en", Channel.PHONE)
    contributions.contribute(room, new_secret(), [voice])
    after = looked_at(walkers, looks) | looked_at(walkers, rest)
    if record:
        record("unmoved_addresses", len({endpoint for endpoint, _who, _path in known}))
        record("unmoved_pages", len(after))
    return sorted(where for where in after if after[where] != before[where]), after


def test_no_page_that_anyone_can_open_tells_that_a_voice_came(stage, room, record_property):
    moved, pages = changed(stage, room, record_property)
    assert len(pages) > 300
    assert sum(status == 200 for status, _headers, _body in pages.values()) > len(pages) / 2
    assert moved == []


def test_a_page_that_counts_whoever_speaks_is_found(stage, room, monkeypatch):
    monkeypatch.setattr("listening.live.screens.stepped", lambda count: count)
    moved, _pages = changed(stage, room, only="live_desk.")
    assert {endpoint for _who, endpoint, _path in moved} & {"live_desk.console", "live_desk.screen"}
