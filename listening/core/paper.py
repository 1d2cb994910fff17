"""Paper: PDF files that screen readers can read (PDF/UA), on the paper of either half of the world."""

import importlib.util
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, abort, request

from listening.core.paths import resource

#: Paper: what CSS calls it.
PAPERS = {"letter": "letter", "a4": "A4"}
#: Drawing a file takes a second of a processor; a room that prints asks a few times.
DRAWINGS = "30 per minute"
#: Sizes of type tried from the largest on, until a sheet for a wall stands on one page; in points.
SIZES = (23, 21, 19.5, 18, 16.5, 15, 13.5, 12, 10.5, 9)
OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
#: A drawing with its name, which browsers read from an attribute and PDF from a title.
_NAMED = re.compile(r'(<svg[^>]*\saria-label="([^"]*)"[^>]*>)')


def can_print() -> bool:
    """Whether the extra ``pdf`` is installed."""
    return importlib.util.find_spec("weasyprint") is not None


class Paper:
    """A document to be laid out on one kind of paper.

    Args:
        html: the whole document, all of its drawings within it.
        paper: a key of :data:`PAPERS`.
        look: a style sheet in ``static/css``.
    """

    def __init__(self, html: str, paper: str, look: str) -> None:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher

        # No protocol is allowed: nothing a text says may make the server ask for a file or an address.
        nothing = URLFetcher(allowed_protocols=())
        self.paper = PAPERS[paper]
        self.source = HTML(string=_NAMED.sub(r"\1<title>\2</title>", html), url_fetcher=nothing)
        self.look = CSS(filename=str(resource("static") / "css" / look))

    def lay_out(self, points: float | None = None) -> Any:
        """The pages, in type of this size or of the style sheet's."""
        from weasyprint import CSS

        type_size = f"html {{ font-size: {points}pt }}" if points else ""
        sheet = CSS(string=f"@page {{ size: {self.paper} }} {type_size}")
        return self.source.render(stylesheets=[self.look, sheet], **OPTIONS)


def as_file(pages: Any) -> bytes:
    """The file of what was laid out."""
    return bytes(pages.write_pdf(**OPTIONS))


def paper_asked() -> str:
    """``?paper=letter`` or ``a4``; 404 for others, and where the extra ``pdf`` is not installed."""
    paper = request.args.get("paper", "letter")
    if paper not in PAPERS or not can_print():
        abort(404)
    return paper


def as_answer(file: bytes, name: str) -> Response:
    """A file to look at or to keep, under a name of letters, digits and dashes."""
    return Response(
        file, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


def size_that_fits(html: str, paper: str, look: str, sizes: Sequence[float]) -> float:
    """The largest of ``sizes`` (points) in which the document is one sheet; the smallest when none is."""
    sheet = Paper(html, paper, look)
    return next((size for size in sizes if len(sheet.lay_out(size).pages) == 1), sizes[-1])


def fitted(html: str, paper: str, look: str, sizes: Iterable[float]) -> bytes:
    """A file on one sheet with the largest of ``sizes`` (points) that fits; too long a text runs on to a second."""
    sheet = Paper(html, paper, look)
    drawn = None
    for size in sizes:
        drawn = sheet.lay_out(size)
        if len(drawn.pages) == 1:
            break
    return as_file(drawn)
