"""What shows that a person sends: the proof a phone's script makes, and the code read off the big screen."""

from base64 import b64encode
from contextlib import nullcontext
from json import dumps
from typing import Any

from altcha import Challenge, Payload, solve_challenge
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from listening.contributions import admission
from listening.contributions.asked import find
from listening.core.clock import system_clock


def solved(given: dict[str, Any]) -> str:
    """The solution of a challenge, as the phone sends it."""
    challenge = Challenge.from_dict(given)
    solution = solve_challenge(challenge)
    assert solution is not None
    return b64encode(dumps(Payload(challenge, solution).to_dict()).encode()).decode()


def proof(client: FlaskClient, code: str) -> str:
    """A fresh proof, as static/js/proof.js makes one."""
    return solved(client.get(f"/s/{code}/challenge").json)


def room_code(app: Flask, code: str) -> str:
    """What stands on the big screen now."""
    with nullcontext() if has_app_context() else app.app_context():
        return admission.room_code(find(code))


def room_code_on_a_server(app: Flask, code: str) -> str:
    """The same for a server in a process of its own, whose clock is everyone's."""
    kept, app.config["CLOCK"] = app.config["CLOCK"], system_clock
    try:
        return room_code(app, code)
    finally:
        app.config["CLOCK"] = kept
