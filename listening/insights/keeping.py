"""What we keep, made from the schema: also the whole answer to a court order."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from listening.contributions.door import kinds
from listening.contributions.intake import columns
from listening.core.database import db


@dataclass(frozen=True)
class Kept:
    """One table, in plain words, with every column it has."""

    table: str
    words: Any
    columns: tuple[str, ...]
    #: Whether it holds anything that people in the community wrote or did.
    from_people: bool


#: Tables about what people in the community said or answered.
FROM_PEOPLE = (
    "contribution",
    "parted",
    "redaction",
    "disposition",
    "behind",
    "translation",
    "undo",
    "batch_text",
    "coding",
    "reread",
    "tombstone",
    "quote",
    "message",
    "tonight_line",
    "note_correction",
    "pool",
    "tally",
)


def table_words() -> dict[str, Any]:
    """What each table is for. A table without a line here fails a test."""
    return {
        "contribution": _l("What people said, without name, day or order. Only readers can open it."),
        "parted": _l(
            "All of an answer of which a part is kept apart, and who decided it. Only readers can open it."
        ),
        "redaction": _l("The same words with details taken out by a reader."),
        "disposition": _l("Where each answer was put: a theme, a single voice, set apart."),
        "behind": _l("Which single voices stand behind a line of “Other things we heard”."),
        "tombstone": _l(
            "Marks of deleted words, so that they cannot come back. They say nothing by themselves."
        ),
        "quote": _l("Words shown in a report-back, with a yes from the person who said them."),
        "message": _l("Words left with a “no” or “partly”. Only readers can open them."),
        "reply": _l("What people wrote, told by a reader in one text, and the one reply to all of it."),
        "note_correction": _l(
            "What people would change on a page of their session. Gone once it is dealt with."
        ),
        "debrief": _l("What those who ran a session learned about how they work."),
        "pool": _l("How many answers were sealed together, and in which month."),
        "room": _l("What the facilitator did in a room: which question was open, which rules were agreed."),
        "hearing": _l("What a room heard first, in the facilitator’s words."),
        "tally": _l("How often each choice was tapped in a room or a survey. Only numbers, never who."),
        "import_batch": _l("Files that were read in: a fingerprint of the file and how many rows."),
        "confirmation": _l("How all answers to a report-back were counted together."),
        "show_of_hands": _l("Hands counted in a room, and who counted."),
        "coding": _l("Which barriers and strengths a reader saw in an answer."),
        "reread": _l("Where a second reader put an answer, and where the two agreed it belongs."),
        "second_reading": _l("Who of the readers read a sample a second time."),
        "code": _l("The list of barriers and strengths that readers look for."),
        "translation": _l("The same words in another language, by a reader who speaks both."),
        "undo": _l("Where an answer lay before a reader moved it. Gone when all is signed off."),
        "batch_text": _l("Which answers a reader was given to read together."),
        "missing_note": _l("What people in a room said is missing."),
        "room_word": _l("How a room named a theme, and where it put it in order."),
        "batch": _l("Small heaps of answers, and which reader has them."),
        "stint": _l("Paid time of the readers."),
        "act": _l("What readers did when they sorted answers, and when."),
        "theme": _l("What was heard, in words of the readers."),
        "other_thing": _l("Other things we heard, in words of the readers."),
        "draft": _l("Runs of the machine that drafts themes."),
        "decision": _l("What the agency decided, and why."),
        "short_answer": _l("What the agency says to other things we heard, or to all who spoke."),
        "counsel": _l("Days on which the lawyers had a draft."),
        "draft_look": _l("What parent partners and rooms said to a draft, and the reply. No name is shown."),
        "referral": _l("What another body was asked, and what it replied."),
        "delay": _l("Why an answer is late, and the new day."),
        "action": _l("What the agency will do, who owns it, by when."),
        "measure": _l("What is measured to see if an action helps."),
        "measured": _l("What was read: before, on the way, and the goal."),
        "evidence": _l("Files and links that show what was done."),
        "handover": _l("Actions that went from one unit to another, and why."),
        "milestone": _l("Steps of an action."),
        "postponement": _l("Dates that moved, and why."),
        "report_back": _l("What was told back, in each language."),
        "engagement": _l("The promise: what is asked, what can change, by when."),
        "prompt": _l("The questions."),
        "hold": _l("When deletion was paused, why, and who began and ended it."),
        "obligation": _l("What is owed, and by when."),
        "explanation": _l("What was said about a missed duty, and the new day."),
        "amendment": _l("Changes to a promise."),
        "evening": _l("What the helpers of an evening may use: table links, the tablet."),
        "tonight": _l("When the page “Tonight we heard” was let out, and by whom."),
        "tonight_part": _l("The page “Tonight we heard”: themes and lines the room agreed to show."),
        "tonight_line": _l(
            "Lines that a table wants on that page. Nothing ties them to a voice. Gone once the page is out."
        ),
        "listening_session": _l("Sessions: where, when, ground rules, help people find there."),
        "survey": _l("Surveys: their days and their code."),
        "survey_item": _l("Which questions a survey asks."),
        "closed_question": _l("Questions with choices. Answers to them are only counted."),
        "agenda_item": _l("Which questions a session asks."),
        "outreach": _l("How many of each group a session wanted, and how many came. No names."),
        "pay_cards": _l("Numbers of gift cards, and how many were given. No names."),
        "place_poll": _l("Times and places that partner groups choose from."),
        "place_option": _l("One such time and place."),
        "place_vote": _l("Which of them work for a partner group."),
        "evening_job": _l("Who does what, in an evening: roles and units, no private data."),
        "co_facilitator": _l("Who helps to run a session."),
        "subscriber": _l(
            "E-mail addresses of people who asked for letters. Nothing ties them to what anyone said."
        ),
        "event": _l("What happened, day by day, in a chain that cannot be changed unseen."),
        "staff_address": _l(
            "E-mail addresses of staff who asked for the Monday page. One click takes an address out."
        ),
        "unit": _l("Units of the agency that are reminded of what they owe, and the level above."),
        "reminder": _l("Which reminders were sent, so that none is sent twice."),
        "setting": _l("Settings, like the agency's name and phone numbers."),
        "staff": _l("People who work here: name to sign in, role, a scrambled password."),
        "invitation": _l("Invitations for staff."),
        "second_factor": _l("Half of a key for each person who works here; the other half is kept apart."),
        "recovery_code": _l("Scrambled spare codes of people who work here."),
        "session_pass": _l("Passes on paper for those who run a session: for whom, which evening."),
        "desk_session": _l("Who of the staff is signed in now, and since when."),
        "reading": _l("Who of the readers opened original words, and when."),
    }


def kept() -> list[Kept]:
    """Every table of the database, those with people's words first."""
    words = table_words()
    tables = [
        Kept(
            name,
            words.get(name, ""),
            tuple(column.name for column in table.columns),
            from_people=name in FROM_PEOPLE,
        )
        for name, table in db.metadata.tables.items()
    ]
    return sorted(tables, key=lambda one: (not one.from_people, list(words).index(one.table)))


