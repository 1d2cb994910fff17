"""The poster as a PDF that screen readers can read (PDF/UA), on the paper of either half of the world."""

import importlib.util
import re
from functools import lru_cache

from listening.core.paths import resource

#: Paper: what CSS calls it.
PAPERS = {"letter": "letter", "a4": "A4"}
#: Sizes of type tried from the largest on, until all of it stands on one sheet; in points.
SIZES = (23, 21, 19.5, 18, 16.5, 15, 13.5, 12, 10.5, 9)
#: Kept in memory: a poster is asked for again when several people print it.
REMEMBERED = 32
#: A drawing with its name, which browsers read from an attribute and PDF from a title.
_NAMED = re.compile(r'(<svg[^>]*\saria-label="([^"]*)"[^>]*>)')


def can_print() -> bool:
    """Whether the extra ``pdf`` is installed."""
    return importlib.util.find_spec("weasyprint") is not None


@lru_cache(maxsize=REMEMBERED)
def poster_pdf(html: str, paper: str) -> bytes:
    """One sheet with the largest type that fits; a text too long for the smallest runs on to a second.

    Args:
        html: the whole document, all of its drawings within it.
        paper: a key of :data:`PAPERS`.
    """
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    # No protocol is allowed: nothing a text says may make the server ask for a file or an address.
    nothing = URLFetcher(allowed_protocols=())
    document = HTML(string=_NAMED.sub(r"\1<title>\2</title>", html), url_fetcher=nothing)
    look = CSS(filename=str(resource("static") / "css" / "poster-pdf.css"))
    options = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
    for size in SIZES:
        sheet = CSS(string=f"@page {{ size: {PAPERS[paper]} }} html {{ font-size: {size}pt }}")
        drawn = document.render(stylesheets=[look, sheet], **options)
        if len(drawn.pages) == 1:
            break
    return bytes(drawn.write_pdf(**options))
