"""How far an action is never stands in public without who says so: the agency, or someone outside it; no name."""

import pytest

from listening.actions import service as actions
from listening.actions.rules import Completion
from listening.core.database import db
from tests.cast import staff_named
from tests.phone import Phone
from tests.reportbacks.written import Telling

SAYS = {
    ("consult", "ada"): ("says the agency", "The agency judged how far an action is: Done.", "agency"),
    ("empower", "pia"): (
        "says someone from outside the agency",
        "Someone from outside the agency judged how far an action is: Done.",
        "community",
    ),
}


@pytest.mark.parametrize(("level", "who"), SAYS)
def test_every_page_says_who_judged(app, world, level, who):
    rosas, telling = Phone(app.test_client(use_cookies=False)), Telling(world)
    theme = telling.answered(level)
    action = telling.action(theme)
    telling.reached(action)
    telling.published(theme)
    assert "says" not in rosas.open(f"/ledger/{theme.id}").soup.select_one("#actions + div").text
    actions.judge_completion(staff_named(who), action, Completion.COMPLETE)
    db.session.commit()
    words, line, side = SAYS[level, who]
    for path in (f"/ledger/{theme.id}", f"/report-backs/{theme.id}", "/because"):
        text = rosas.open(path).text
        assert words in text, path
        assert staff_named(who).display_name not in text
    assert line in rosas.open(f"/ledger/{theme.id}").text
    record = rosas.client.get(f"/data/engagements/{theme.engagement.slug}.json").json
    assert [one["judged_by"] for told in record["themes"] for one in told["actions"]] == [side]
