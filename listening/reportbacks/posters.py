"""The poster as a PDF on one sheet."""

from functools import lru_cache

from listening.core.paper import SIZES, fitted

#: Kept in memory: a poster is asked for again when several people print it.
REMEMBERED = 32


@lru_cache(maxsize=REMEMBERED)
def poster_pdf(html: str, paper: str) -> bytes:
    """One sheet with the largest type that fits; a text too long for the smallest runs on to a second."""
    return fitted(html, paper, "poster-pdf.css", SIZES)
