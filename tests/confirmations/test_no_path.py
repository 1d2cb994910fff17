"""There is no way from the agency's desk to "confirmed": every button is pressed, the calendar runs, and nothing."""

import pytest

from listening.actions.answers import loop_of
from listening.confirmations import service
from listening.core.database import db
from listening.core.loop import VERDICTS, Status
from tests.confirmations.windows import answer, let_end, returns, told_back

WORDS = {
    f"{name}_{language}": "Words"
    for name in ("words", "reply", "reason", "after", "would_change", "label", "summary", "title", "purpose")
    for language in ("en", "es")
}
TYPED = {
    **WORDS,
    **dict.fromkeys(
        ("you_said", "we_did", "what_next", "why_not", "acknowledgement", "text", "correction"), "Words"
    ),
    **dict.fromkeys(("reply_by", "due_on", "new_date", "until", "respond_by", "inform_by"), "2026-04-20"),
    **dict.fromkeys(("yes", "partly", "no", "cannot_tell"), "40"),
    "choice": "will_do",
    "answer": "yes",
    "outcome": "confirmed",
    "status": "confirmed",
    "completion": "complete",
    "part": "purpose",
    "owner": "Transport desk",
    "co_owner": "Parent Circle",
    "days": "300",
    "sure": "1",
    "window": "1",
}


def every_post(app, room, theme):
    """Each address that takes a post, with ids of this theme filled in."""
    known = {
        "session_id": room.id,
        "theme_id": theme.id,
        "engagement_id": theme.engagement_id,
        "language": "en",
    }
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.endpoint.endswith(("sign_out", "let_go", "reset", "static")):
            continue
        values = {name: known.get(name, 1) for name in rule.arguments}
        with app.test_request_context():
            yield app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")


@pytest.mark.parametrize("name", ["ada", "ben", "ren"])
def test_whatever_the_agency_presses_nothing_is_confirmed(app, world, cast, calendar, name):
    theme, _secrets = told_back(app, world)
    room = returns(theme)
    paths = list(every_post(app, room, theme))
    db.session.commit()
    desk = getattr(cast, name)
    taken = [desk.post(path, TYPED).status_code for path in paths]
    assert len(taken) > 40
    assert 500 not in taken
    if name != "ren":
        assert 303 in taken, "the control: some buttons do something"
    db.session.expire_all()
    assert loop_of(theme).status not in VERDICTS
    assert not service.latest(theme.id).tally.deciding
    let_end(app, calendar, 80)
    assert loop_of(theme).status is not Status.CONFIRMED
    assert service.latest(theme.id).tally.deciding == 0


def test_the_control_the_community_can(app, world, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar)
    assert loop_of(theme).status is Status.CONFIRMED
