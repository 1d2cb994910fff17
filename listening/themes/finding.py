"""Finding texts by their words, wherever they are; accents and capitals do not matter."""

import unicodedata

from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.engagements.models import Prompt


def folded(text: str) -> str:
    """Lower case without accents.

    >>> folded("Camión")
    'camion'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def texts_with(engagement_id: int, words: str) -> list[str]:
    """Ids of the texts that hold every one of these words, or words that contain them; one query."""
    asked = folded(words).split()
    if not asked:
        return []
    query = (
        select(Contribution.id, Contribution.text).join(Prompt).where(Prompt.engagement_id == engagement_id)
    )
    rows = db.session.execute(query.order_by(Contribution.id))
    return [one for one, text in rows if _holds(folded(text), asked)]


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)
