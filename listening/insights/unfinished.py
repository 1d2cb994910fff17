"""What an engagement still owes on each theme, for everyone to see."""

from dataclasses import dataclass

from sqlalchemy import select

from listening.core.database import db
from listening.engagements.models import Engagement
from listening.insights.evidence import decision_days, report_days
from listening.themes.models import Theme


@dataclass(frozen=True)
class Unfinished:
    """One theme with what it lacks."""

    theme: Theme
    answered: bool
    #: Languages that were promised and in which nothing was told back.
    untold: tuple[str, ...]


def unfinished(engagement: Engagement) -> list[Unfinished]:
    """Signed-off themes that lack a public decision or a report-back in a promised language; three queries."""
    decided, told = decision_days(engagement), report_days(engagement)
    query = select(Theme).where(Theme.engagement_id == engagement.id, Theme.signed_off_on.is_not(None))
    found = [
        Unfinished(
            theme,
            theme.id in decided,
            tuple(one for one in engagement.languages if (theme.id, one) not in told),
        )
        for theme in db.session.scalars(query.order_by(Theme.id))
    ]
    return [one for one in found if not one.answered or one.untold]
