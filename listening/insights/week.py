"""Leadership's Monday page: what is new, what is owed this week, overdue, contested, and waits for a signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions.answers import drafts_by_theme, loops, signed_off
from listening.core import clock
from listening.core.database import db
from listening.core.journal import step_of
from listening.core.loop import Loop, Status
from listening.core.models import Event
from listening.core.page import language
from listening.insights.owed import Owed, owed
from listening.insights.words import happened_words
from listening.reportbacks.models import ReportBack
from listening.themes.models import Theme

WEEK_DAYS = 7
#: News shown: more would hide what is owed.
NEWS_SHOWN = 8


@dataclass(frozen=True)
class Line:
    """One line with its link."""

    title: str
    text: str
    href: str


@dataclass(frozen=True)
class Contested:
    theme: Theme
    loop: Loop


@dataclass(frozen=True)
class Week:
    """The page; each list may be empty."""

    to_sign: Sequence[Line]
    overdue: Sequence[Owed]
    contested: Sequence[Contested]
    owed: Sequence[Owed]
    new: Sequence[Line]
    #: How many more news there were.
    more: int


def week_of(me: Staff) -> Week:
    """What leadership looks at on Monday, for one publisher."""
    themes = signed_off()
    standing = loops(themes)
    everything = owed()
    contested = [
        Contested(theme, standing[theme.id])
        for theme in themes
        if theme.id in standing and standing[theme.id].status is Status.CONTESTED
    ]
    new = _new()
    return Week(
        to_sign=[*_decisions(me), *_report_backs(me)],
        overdue=[one for one in everything if one.days_late > 0],
        contested=contested,
        owed=[one for one in everything if -WEEK_DAYS < one.days_late <= 0],
        new=new[:NEWS_SHOWN],
        more=max(0, len(new) - NEWS_SHOWN),
    )


def _decisions(me: Staff) -> list[Line]:
    """Decisions a colleague wrote; nobody signs what they wrote themselves."""
    return [
        Line(draft.theme.label.said(language()), "", url_for("actions_desk.shown", theme_id=draft.theme_id))
        for draft in drafts_by_theme().values()
        if draft.drafted_by_id != me.id
    ]


def _report_backs(me: Staff) -> list[Line]:
    drafts = db.session.scalars(
        select(ReportBack).where(ReportBack.published_on.is_(None), ReportBack.drafted_by_id != me.id)
    )
    return [
        Line(
            one.theme.label.said(language()),
            one.language,
            url_for("reportbacks_desk.edit", report_back_id=one.id),
        )
        for one in drafts
    ]


def _new() -> list[Line]:
    """What happened to themes in the last seven days, the newest first."""
    since = clock.today() - timedelta(days=WEEK_DAYS)
    rows = db.session.execute(
        select(Event, Theme)
        .join(Theme, Theme.id == Event.theme_id)
        .where(Event.on > since, Theme.signed_off_on.is_not(None))
        .order_by(Event.id.desc())
    )
    lines = [
        Line(
            theme.label.said(language()),
            happened_words(step_of(event)),
            url_for("insights.theme", theme_id=theme.id),
        )
        for event, theme in rows
    ]
    return [one for one in dict.fromkeys(lines) if one.text]


def this_week(day: date) -> str:
    """A week's name: ``2026-W10``.

    >>> this_week(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"
