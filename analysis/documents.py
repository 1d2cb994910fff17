"""What goes in: one text with an id and, when a person chose one, a language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One contribution.

    Parameters
    ----------
    id : str
        Names the text; unique within one call.
    text : str
        What was said, as it was said.
    language : str or None
        ISO 639-1 code a person chose, or None when nobody did.
    """

    id: str
    text: str
    language: str | None = None


class RepeatedId(ValueError):
    """Two documents carry the same id, so a place could not be told apart."""

    def __init__(self, document_id: str) -> None:
        super().__init__(f"The id {document_id!r} is used twice.")


def check_ids(documents: list[Document]) -> None:
    """Refuse documents that share an id.

    Raises
    ------
    RepeatedId
        When an id appears more than once.
    """
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise RepeatedId(document.id)
        seen.add(document.id)
