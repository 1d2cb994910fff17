"""A little of everything: at least one row in every table, for checks that walk all pages and all objects."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Table, func, select

from listening.accounts import service as accounts
from listening.accounts.models import Invitation
from listening.actions.models import Action, Decision, Milestone, Postponement
from listening.confirmations.models import Confirmation, Message, ShowOfHands
from listening.contributions.models import ImportBatch, Pool, Tombstone
from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.engagements.models import Amendment, Engagement
from listening.reportbacks.models import Quote, ReportBack, Subscriber
from listening.sessions.models import AgendaItem, ListeningSession
from listening.themes.models import Code, Coding, Disposition, Draft, Reread, SecondReading, Theme
from listening.themes.records import Act, Batch, BatchText, MissingNote, RoomWord, Stint, Translation, Undo
from tests.cast import staff_named
from tests.world import World, both

#: Words of a contribution and of a message that no page may show but to those who may read them.
CANARY = "quetzalcanary"
MESSAGE_CANARY = "turacocanary"


def set_stage(world: World) -> None:
    """One engagement with everything that can happen to it, and one that was only planned."""
    world.engagement(opened=False)
    engagement = world.engagement()
    sessions = listening_sessions(engagement)
    voices = world.voices(engagement.prompts[0], [f"My {CANARY} was hard, number {n}." for n in range(12)])
    voices += world.voices(engagement.prompts[1], [f"Un {CANARY} más, {n}." for n in range(6)], language="es")
    voices[0].listening_session_id = sessions[0].id
    themes = [
        world.theme(engagement, voices[:9], label="Rides"),
        world.theme(engagement, voices[9:12], label="Hours"),
        world.theme(engagement, voices[12:14], label="Phones", signed_off=False),
    ]
    dispositions(voices[14:])
    redaction = world.redacted(voices[1], "My visit was hard.")
    answered(engagement, themes[0])
    report_backs(themes[0], redaction.contribution_id)
    verdicts(themes[0], sessions[1])
    papers(engagement)
    codes(engagement, voices[:3])
    readers_work(engagement, themes[2], voices[0], sessions[1])
    db.session.commit()


def listening_sessions(engagement: Engagement) -> list[ListeningSession]:
    """A listening session that was closed and sealed, its return session, and one still to come."""
    made = [
        listening_session(engagement, kind, code, days)
        for kind, code, days in (
            ("listening", "234567", -3),
            ("return", "CFGHJM", 30),
            ("listening", "PQRVWX", 1),
        )
    ]
    made[0].return_session = made[1]
    made[0].opened_at, made[0].closed_at = made[0].starts_at, made[0].starts_at + timedelta(hours=2)
    made[0].sealed_on = clock.today()
    made[1].opened_at = made[1].starts_at
    return made


def listening_session(engagement: Engagement, kind: str, code: str, days: int) -> ListeningSession:
    session = ListeningSession(
        engagement_id=engagement.id,
        kind=kind,
        code=code,
        starts_at=clock.now() + timedelta(days=days),
        minutes=120,
        place=both("Public library"),
        address="1 Main Street",
        owner="library",
        venue_answers={},
        ground_rules=both("One voice at a time.\nWhat is said here stays here."),
        supports=["child_care", "meal"],
        facilitator_id=staff_named("bo").id,
        co_facilitators=[staff_named("pia")],
        agenda=[
            AgendaItem(prompt_id=prompt.id, position=place, minutes=30)
            for place, prompt in enumerate(engagement.prompts, 1)
        ],
    )
    db.session.add(session)
    db.session.flush()
    return session


def dispositions(voices: list[Any]) -> None:
    """One of each lane beside the themes; what is left has none yet."""
    lanes = (("single_voice", None), ("sensitive", None), ("set_aside", "no_words"))
    for voice, (place, reason) in zip(voices, lanes, strict=False):
        db.session.add(Disposition(contribution_id=voice.id, place=place, reason=reason, placed_by="person"))


def codes(engagement: Engagement, voices: list[Any]) -> None:
    """A code on a text, and a sample that the reviewer of the walk is still reading."""
    parts = ("label", "definition", "include", "exclude", "example")
    code = Code(
        engagement_id=engagement.id, name="TRANSPORT", kind="barrier", **{part: both(part) for part in parts}
    )
    reading = SecondReading(engagement_id=engagement.id, reader_id=staff_named("pia").id)
    db.session.add_all([code, reading])
    db.session.flush()
    db.session.add(Coding(contribution_id=voices[0].id, code_id=code.id))
    db.session.add_all(
        Reread(second_reading_id=reading.id, contribution_id=voice.id, first="") for voice in voices
    )


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
    steps = {
        Happened.DECISION_PUBLISHED: {"choice": "will_do_part", "reason": "money"},
        Happened.MILESTONE_REACHED: {"on": today.isoformat()},
        Happened.REPORT_BACK_PUBLISHED: {"language": "en", "version": 1},
    }
    where = {"engagement_id": engagement.id, "theme_id": theme.id, "staff_id": ben.id}
    for kind, detail in steps.items():
        journal.record(kind, on=today, detail=detail, **where)


def report_backs(theme: Theme, quoted: str) -> None:
    """Published in English, a draft in Spanish."""
    people = {"drafted_by_id": staff_named("ada").id, "cosigned_by_id": staff_named("pia").id}
    said = {
        "you_said": "Rides are hard to get.",
        "we_did": "We give out bus cards.",
        "what_next": "More cards.",
    }
    published = {
        "human_reviewed": True,
        "published_by_id": staff_named("ben").id,
        "published_on": clock.today(),
    }
    english = ReportBack(theme_id=theme.id, language="en", **people, **said, **published)
    english.quotes = [Quote(contribution_id=quoted, words="My visit was hard.")]
    db.session.add_all([english, ReportBack(theme_id=theme.id, language="es", **people, **said)])


def verdicts(theme: Theme, return_session: ListeningSession) -> None:
    """An open window with one message passed on, one not yet read, and hands counted by one person."""
    today = clock.today()
    window = Confirmation(theme_id=theme.id, opened_on=today, ends_on=today + timedelta(days=60))
    db.session.add(window)
    db.session.flush()
    passed_on = {"passed_on": "The cards ran out.", "passed_on_by_id": staff_named("pia").id}
    db.session.add_all(
        [
            message("a" * 32, window, **passed_on),
            message("b" * 32, window),
            ShowOfHands(
                listening_session_id=return_session.id,
                theme_id=theme.id,
                yes=12,
                partly=3,
                no=1,
                cannot_tell=0,
                entered_by_id=staff_named("bo").id,
            ),
        ]
    )


def message(key: str, window: Confirmation, **columns: Any) -> Message:
    words = f"The {MESSAGE_CANARY} never came."
    return Message(id=key, confirmation_id=window.id, answer="no", language="en", text=words, **columns)


def papers(engagement: Engagement) -> None:
    """What stands beside the loop: an amendment, a run of the machine, a file, invitations, readings."""
    today = clock.today()
    ren = staff_named("ren")
    db.session.add_all(
        [
            Amendment(
                engagement_id=engagement.id,
                on=today,
                part="respond_by",
                before=both("May 1"),
                after=both("May 8"),
                reason=both("More people came than we thought."),
                staff_id=staff_named("ada").id,
            ),
            Draft(engagement_id=engagement.id, state="done", progress=1.0, asked_by_id=staff_named("pia").id),
            ImportBatch(prompt_id=engagement.prompts[0].id, digest="0" * 64, rows=3, accepted=3),
            Pool(gathering="session-1", sealed_in="2026-03", accepted=12, withdrawn=1),
            Tombstone(id="c" * 32),
            Subscriber(
                id="e" * 32,
                engagement_id=engagement.id,
                address="reader@example.org",
                language="en",
                confirmed_on=today,
                told_of=0,
            ),
            Invitation(
                code_hash="d" * 64,
                display_name="Nell",
                role="reviewer",
                agency_staff=False,
                proposed_by_id=ren.id,
                expires_on=today + timedelta(days=14),
            ),
        ]
    )
    accounts.record_reading(staff_named("pia"), engagement.id, "themes", 3)


def readers_work(engagement: Engagement, theme: Theme, voice: Any, room: ListeningSession) -> None:
    """What reviewers leave: an act that can be undone, a batch, minutes, a translation, words of a room."""
    pia = staff_named("pia")
    named = both("Phones at night")
    act = Act(
        engagement_id=engagement.id,
        staff_id=pia.id,
        at=clock.now(),
        kind="move",
        label=theme.label,
        voices=1,
        place="themed",
        before={"themes": []},
    )
    batch = Batch(engagement_id=engagement.id, reader_id=pia.id)
    db.session.add_all([act, batch])
    db.session.flush()
    db.session.add_all(
        [
            Undo(act_id=act.id, contribution_id=voice.id),
            BatchText(batch_id=batch.id, contribution_id=voice.id),
            Stint(staff_id=pia.id, engagement_id=engagement.id, began_at=clock.now()),
            Translation(
                contribution_id=voice.id,
                language="es",
                text=f"Mi {CANARY} fue difícil.",
                translated_by_id=pia.id,
            ),
            RoomWord(
                listening_session_id=room.id,
                theme_id=theme.id,
                before={"label": dict(named)},
                rank=1,
                entered_by_id=pia.id,
            ),
            MissingNote(
                listening_session_id=room.id, words=both("Nobody spoke of nights."), entered_by_id=pia.id
            ),
        ]
    )


def empty_tables() -> list[str]:
    """The tables of the application that hold no row."""
    tables: list[Table] = db.metadata.sorted_tables
    return [one.name for one in tables if not db.session.scalar(select(func.count()).select_from(one))]
