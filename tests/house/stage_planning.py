"""What stands on the stage before the evening and beside it."""

from datetime import timedelta

from listening.contributions.models import Tally
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement, Hold
from listening.sessions.models import EveningJob, ListeningSession
from listening.sessions.records import Outreach, PayCards, PlaceOption, PlacePoll, PlaceVote
from listening.surveys.models import ClosedQuestion, Survey, SurveyItem
from tests.cast import staff_named
from tests.world import both


def planning(engagement: Engagement, session: ListeningSession) -> None:
    session.jobs = [EveningJob(job="timekeeper", held_by="Parent Circle")]
    db.session.add_all(
        [
            Outreach(listening_session_id=session.id, who="youth", target=6, reach=2),
            PayCards(listening_session_id=session.id, first=1, last=30, cents=5000, given=12),
            PlacePoll(
                engagement_id=engagement.id,
                facilitator_id=staff_named("bo").id,
                options=[
                    PlaceOption(number=number, starts_at=clock.now(), place=both("Library"), address="1 Main")
                    for number in (1, 2)
                ],
                votes=[PlaceVote(organisation="Parent Circle", link="f" * 32, works=[1])],
            ),
        ]
    )
    surveys(engagement)
    paused(engagement)


def paused(engagement: Engagement) -> None:
    """Deletion was paused once, and both keys ended it."""
    today, ren, stella = clock.today(), staff_named("ren").id, staff_named("stella").id
    hold = Hold(began_on=today, reason=both("A judge asked for it."), began_by_id=ren)
    hold.end_asked_by_id, hold.ended_on, hold.ended_by_id = ren, today, stella
    engagement.holds.append(hold)


def surveys(engagement: Engagement) -> None:
    """A survey that is open and one that has closed, with every kind of question."""
    today = clock.today()
    for code, first, last in (("GGGGGG", -7, 21), ("HHHHHH", -30, -2)):
        survey = Survey(
            engagement_id=engagement.id,
            code=code,
            opens_on=today + timedelta(days=first),
            closes_on=today + timedelta(days=last),
            remind_on=today + timedelta(days=last - 3),
            facilitator_id=staff_named("bo").id,
            agenda=[SurveyItem(prompt_id=one.id, position=one.position) for one in engagement.prompts],
            questions=[
                ClosedQuestion(
                    position=place,
                    kind=kind,
                    words=both(f"What fits, {kind}?"),
                    options=[both("Low"), both("High")],
                )
                for place, kind in enumerate(("single", "several", "scale", "ranking"), 1)
            ],
        )
        db.session.add(survey)
        db.session.flush()
        about = str(survey.questions[0].id)
        db.session.add_all(
            Tally(gathering=f"choices-{survey.id}", kind="choices", about=about, choice=choice, count=count)
            for choice, count in (("0", 14), ("1", 3))
        )
