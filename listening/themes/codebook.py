"""The codebook beside the themes: barriers and strengths, when each is used, when not, and an example."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from listening.accounts.models import Staff
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.engagements.models import Engagement
from listening.themes.hold import NotReady, hold, readers_only
from listening.themes.models import Code, Coding
from listening.themes.rules import CodeKind

#: Our own list to begin from.
STARTERS = Path(__file__).with_name("starters.toml")
#: The texts of a code, one per language each.
PARTS = ("label", "definition", "include", "exclude", "example")


class NameTaken(Refused):
    """Two codes of one codebook have different names."""

    status = 422


def codes_of(engagement_id: int) -> list[Code]:
    """An engagement's codebook, barriers first, in alphabetical order."""
    query = select(Code).where(Code.engagement_id == engagement_id).order_by(Code.kind, Code.name)
    return list(db.session.scalars(query))


def times_used(engagement_id: int) -> dict[int, int]:
    """How many texts carry each code. Exact: for readers, never for a public page."""
    query = (
        select(Coding.code_id, func.count())
        .join(Code, Code.id == Coding.code_id)
        .where(Code.engagement_id == engagement_id)
        .group_by(Coding.code_id)
    )
    return dict(db.session.execute(query).all())


def load_starters(by: Staff, engagement: Engagement) -> int:
    """Put our list of barriers and strengths into an engagement; codes it has already stay as they are."""
    readers_only(by)
    hold(engagement.id)
    known = {code.name for code in codes_of(engagement.id)}
    new = [one for one in starters() if one["name"] not in known]
    db.session.add_all(Code(engagement_id=engagement.id, **_columns(one)) for one in new)
    db.session.flush()
    return len(new)


def starters() -> Sequence[Mapping[str, Any]]:
    """The codes of our own list."""
    codes: Sequence[Mapping[str, Any]] = tomllib.loads(STARTERS.read_text(encoding="utf-8"))["code"]
    return codes


def _columns(facts: Mapping[str, Any]) -> dict[str, Any]:
    words = {part: Words(facts[part]) for part in PARTS}
    return {"name": facts["name"], "kind": CodeKind(facts["kind"]).value, **words}


def write_code(by: Staff, engagement: Engagement, facts: Mapping[str, Any], code: Code | None = None) -> Code:
    """Add a code, or change one; ``facts`` are its columns.

    Raises:
        NameTaken: when another code of this engagement has the name.
    """
    readers_only(by)
    hold(engagement.id)
    name = facts["name"].strip().upper()
    if any(one.name == name for one in codes_of(engagement.id) if one is not code):
        raise NameTaken(_("Another code has this name."))
    code = code or Code(engagement_id=engagement.id)
    for column, value in _columns({**facts, "name": name}).items():
        setattr(code, column, value)
    db.session.add(code)
    db.session.flush()
    return code


def remove_code(by: Staff, code: Code) -> None:
    """Take a code out of the book.

    Raises:
        NotReady: while a text carries it.
    """
    readers_only(by)
    hold(code.engagement_id)
    if times_used(code.engagement_id).get(code.id):
        raise NotReady(_("Some texts carry this code. Take it off them first."))
    db.session.delete(code)
    db.session.flush()
