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


class NotADocument(TypeError):
    """Something else than an id and a text, such as a cell of a table with nothing in it."""

    def __init__(self, number: int, given: object) -> None:
        super().__init__(
            f"Number {number} is {given!r:.80}; give Document(id, text), both of them strings, the text '' for nothing."
        )


def check(documents: list[Document]) -> None:
    """Refuse what is no document, and documents that share an id.

    Raises
    ------
    NotADocument
        When an id or a text is not a string.
    RepeatedId
        When an id appears more than once.
    """
    seen: set[str] = set()
    for number, document in enumerate(documents):
        if not isinstance(getattr(document, "id", None), str) or not isinstance(document.text, str):
            raise NotADocument(number, document)
        if document.id in seen:
            raise RepeatedId(document.id)
        seen.add(document.id)
