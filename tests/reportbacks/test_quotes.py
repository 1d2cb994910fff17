"""Words are quoted only with their author’s yes and a redaction, and leave when their author wants."""

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution, Redaction
from listening.core.database import db
from listening.core.models import Setting
from listening.reportbacks import service
from listening.reportbacks.models import Quote
from tests.cast import staff_named


@pytest.fixture
def theme(telling):
    return telling.answered()


@pytest.fixture
def draft(telling, theme):
    return telling.draft(theme)


def quote(draft, redaction):
    return service.quote(staff_named("pia"), draft, redaction)


@pytest.mark.parametrize("consent", ["idea", "count"])
def test_no_quote_without_consent(telling, theme, draft, world, consent):
    redaction = world.redacted(telling.quotable(theme, consent=consent))
    with pytest.raises(service.UnfitQuote):
        quote(draft, redaction)


def test_no_quote_without_redaction(telling, theme, draft):
    voice = telling.quotable(theme)
    with pytest.raises(service.UnfitQuote):
        quote(draft, db.session.get(Redaction, voice.id))
    db.session.add(Quote(report_back_id=draft.id, contribution_id=voice.id, words=voice.text))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_no_quote_of_another_theme(telling, draft, world):
    with pytest.raises(service.UnfitQuote):
        quote(draft, world.redacted(telling.quotable(telling.answered())))


def test_the_redacted_words_are_quoted_never_the_original(telling, theme, draft, world):
    voice = telling.quotable(theme, "Dana made me wait an hour.")
    quoted = quote(draft, world.redacted(voice, "[my worker] made me wait an hour."))
    assert quoted.words == "[my worker] made me wait an hour."
    assert service.fit_to_quote(theme.id) == {voice.id: (quoted.words, "en")}


def test_publishing_refuses_a_quote_whose_redaction_changed_since(telling, theme, draft, world):
    redaction = world.redacted(telling.quotable(theme), "I wait for Dana.")
    quote(draft, redaction)
    redaction.text = "I wait for [my worker]."
    db.session.flush()
    with pytest.raises(service.NotReady) as refused:
        telling.publish(draft)
    assert refused.value.missing == ["quotes"]


def test_deleting_a_contribution_takes_its_quote_along_even_a_published_one(telling, theme, draft, world):
    voice = telling.quotable(theme)
    quote(draft, world.redacted(voice))
    telling.publish(draft)
    db.session.execute(delete(Contribution).where(Contribution.id == voice.id))
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Quote)) == 0


def test_choosing_quotes_adds_and_takes_away(telling, theme, draft, world):
    first, second = telling.quotable(theme, "One."), telling.quotable(theme, "Two.")
    world.redacted(first), world.redacted(second)
    service.choose_quotes(staff_named("pia"), draft, [first.id])
    service.choose_quotes(staff_named("pia"), draft, [second.id])
    assert [one.words for one in draft.quotes] == ["Two."]


def test_a_quote_makes_whoever_chose_it_the_writer(telling, theme, draft, world):
    redaction = world.redacted(telling.quotable(theme))
    service.mark_reviewed(staff_named("mei"), draft)
    service.quote(staff_named("ada"), draft, redaction)
    assert draft.drafted_by_id == staff_named("ada").id
    assert not draft.human_reviewed
    with pytest.raises(NotAllowed):
        service.unquote(staff_named("bo"), draft, draft.quotes[0])


def test_where_the_name_of_a_worker_was_taken_out_the_page_tells_how_to_complain(
    telling, theme, draft, world, rosa
):
    Setting.put("help_numbers", [{"label": {"en": "Complain about a worker"}, "number": "530-555-0117"}])
    quote(draft, world.redacted(telling.quotable(theme), "[my worker] made me wait an hour."))
    telling.publish(draft)
    page = rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    assert "To complain about a worker" in page
    assert "530-555-0117" in page
