"""What we keep, made from the schema: also the whole answer to a court order."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from listening.contributions.door import kinds
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
    "redaction",
    "disposition",
    "translation",
    "undo",
    "batch_text",
    "coding",
    "reread",
    "tombstone",
    "quote",
    "message",
    "pool",
)


def table_words() -> dict[str, Any]:
    """What each table is for. A table without a line here fails a test."""
    return {
        "contribution": _l("What people said, without name, day or order. Only readers can open it."),
        "redaction": _l("The same words with details taken out by a reader."),
        "disposition": _l("Where each answer was put: a theme, a single voice, set apart."),
        "tombstone": _l(
            "Marks of deleted words, so that they cannot come back. They say nothing by themselves."
        ),
        "quote": _l("Words shown in a report-back, with a yes from the person who said them."),
        "message": _l("Words left with a “no” or “partly”, and the reply."),
        "pool": _l("How many answers were sealed together, and in which month."),
        "import_batch": _l("Files that were read in: a fingerprint of the file and how many rows."),
        "confirmation": _l("How all answers to a report-back were counted together."),
        "show_of_hands": _l("Hands counted in a room, and who counted."),
        "coding": _l("Which barriers and strengths a reader saw in an answer."),
        "reread": _l("Where a second reader put an answer, to see whether two readers agree."),
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
        "draft": _l("Runs of the machine that drafts themes."),
        "decision": _l("What the agency decided, and why."),
        "action": _l("What the agency will do, who owns it, by when."),
        "milestone": _l("Steps of an action."),
        "postponement": _l("Dates that moved, and why."),
        "report_back": _l("What was told back, in each language."),
        "engagement": _l("The promise: what is asked, what can change, by when."),
        "prompt": _l("The questions."),
        "obligation": _l("What is owed, and by when."),
        "amendment": _l("Changes to a promise."),
        "listening_session": _l("Sessions: where, when, ground rules, help people find there."),
        "agenda_item": _l("Which questions a session asks."),
        "co_facilitator": _l("Who helps to run a session."),
        "subscriber": _l(
            "E-mail addresses of people who asked for letters. Nothing ties them to what anyone said."
        ),
        "event": _l("What happened, day by day, in a chain that cannot be changed unseen."),
        "setting": _l("Settings, like the agency's name and phone numbers."),
        "staff": _l("People who work here: name to sign in, role, a scrambled password."),
        "invitation": _l("Invitations for staff."),
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


def waiting_fields() -> dict[str, list[str]]:
    """What the short-lived intake holds of each kind of anonymous act, until it is sealed."""
    return {name: sorted(kind.fields) for name, kind in kinds().items()}
