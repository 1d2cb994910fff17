"""Where a phone asks for its challenge, just before it sends."""

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from listening.contributions.asked import find
from listening.contributions.proof import challenge
from listening.core.database import will_only_read
from listening.core.policy import public
from listening.sessions.rules import clean_code

challenges = Blueprint("challenges", __name__)


@challenges.get("/s/<code>/challenge")
@public
def asked_for(code: str) -> ResponseReturnValue:
    """Also after the close: words that waited on a phone come later."""
    will_only_read()
    return jsonify(challenge(find(clean_code(code)) or abort(404)))
