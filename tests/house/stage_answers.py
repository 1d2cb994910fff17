"""The part of the stage where the agency answers: decisions, what stands beside them, actions with proofs."""

from datetime import timedelta

from sqlalchemy import select

from listening.actions import files
from listening.actions.models import Action, Decision, Milestone, Postponement
from listening.actions.proofs import Evidence, Handover, Measure, Measured
from listening.actions.records import Counsel, Delay, DraftLook, Referral
from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.engagements.models import Engagement
from listening.themes.models import Theme
from tests.cast import staff_named
from tests.world import both


def answered(engagement: Engagement, theme: Theme) -> None:
    today = clock.today()
    ada, ben = staff_named("ada"), staff_named("ben")
    db.session.add(
        Decision(
            theme_id=theme.id,
            choice="will_do_part",
            reason="money",
            words=both("We will pay for rides to half of the visits."),
            would_change=both("More money from the state."),
            drafted_by_id=ada.id,
            published_by_id=ben.id,
            published_on=today,
        )
    )
    action = Action(
        theme_id=theme.id,
        words=both("Give out bus cards."),
        owner="Transport Unit",
        due_on=today + timedelta(days=90),
        milestones=[
            Milestone(
                words=both("The first cards are given out."),
                due_on=today + timedelta(days=30),
                reached_on=today,
                evidence=both("A list of cards, with no names."),
            )
        ],
        moves=[
            Postponement(
                on=today,
                old_date=today + timedelta(days=60),
                new_date=today + timedelta(days=90),
                reason=both("The cards came late."),
                staff_id=ada.id,
            )
        ],
    )
    db.session.add(action)
    db.session.flush()
    proofs(action)
    beside_decisions(engagement, theme)
    steps = {
        Happened.DECISION_PUBLISHED: {"choice": "will_do_part", "reason": "money"},
        Happened.MILESTONE_REACHED: {"on": today.isoformat()},
        Happened.REPORT_BACK_PUBLISHED: {"language": "en", "version": 1},
    }
    where = {"engagement_id": engagement.id, "theme_id": theme.id, "staff_id": ben.id}
    for kind, detail in steps.items():
        journal.record(kind, on=today, detail=detail, **where)


def proofs(action: Action) -> None:
    """A measure with numbers, one with words, a link, a file that is gone, and a hand-over."""
    today, ada = clock.today(), staff_named("ada").id
    (files.folder() / ("e" * 32)).write_bytes(b"what,how many\ncards,140\n")
    days = Measure(action_id=action.id, words=both("Days to a ride"), unit=both("days"), counts_people=False)
    calls = Measure(action_id=action.id, words=both("Whom to call"), counts_people=False)
    for number, (kind, shift) in enumerate((("baseline", -30), ("reading", 0), ("target", 60)), 1):
        on = today + timedelta(days=shift)
        days.told.append(Measured(kind=kind, on=on, number=12 / number, staff_id=ada))
        calls.told.append(Measured(kind=kind, on=on, words=both(f"Way {number}."), staff_id=ada))
    shown = {"action_id": action.id, "filed_on": today, "staff_id": ada}
    gone = {"removed_on": today, "removed_why": both("It showed a face.")}
    db.session.add_all(
        [
            days,
            calls,
            Evidence(words=both("The bill."), link="https://www.county.example/bill", **shown),
            Evidence(words=both("A picture."), file="f" * 32, kind="jpeg", size=2048, **shown, **gone),
            Evidence(words=both("A list."), file="e" * 32, kind="csv", size=2048, **shown),
            Handover(
                action_id=action.id,
                on=today,
                old_owner="Visit Team",
                new_owner=action.owner,
                old_deputy="",
                new_deputy="",
                reason=both("The team was split."),
                note="The list is in room 4.",
                staff_id=ada,
            ),
        ]
    )


def beside_decisions(engagement: Engagement, theme: Theme) -> None:
    """A second theme that is someone else's, and a third whose draft lawyers and parents have."""
    today, ada, ben = clock.today(), staff_named("ada"), staff_named("ben")
    hours = db.session.scalars(
        select(Theme).where(Theme.id != theme.id, Theme.signed_off_on.is_not(None))
    ).one()
    said = {"reason": "outside_authority", "would_change": both("A new law.")}
    theirs = Decision(
        theme_id=theme.id,
        choice="not_ours",
        words=both("The court sets the hours."),
        referred_to="Superior Court",
        drafted_by_id=ada.id,
        published_by_id=ben.id,
        published_on=today - timedelta(days=9),
        **said,
    )
    draft = Decision(
        theme_id=hours.id,
        choice="will_not",
        words=both("We cannot open at night."),
        drafted_by_id=ada.id,
        shown_on=today,
        round=1,
        **said,
    )
    db.session.add_all([theirs, draft])
    db.session.flush()
    db.session.add_all(
        [
            Referral(
                decision_id=theirs.id,
                body="Superior Court",
                asked=both("Can hearings be later?"),
                sent_on=today - timedelta(days=8),
                reply_by=today - timedelta(days=1),
                sent_by_id=ada.id,
            ),
            Counsel(
                decision_id=theirs.id, sent_on=today - timedelta(days=9), back_on=today, sent_by_id=ada.id
            ),
            DraftLook(
                decision_id=draft.id,
                round=1,
                answer="no",
                words="Nights are when we can come.",
                language="en",
                entered_by_id=staff_named("mei").id,
            ),
            Delay(
                theme_id=hours.id,
                on=today,
                owed_on=today,
                new_date=today + timedelta(days=9),
                reason=both("Someone was ill."),
                staff_id=ada.id,
            ),
        ]
    )
