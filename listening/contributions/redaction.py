"""Taking out what could point to a person: the machine flags, a person decides, a second one looks once more.

A redaction is the original with stretches replaced by words in brackets, and nothing else: it cannot add,
turn round or leave out words in silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution, Redaction
from listening.contributions.rules import Consent, clean
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements.models import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flask import Flask

    from analysis.redact import Shape, Span

#: What stands for each kind of detail, per language; English where a language has none.
STANDS_FOR: dict[str, dict[str, str]] = {
    "name": {"en": "name", "es": "nombre"},
    "worker": {"en": "my worker", "es": "mi trabajadora"},
    "place": {"en": "place", "es": "lugar"},
    "address": {"en": "address", "es": "dirección"},
    "date": {"en": "date", "es": "fecha"},
    "phone": {"en": "phone", "es": "teléfono"},
    "e-mail": {"en": "e-mail", "es": "correo"},
    "link": {"en": "link", "es": "enlace"},
    "handle": {"en": "account", "es": "cuenta"},
    "case number": {"en": "case number", "es": "número de caso"},
    "id": {"en": "card number", "es": "número de tarjeta"},
    "ssn": {"en": "number", "es": "número"},
    "plate": {"en": "plate", "es": "placa"},
    "other": {"en": "…", "es": "..."},
}
_KINDS = {words: kind for kind, by_language in STANDS_FOR.items() for words in by_language.values()}
_BRACKETS = re.compile("|".join(re.escape(f"[{words}]") for words in _KINDS))
_WORD = re.compile(r"\w+")
#: Words that stand before the name of someone who works for the agency, with what joins the two.
_STAFF = re.compile(
    r"\b(?:(?:my|our|the|her|his|their|a)\s)?(?:case ?worker|social worker|worker|supervisor)"
    r"(?:,|\sis|\snamed|\scalled)?\s$"
    r"|\b(?:(?:mi|nuestra?|la|el|una?)\s)?(?:trabajadora?(?:\ssocial)?|supervisora?|visitadora)"
    r"(?:,|\sse\sllama|\sllamad[ao])?\s$",
    re.IGNORECASE,
)
#: Voices that wait for a redaction are worked on this many at a time (rulings, 27).
BATCH = 15


class NotQuotable(Refused):
    """The person did not agree to be quoted, so nobody makes a copy of their words."""


class NotDerived(Refused):
    """The text holds something the original does not, or leaves words out without brackets."""

    status = 422


class StillThere(Refused):
    """A detail that was taken out in one place still stands in another."""

    status = 422


def suggest(text: str, language: str, own: Iterable[Shape] = ()) -> list[Span]:
    """Details the machine flags, by shapes of this office too. A person decides: its list is never complete."""
    from analysis.redact import DEFAULT_SHAPES, find_identifiers

    shapes = (*own, *DEFAULT_SHAPES)
    return [_of_staff(text, span) for span in find_identifiers(text, language.partition("_")[0], shapes)]


def _of_staff(text: str, span: Span) -> Span:
    """A name behind "my worker" stands for the worker: both words become "[my worker]" (rulings, 24)."""
    before = _STAFF.search(text[: span.start]) if span.kind == "name" else None
    return replace(span, start=before.start(), kind="worker") if before else span


def bracketed(kind: str, language: str) -> str:
    """What stands for a kind of detail in a text: ``[name]``, ``[nombre]``."""
    words = STANDS_FOR.get(kind, STANDS_FOR["other"])
    return f"[{words.get(language.partition('_')[0], words['en'])}]"


def masked(text: str, language: str, spans: Iterable[Span]) -> str:
    """The text with every flagged detail replaced, to begin from."""
    from analysis.redact import mask

    return mask(text, [replace(span, stand_in=bracketed(span.kind, language)[1:-1]) for span in spans])


def without_details(text: str, language: str, own: Iterable[Shape] = ()) -> str:
    """What the machine may read when what it says of it is shown: a space in place of each detail."""
    from analysis.redact import DEFAULT_SHAPES, find_identifiers

    spans = find_identifiers(text, language.partition("_")[0], (*own, *DEFAULT_SHAPES))
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))


def redacted_words(ids: Select[str]) -> dict[str, str]:
    """What readers left of each text, brackets taken out too."""
    query = select(Redaction.contribution_id, Redaction.text).where(Redaction.contribution_id.in_(ids))
    return {one: _BRACKETS.sub(" ", text) for one, text in db.session.execute(query)}


def kinds_in(text: str) -> set[str]:
    """Kinds of detail a redacted text has brackets for."""
    return {_KINDS[found[1:-1]] for found in _BRACKETS.findall(text)}


def redact(by: Staff, contribution: Contribution, text: str, taken_out: Iterable[str]) -> Redaction:
    """Keep the words without what could point to a person; a changed one must be looked at again.

    Raises:
        NotQuotable: when the person did not agree to be quoted.
        NotDerived: when it is not the original with stretches replaced by brackets.
        StillThere: when a detail taken out once still stands elsewhere.
    """
    _readers_only(by)
    if contribution.consent != Consent.QUOTE:
        raise NotQuotable(_("This person did not agree to be quoted."))
    text = clean(text)
    # Nobody keeps a part of it apart until this is written: what was taken from all of it would hold that part.
    db.session.refresh(contribution, ["text"], with_for_update=True)
    _refuse_unless_derived(contribution.text, text)
    kinds = kinds_in(text)
    redaction = db.session.get(Redaction, contribution.id) or Redaction(contribution_id=contribution.id)
    redaction.text = text
    redaction.taken_out = sorted(kinds | (set(taken_out) & set(STANDS_FOR) if kinds else set()))
    redaction.redacted_by_id, redaction.checked_by_id = by.id, None
    db.session.add(redaction)
    db.session.flush()
    return redaction


def check(by: Staff, redaction: Redaction) -> None:
    """A second person looked and found nothing that points to anyone."""
    _readers_only(by)
    if redaction.redacted_by_id == by.id:
        raise NotAllowed(_("Someone else must look once more: you took the details out yourself."))
    redaction.checked_by_id = by.id


def _readers_only(by: Staff) -> None:
    if not by.holds(Role.REVIEWER):
        raise NotAllowed(_("Only a reviewer outside the agency can do this."))


def _refuse_unless_derived(original: str, text: str) -> None:
    said = _WORD.findall(original)
    kept = kept_words(said, text)
    # Brackets of someone's own making look like a detail taken out, and may hold the detail.
    if kept is None or _BRACKETS.sub("", text).count("[") > original.count("["):
        raise NotDerived(_("Keep the person’s own words. Only put words in brackets in place of details."))
    if not kept:
        raise NotDerived(_("No words are left. Leave this voice out instead."))
    if again := left_over(said, kept):
        raise StillThere(_("This was taken out once and still stands elsewhere: %(words)s", words=again))


def kept_words(said: Sequence[str], text: str) -> list[int] | None:
    """Positions of the original's words that a redacted text keeps; None when it is not made from them.

    Each run between brackets must follow in the original without a gap, the runs in order, the first at the
    beginning and the last at the end unless a bracket stands there.

    >>> kept_words(["Ana", "was", "late"], "[name] was late")
    [1, 2]
    >>> kept_words(["Ana", "was", "not", "late"], "[name] was late") is None
    True
    """
    runs = [_WORD.findall(run) for run in _BRACKETS.split(text)]
    kept: list[int] = []
    done = 0
    for number, run in enumerate(runs):
        first, last = number == 0, number == len(runs) - 1
        if not run and not (first and last):
            continue
        earliest = len(said) - len(run) if last else done
        latest = 0 if first else len(said) - len(run)
        start = next((at for at in range(max(earliest, done), latest + 1) if _stands(said, run, at)), None)
        if start is None:
            return None
        kept += range(start, start + len(run))
        done = start + len(run)
    return kept


def _stands(said: Sequence[str], run: Sequence[str], at: int) -> bool:
    return list(said[at : at + len(run)]) == list(run)


def left_over(said: Sequence[str], kept: Sequence[int]) -> str:
    """Names and numbers that were taken out in one place and kept in another.

    >>> left_over(["Ana", "said", "Ana", "left"], [1, 2, 3])
    'Ana'
    """
    here = set(kept)
    kept_here, small = {said[at] for at in kept}, {word for word in said if word.islower()}
    gone = [word for at, word in enumerate(said) if at not in here]
    telling = [word for word in gone if len(word) > 1 and not word.islower() and word.lower() not in small]
    return ", ".join(dict.fromkeys(word for word in telling if word in kept_here))


def may_be_quoted(contribution: Contribution) -> bool:
    """Whether the person agreed, and nobody set the words apart."""
    query = select(Contribution.id).where(Contribution.id == contribution.id, ~never_quoted())
    return contribution.consent == Consent.QUOTE and db.session.scalar(query) is not None


def to_redact(engagement_id: int, after: str = "", file: int | None = None) -> list[Contribution]:
    """The next voices that may be quoted and have no redaction yet, one batch; of one file if asked."""
    query = _quotable(select(Contribution), engagement_id).where(
        Redaction.contribution_id.is_(None), Contribution.id > after
    )
    if file is not None:
        query = query.where(Contribution.import_batch_id == file)
    return list(db.session.scalars(query.order_by(Contribution.id).limit(BATCH)))


def to_check(by: Staff, engagement_id: int) -> list[Redaction]:
    """Redactions of others that nobody looked at a second time, one batch."""
    query = _quotable(select(Redaction).select_from(Contribution), engagement_id).where(
        Redaction.checked_by_id.is_(None), Redaction.redacted_by_id != by.id
    )
    query = query.options(joinedload(Redaction.contribution)).order_by(Redaction.contribution_id)
    return list(db.session.scalars(query.limit(BATCH)))


def how_many_left(engagement_id: int) -> int:
    """Voices that may be quoted and have no redaction yet."""
    query = _quotable(select(func.count()).select_from(Contribution), engagement_id)
    return db.session.scalar(query.where(Redaction.contribution_id.is_(None))) or 0


def leave_out(app: Flask, which: Callable[[], Select[str]]) -> None:
    """A later room names words that nobody may quote whatever the person agreed to: sensitive, or set apart."""
    app.extensions.setdefault("hearback_never_quoted", []).append(which)


def never_quoted() -> ColumnElement[bool]:
    """The words that later rooms keep out of every quotation."""
    named: list[Callable[[], Select[str]]] = current_app.extensions.get("hearback_never_quoted", [])
    return or_(false(), *(Contribution.id.in_(which()) for which in named))


def _quotable(query: Select[*tuple[Any, ...]], engagement_id: int) -> Select[*tuple[Any, ...]]:
    return (
        query.join(Prompt, Prompt.id == Contribution.prompt_id)
        .outerjoin(Redaction, Redaction.contribution_id == Contribution.id)
        .where(
            Prompt.engagement_id == engagement_id,
            Contribution.consent == Consent.QUOTE.value,
            ~never_quoted(),
            Contribution.text != "",
        )
    )
