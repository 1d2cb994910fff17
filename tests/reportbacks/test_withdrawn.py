"""A published quote whose author takes it back leaves the page, and the page says so."""

import pytest
from sqlalchemy import select

from listening.contributions.intake import Dropped
from listening.contributions.withdrawals import settle_withdrawals
from listening.core.database import db
from listening.core.loop import Happened
from listening.core.models import Event
from listening.reportbacks.mailing import send_letters
from listening.reportbacks.models import Quote, ReportBack
from tests.cast import staff_named
from tests.reportbacks.test_letters import subscribe


@pytest.fixture
def voice(world):
    """A voice that a published report-back quotes."""
    engagement = world.engagement()
    voice = world.voices(engagement.prompts[0], ["The bus never comes."])[0]
    theme = world.theme(engagement, [voice])
    world.redacted(voice)
    ada, ben = staff_named("ada"), staff_named("ben")
    report_back = ReportBack(
        theme_id=theme.id, language="en", you_said="You said it.", we_did="We did it.", what_next="More.",
        drafted_by_id=ada.id, published_by_id=ben.id, published_on=theme.signed_off_on, human_reviewed=True,
    )  # fmt: skip
    report_back.quotes = [Quote(contribution_id=voice.id, words="The bus never comes.")]
    db.session.add(report_back)
    db.session.commit()
    return voice


def take_back(voice):
    theme = db.session.scalars(select(ReportBack)).one().theme
    settle_withdrawals(theme.engagement_id, [Dropped("w", "withdrawal", {"contribution_id": voice.id})])
    db.session.commit()
    return theme


def test_a_withdrawn_quote_is_taken_out_by_a_visible_correction(voice, rosa):
    theme = take_back(voice)
    assert db.session.scalar(select(Quote)) is None
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event.kind == Happened.REPORT_BACK_CORRECTED
    assert "took their words back" in rosa.get(f"/ledger/{theme.id}").get_data(as_text=True)


def test_no_letter_points_at_words_that_were_taken_back(voice, rosa, mailbox):
    subscribe(rosa, mailbox, voice.prompt.engagement.slug)
    take_back(voice)
    assert send_letters() == 0
    assert len(mailbox.mails) == 1, "the question whether letters are wanted"
