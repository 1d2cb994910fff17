"""One person more or less, within the same band, and nothing that is published changes: no page, chart, file or feed.

So a number that does not pass the suppression module is found wherever it is printed, drawn or left in an attribute.
"""

import re
import secrets

import pytest
from sqlalchemy import update

from listening.confirmations.models import Confirmation, ShowOfHands
from listening.contributions.models import Contribution, Tally
from listening.core import pages
from listening.core.database import db
from listening.core.policy import PUBLIC, policy_of
from listening.sessions.records import Outreach
from listening.themes.models import Disposition
from tests.cast import staff_named
from tests.house.addresses import every_object, rules

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: Random by nature: receipts offered, marks of files, digests of salted rows.
RANDOM = re.compile(r"[0-9a-f]{16,}|data:[^\"']+|CreationDate[^>]*|\d{4}-\d\d-\d\dT[\d:.+Z-]+")
#: Receipts in words and challenges, drawn anew each time; and papers that take long. A PDF says what its page says.
LEFT_OUT = {
    "challenges.asked_for",
    "evening.tablet",
    "static",
    "reportbacks.poster_file",
    "evening.tonight_file",
    "contributions.paper",
}

#: Where the controls print what they should not.
LEDGER = "insights.ledger"


def published(app, only):
    """What everyone can read, by address and language; of all endpoints, or of those named so."""
    client, found = app.test_client(use_cookies=False), {}
    for rule in rules(app):
        if policy_of(app, rule.endpoint) != PUBLIC or "GET" not in rule.methods or rule.endpoint in LEFT_OUT:
            continue
        if only not in rule.endpoint:
            continue
        for path in every_object(app, rule):
            answer = client.get(path)
            if answer.mimetype != "application/pdf":
                found[path] = RANDOM.sub("…", answer.get_data().decode(errors="replace"))
            answer.close()
    return found


@pytest.fixture
def counted(stage):
    """The stage with hands and verdicts that two people confirmed; themes of 9 and 3, 18 voices in all."""
    mei = staff_named("mei").id
    db.session.execute(update(ShowOfHands).values(yes=14, partly=13, no=12, confirmed_by_id=mei))
    db.session.execute(update(Confirmation).values(yes=4, partly=3, no=1, receipts=9))
    db.session.commit()
    return stage


def one_more_everywhere():
    """Every small count of people by one or two, none into another band; no event says so."""
    first = db.session.query(Disposition).filter_by(theme_id=1).first().contribution
    voice = Contribution(
        id=secrets.token_hex(16),
        fingerprint=secrets.token_hex(16),
        prompt_id=first.prompt_id,
        period=first.period,
        language=first.language,
        consent=first.consent,
        text="One more.",
    )
    db.session.add(voice)
    db.session.flush()
    db.session.add(Disposition(contribution_id=voice.id, place="themed", theme_id=1, placed_by="person"))
    db.session.execute(update(Tally).where(Tally.count < 9).values(count=Tally.count + 1))
    db.session.execute(update(Confirmation).values(yes=5, partly=4, no=2, receipts=10))
    db.session.execute(update(Outreach).values(reach=Outreach.reach + 1))
    db.session.commit()


def changed(app, only=""):
    before = published(app, only)
    one_more_everywhere()
    after = published(app, only)
    assert before.keys() == after.keys()
    return len(before), sorted(path for path, body in before.items() if body != after[path])


def test_one_person_more_changes_nothing_that_is_published(counted, record_property):
    many, differ = changed(counted)
    record_property("published_addresses", many)
    assert many > 60
    assert differ == []


def test_a_page_that_prints_the_number_is_found(counted):
    counted.jinja_env.filters["voices"] = lambda count: f"{getattr(count, 'low', count)} voices"
    assert any(path.startswith("/ledger") for path in changed(counted, LEDGER)[1])


def test_a_bar_as_long_as_the_number_is_found(counted, monkeypatch):
    band = pages.band
    monkeypatch.setattr(pages, "band", lambda count: band(count + 10) if count % 2 == 0 else band(count))
    assert changed(counted, LEDGER)[1]
