"""What happened, in the words of the public page."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from listening.actions.forms import choice_words
from listening.actions.rules import Choice
from listening.confirmations.rules import Tally
from listening.core.loop import Happened, Status, Step
from listening.core.pages import day, voices
from listening.core.suppression import publishable


def happened_words(step: Step) -> str:
    """One line of a theme's trail."""
    say = _SAYS.get(step.kind)
    return str(say(step.detail)) if say else ""


def _date(detail: Any, name: str) -> str:
    return day(date.fromisoformat(detail[name])) if detail.get(name) else ""


def _community(detail: Any) -> Any:
    words = {
        Status.CONFIRMED: _("The community says: it is so. The loop is closed."),
        Status.PARTLY_CONFIRMED: _("The community says: partly."),
        Status.CONTESTED: _("The community disagrees. The loop is open again."),
        Status.UNCONFIRMED: _("Too few people answered to tell."),
    }
    return words[Status(detail["outcome"])]


def _decided(detail: Any) -> Any:
    return _("The agency answered: %(choice)s.", choice=choice_words()[Choice(detail["choice"])])


_SAYS = {
    Happened.SIGNED_OFF: lambda _detail: _("Readers put together what people said. This theme was heard."),
    Happened.COMMUNITY_EDITED: lambda _detail: _("People from the community changed how it is told."),
    Happened.ACKNOWLEDGED: lambda detail: _(
        "The agency says: we heard you. It promised an answer by %(date)s.", date=_date(detail, "reply_by")
    ),
    Happened.DECISION_PUBLISHED: _decided,
    Happened.ACTION_PLANNED: lambda _detail: _("The agency planned an action."),
    Happened.ACTION_JUDGED: lambda _detail: _("Someone judged how far an action is."),
    Happened.ACTION_MOVED: lambda _detail: _("The agency moved a date, and said why."),
    Happened.MILESTONE_REACHED: lambda _detail: _("A step was reached."),
    Happened.REPORT_BACK_PUBLISHED: lambda _detail: _("The agency reported back. You can say if it is so."),
    Happened.REPORT_BACK_CORRECTED: lambda detail: (
        _("Someone took their words back. They are gone from the report-back.")
        if detail.get("words_withdrawn")
        else _("The report-back was corrected in the open.")
    ),
    Happened.MESSAGE_REPLIED: lambda _detail: _("The agency replied to words people left."),
    Happened.COMMUNITY_ANSWERED: _community,
}


def outcome_words(tally: Tally, outcome: Status) -> str:
    """What people answered: bands only where none of them hides a number from 1 to 10."""
    if outcome is Status.UNCONFIRMED:
        return str(_("Too few answers to tell."))
    if publishable(tally.yes, tally.partly, tally.no, tally.cannot_tell):
        return str(
            _(
                "Yes: %(yes)s. Partly: %(partly)s. No: %(no)s.",
                yes=voices(tally.yes),
                partly=voices(tally.partly),
                no=voices(tally.no),
            )
        )
    words = {
        Status.CONFIRMED: _("Most said yes. We do not show small numbers."),
        Status.PARTLY_CONFIRMED: _("Some said yes, some said partly. We do not show small numbers."),
        Status.CONTESTED: _("Many said no. We do not show small numbers."),
    }
    return str(words[outcome])
