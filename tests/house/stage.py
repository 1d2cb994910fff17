"""A little of everything: at least one row in every table, for checks that walk all pages and all objects."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Table, func, select

from listening.accounts import passes, second_factor
from listening.accounts.models import DeskSession, Invitation
from listening.accounts.readings import record_reading
from listening.confirmations.models import Confirmation, Message, Reply, ShowOfHands
from listening.contributions.models import ImportBatch, Parted, Pool, Tombstone
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Amendment, Engagement, Explanation
from listening.evening.models import Evening, NoteCorrection, Tonight, TonightLine, TonightPart
from listening.insights.models import Reminder, StaffAddress, Unit
from listening.reportbacks.models import Quote, ReportBack, Subscriber
from listening.sessions.models import AgendaItem, ListeningSession
from listening.sessions.records import Debrief
from listening.themes.models import Code, Coding, Draft, Reread, SecondReading, Theme
from listening.themes.records import Act, Batch, BatchText, MissingNote, RoomWord, Stint, Translation, Undo
from tests.cast import staff_named
from tests.house.stage_answers import answered
from tests.house.stage_others import other_things
from tests.house.stage_planning import planning
from tests.house.stage_room import dispositions, rooms
from tests.world import World, both

#: Words of a contribution and of a message that no page may show but to those who may read them.
CANARY = "quetzalcanary"
MESSAGE_CANARY = "turacocanary"


def set_stage(world: World) -> None:
    """One engagement with everything that can happen to it, and one that was only planned."""
    world.engagement(opened=False)
    engagement = world.engagement()
    sessions = listening_sessions(engagement)
    planning(engagement, sessions[2])
    voices = world.voices(engagement.prompts[0], [f"My {CANARY} was hard, number {n}." for n in range(12)])
    voices += world.voices(engagement.prompts[1], [f"Un {CANARY} más, {n}." for n in range(6)], language="es")
    voices[0].listening_session_id = sessions[0].id
    themes = [
        world.theme(engagement, voices[:9], label="Rides"),
        world.theme(engagement, voices[9:12], label="Hours"),
        world.theme(engagement, voices[12:14], label="Phones", signed_off=False),
    ]
    dispositions(voices[14:])
    other_things(engagement, voices[14])
    apart(voices[13])
    redaction = world.redacted(voices[1], "My visit was hard.")
    answered(engagement, themes[0])
    report_backs(themes[0], redaction.contribution_id)
    verdicts(themes[0], sessions[1])
    papers(engagement)
    codes(engagement, voices[:3])
    readers_work(engagement, themes[2], voices[0], sessions[1])
    evenings(engagement, sessions)
    db.session.commit()


def apart(voice: Any) -> None:
    """Of one text a reader keeps a part apart; the other part lies in a draft."""
    whole = f"{voice.text} Un {CANARY} aparte."
    by = staff_named("mei").id
    db.session.add(Parted(contribution_id=voice.id, whole=whole, parted_by_id=by, parted_on=clock.today()))


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
    rooms(made[0], made[1])
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
    told = Reply(
        confirmation_id=window.id,
        reply_by=today,
        said=both("The cards ran out."),
        said_by_id=staff_named("pia").id,
    )
    db.session.add(told)
    db.session.flush()
    db.session.add_all(
        [
            message("a" * 32, window, reply_id=told.id),
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
    return Message(
        id=key,
        confirmation_id=window.id,
        answer="no",
        reply_by=clock.today(),
        language="en",
        text=words,
        **columns,
    )


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
            Explanation(
                obligation_id=engagement.obligations[0].id,
                on=today,
                reason=both("The printer broke."),
                new_date=today + timedelta(days=9),
                staff_id=staff_named("ada").id,
            ),
            Draft(engagement_id=engagement.id, state="done", progress=1.0, asked_by_id=staff_named("pia").id),
            ImportBatch(prompt_id=engagement.prompts[0].id, digest="0" * 64, rows=3, accepted=3),
            Pool(gathering="session-1", sealed_in="2026-03", accepted=12, withdrawn=1),
            Tombstone(id="c" * 32),
            Unit(name="Transport Unit", address="transport@example.org"),
            Reminder(thing="action-1", due_on=today, stage=0, sent_on=today),
            StaffAddress(
                staff_id=staff_named("ada").id,
                address="ada@example.org",
                language="en",
                mark="f" * 32,
                told_week="2026-W10",
            ),
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
    record_reading(staff_named("pia"), engagement.id, "themes", 3)
    second_factor.new_recovery_codes(second_factor.factor_of(ren))
    second_factor.factor_of(staff_named("mei")).reset_asked_by_id = ren.id
    bo = staff_named("bo")
    evening = db.session.scalars(select(ListeningSession)).first()
    passes.issue(bo, bo, evening.id, today)
    db.session.add(
        DeskSession(id="e" * 64, staff_id=bo.id, began_at=clock.now(), role="facilitator", version=1)
    )


def evenings(engagement: Engagement, sessions: list[ListeningSession]) -> None:
    """One session's page is out, in both languages; at another a table has lines for it."""
    out, now = sessions[:2]
    bo = staff_named("bo")
    told = Tonight(listening_session_id=out.id, released_on=clock.today(), released_by_id=bo.id)
    told.parts = [
        TonightPart(position=1, title=both("Rides"), lines=both("The bus is late.\nWe pay for gas."))
    ]
    line = TonightLine(
        id="f" * 32,
        listening_session_id=now.id,
        prompt_id=engagement.prompts[0].id,
        language="en",
        text="The bus is late.",
    )
    wrong = NoteCorrection(id="c" * 32, listening_session_id=out.id, language="en", text="It was 7, not 8.")
    learned = Debrief(
        listening_session_id=out.id,
        barriers=["travel"],
        supports_used=["meal"],
        learned=both("We spoke too long."),
        noted_on=clock.today(),
    )
    db.session.add_all(
        [told, line, wrong, learned, Evening(listening_session_id=now.id, pass_round="", tablet=True)]
    )


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