def waiting_tables() -> dict[str, list[str]]:
    """The tables of the short-lived intake: what was dropped, and the marks of those who run the room."""
    return columns()


def waiting_fields() -> dict[str, list[str]]:
    """What the short-lived intake holds of each kind of anonymous act, until it is sealed."""
    return {name: sorted(kind.fields) for name, kind in kinds().items()}


def files_beside() -> dict[str, Any]:
    """What lies in files beside the database, by the pattern of their names; a file without a line fails a test."""
    return {
        "hearback.db": _l("The database: all the tables on this page."),
        "hearback.db-journal": _l("Pages of the database while it writes. Gone a moment later."),
        "intake/*": _l("Words that wait to be sealed. Destroyed when they are."),
        "evidence/*": _l("Files of the agency that show what was done."),
        "uploads/*": _l("A file that a person of the staff brings in, until it is read in or left."),
        "rehearsals/*": _l("Copies for practice, with made-up voices. Destroyed at the end."),
        "state": _l("Eight random bytes. They change when anything in the tables does."),
        "sweep.lock": _l("Empty. It makes two workers wait for each other."),
        "deleted": _l(
            "In the folder of keys: marks of deleted words, locked, so that no backup brings them back."
        ),
        "deleted.lock": _l("Empty. It makes two workers wait for each other."),
        "identity, fingerprint, cookie, challenge, backup": _l("Keys. They say nothing of anyone."),
    }
