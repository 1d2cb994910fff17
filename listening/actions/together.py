"""One answer for several themes: rows that are written, shown and published together."""

from sqlalchemy import or_, select

from listening.actions.models import Decision
from listening.core.database import db


def together(decision: Decision) -> list[Decision]:
    """This decision and those drafted with it, the first one first."""
    lead = decision.lead_id
    query = select(Decision).where(or_(Decision.id == lead, Decision.shared_id == lead))
    return list(db.session.scalars(query.order_by(Decision.id)))
