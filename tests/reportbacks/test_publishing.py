"""Nothing reaches the public with one person, without an answer, unread or unsigned."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions.service import loop_of
from listening.core import clock, journal
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.loop import Happened, Status
from listening.core.models import Event
from listening.reportbacks import service
from listening.reportbacks.models import ReportBack
from tests.cast import staff_named
from tests.reportbacks.written import TEXTS


@pytest.fixture
def heard():
    """Signals sent while the test runs."""
    sent = []

    def listen(theme, report_back):
        sent.append((theme.id, report_back.version))

    with service.report_back_published.connected_to(listen):
        yield sent


def events(kind):
    return [event.detail for event in db.session.scalars(select(Event).where(Event.kind == kind))]


def test_publishing_lists_everything_that_is_missing(telling):
    draft = telling.draft(telling.theme(level="involve"), by="ada")
    with pytest.raises(service.NotReady) as refused:
        service.publish(staff_named("ada"), draft)
    assert refused.value.missing == ["answer", "language_review", "cosign", "second_person"]
    assert draft.published_on is None


def test_a_whole_one_is_published_by_another_person(telling, heard):
    theme = telling.answered()
    report_back = telling.published(theme)
    assert service.published_for(theme.id) == {"en": report_back}
    assert heard == [(theme.id, 1)]
    assert events("report_back_published") == [
        {"language": "en", "report_back": report_back.id, "version": 1}
    ]


def test_the_writer_cannot_publish(telling):
    draft = telling.draft(telling.answered(), by="ada")
    service.mark_reviewed(staff_named("pia"), draft)
    with pytest.raises(service.NotReady) as refused:
        service.publish(staff_named("ada"), draft)
    assert refused.value.missing == ["second_person"]
    service.publish(staff_named("ben"), draft)


def test_whoever_changes_it_last_is_its_writer_and_signatures_fall(telling):
    draft = telling.draft(telling.answered())
    service.mark_reviewed(staff_named("mei"), draft)
    service.cosign(staff_named("mei"), draft)
    service.change(staff_named("ada"), draft, TEXTS)
    assert draft.cosigned_by_id
    service.change(staff_named("ada"), draft, TEXTS | {"we_did": "Nothing."})
    assert (draft.drafted_by_id, draft.cosigned_by_id, draft.human_reviewed) == (
        staff_named("ada").id,
        None,
        False,
    )


def test_only_a_reviewer_who_did_not_write_it_co_signs(telling):
    draft = telling.draft(telling.answered(level="involve"))
    for name in ("pia", "ada", "bo"):
        with pytest.raises(NotAllowed):
            service.cosign(staff_named(name), draft)
    service.mark_reviewed(staff_named("pia"), draft)
    with pytest.raises(service.NotReady) as refused:
        service.publish(staff_named("ada"), draft)
    assert refused.value.missing == ["cosign"]
    service.cosign(staff_named("mei"), draft)
    service.publish(staff_named("ada"), draft)


def test_only_publishers_publish_and_only_reviewers_and_publishers_write(telling):
    theme = telling.answered()
    draft = telling.draft(theme)
    service.mark_reviewed(staff_named("mei"), draft)
    with pytest.raises(NotAllowed):
        service.publish(staff_named("mei"), draft)
    for name in ("bo", "ren", "stella"):
        with pytest.raises(NotAllowed):
            service.draft(staff_named(name), theme, "es", TEXTS)


def test_a_public_one_changes_only_by_a_visible_correction(telling, heard):
    theme = telling.answered()
    first = telling.published(theme)
    for verb in (service.change, lambda by, one, _texts: service.mark_reviewed(by, one)):
        with pytest.raises(Refused):
            verb(staff_named("pia"), first, TEXTS | {"we_did": "Less."})
    with pytest.raises(service.Unwritten):
        service.draft(staff_named("pia"), theme, "en", TEXTS)
    second = service.draft(staff_named("pia"), theme, "en", TEXTS, "The van comes in June.")
    telling.publish(second)
    assert service.versions(theme.id, "en") == [first, second]
    assert events("report_back_corrected") == [{"language": "en", "report_back": second.id, "version": 2}]
    assert heard == [(theme.id, 1)]


def test_a_contested_theme_is_told_back_again_after_a_new_decision(telling, heard):
    theme = telling.answered()
    telling.published(theme)
    reply_by = clock.today() + timedelta(days=30)
    journal.record(
        Happened.COMMUNITY_ANSWERED,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        detail={"outcome": "contested", "reply_by": reply_by.isoformat()},
    )
    spanish = telling.draft(theme, "es")
    assert not service.readiness(spanish).answered
    telling.decision(theme, "will_do_part")
    again = service.draft(staff_named("pia"), theme, "en", TEXTS, "We decided anew.")
    telling.publish(again)
    assert heard == [(theme.id, 1), (theme.id, 2)]
    assert loop_of(theme).status is Status.REPORTED_BACK


def test_needed_texts_and_languages_are_asked_for(telling):
    theme = telling.answered()
    with pytest.raises(service.Unwritten):
        service.draft(staff_named("pia"), theme, "en", TEXTS | {"we_did": "  "})
    with pytest.raises(Refused):
        service.draft(staff_named("pia"), theme, "fr", TEXTS)
    telling.draft(theme)
    with pytest.raises(Refused):
        telling.draft(theme)


DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "broken",
    [
        {"published_on": DAY, "published_by": "pia", "human_reviewed": True},
        {"published_on": DAY, "human_reviewed": True},
        {"published_on": DAY, "published_by": "ada"},
        {"version": 2},
    ],
)
def test_the_database_refuses_one_person_unread_words_and_silent_corrections(telling, broken):
    row = dict(broken)
    publisher = row.pop("published_by", None)
    theme = telling.theme()
    db.session.add(
        ReportBack(
            theme_id=theme.id,
            language="en",
            drafted_by_id=staff_named("pia").id,
            published_by_id=staff_named(publisher).id if publisher else None,
            **TEXTS,
            **row,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()
