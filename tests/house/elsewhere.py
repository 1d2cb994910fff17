"""What belongs to others: an engagement with a session of Dana's and a batch of Mei's, for checks that go astray."""

from datetime import timedelta

from sqlalchemy import select

from listening.accounts import passes, second_factor
from listening.accounts import service as accounts
from listening.accounts.rules import Role
from listening.actions.models import Action, Decision, Milestone
from listening.actions.records import ShortAnswer
from listening.confirmations.models import Confirmation, Reply
from listening.contributions.models import ImportBatch
from listening.core import clock
from listening.core.database import db
from listening.reportbacks.models import ReportBack
from listening.sessions.models import ListeningSession
from listening.surveys.models import Survey, SurveyItem
from listening.themes import service as themes
from listening.themes.models import Code, Reread, SecondReading
from listening.themes.records import Batch, BatchText, OtherThing
from tests.cast import PASSWORD, staff_named
from tests.house.stage import listening_session, message
from tests.world import both


def someone_elses(world) -> None:
    """Dana facilitates there; nobody of the stage has anything to do with it, and they have nothing to do here."""
    dana = accounts.add_staff("dana", "Dana", Role.FACILITATOR, PASSWORD, agency_staff=False)
    second_factor.factor_of(dana).proved_on = clock.today()
    engagement = world.engagement()
    today = clock.today()
    for days, code in ((0, "DDDDDD"), (5, "FFFFFF")):
        room = listening_session(engagement, "listening", code, days)
        room.facilitator_id, room.co_facilitators = dana.id, []
        room.opened_at = clock.now() if not days else None
    voices = world.voices(engagement.prompts[0], [f"Elsewhere {number}." for number in range(6)])
    theirs = world.theme(engagement, voices[:3], label="Elsewhere")
    draft = world.theme(engagement, voices[3:], label="Nowhere", signed_off=False)
    read_by_mei(engagement, voices, draft)
    answered(theirs)
    db.session.add_all(
        [
            Survey(
                engagement_id=engagement.id,
                code="KKKKKK",
                opens_on=today,
                closes_on=today + timedelta(days=9),
                facilitator_id=dana.id,
                agenda=[SurveyItem(prompt_id=engagement.prompts[0].id, position=1)],
            ),
            ImportBatch(prompt_id=engagement.prompts[0].id, digest="1" * 64, rows=2, accepted=2),
        ]
    )
    db.session.commit()


def read_by_mei(engagement, voices, draft) -> None:
    mei = staff_named("mei")
    batch = Batch(engagement_id=engagement.id, reader_id=mei.id)
    reading = SecondReading(engagement_id=engagement.id, reader_id=mei.id)
    parts = ("label", "definition", "include", "exclude", "example")
    code = Code(
        engagement_id=engagement.id, name="ELSE", kind="barrier", **{part: both(part) for part in parts}
    )
    themes.rename(mei, draft, both("Somewhere"), both("People are somewhere."))
    db.session.add_all([batch, reading, code])
    db.session.flush()
    db.session.add(BatchText(batch_id=batch.id, contribution_id=voices[0].id))
    line = OtherThing(engagement_id=engagement.id, words=both("Elsewhere too."), written_by_id=mei.id)
    answer = ShortAnswer(
        engagement_id=engagement.id, words=both("Heard."), drafted_by_id=staff_named("ben").id
    )
    db.session.add_all([line, answer])
    db.session.add(Reread(second_reading_id=reading.id, contribution_id=voices[0].id, first=""))


def answered(theme) -> None:
    today, ben = clock.today(), staff_named("ben")
    said = {"words": both("We will not."), "reason": "money", "would_change": both("More money.")}
    window = Confirmation(theme_id=theme.id, opened_on=today, ends_on=today + timedelta(days=60))
    db.session.add_all(
        [
            window,
            Decision(theme_id=theme.id, choice="will_not", drafted_by_id=ben.id, **said),
            Action(
                theme_id=theme.id,
                words=both("Elsewhere."),
                owner="Unit",
                due_on=today + timedelta(days=9),
                milestones=[Milestone(words=both("A step."), due_on=today + timedelta(days=5))],
            ),
            ReportBack(
                theme_id=theme.id,
                language="en",
                drafted_by_id=ben.id,
                you_said="a",
                we_did="b",
                what_next="c",
            ),
        ]
    )
    db.session.flush()
    told = Reply(
        confirmation_id=window.id, reply_by=today, said=both("Elsewhere."), said_by_id=staff_named("mei").id
    )
    db.session.add_all([message("9" * 32, window), told])


def session_with(code: str) -> ListeningSession:
    return db.session.scalars(select(ListeningSession).where(ListeningSession.code == code)).one()


def pass_for(name: str, code: str) -> str:
    """Words on paper that open one session as its facilitator today."""
    room, holder = session_with(code), staff_named(name)
    words = passes.issue(holder, holder, room.id, clock.today())
    db.session.commit()
    return words
