"""What happened, in the words of the public page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from listening.actions.forms import choice_words, completion_words
from listening.actions.rules import Choice, Completion
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Tally, outcome
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
    words = _asked_again() if detail.get("again") else _asked()
    return words[Status(detail["outcome"])]


def _asked() -> dict[Status, Any]:
    return {
        Status.CONFIRMED: _("The community says: it is so. The loop is closed."),
        Status.PARTLY_CONFIRMED: _("The community says: partly."),
        Status.CONTESTED: _("The community disagrees. The loop is open again."),
        Status.UNCONFIRMED: _("Too few people answered to tell."),
    }


def _asked_again() -> dict[Status, Any]:
    return {
        Status.CONFIRMED: _("Asked again, the community says: it is still so."),
        Status.PARTLY_CONFIRMED: _("Asked again, the community says: partly."),
        Status.CONTESTED: _("Asked again, the community says: no longer so. The loop is open again."),
        Status.UNCONFIRMED: _("Asked again, too few people answered. What they said before stands."),
    }


def still_words(confirmation: Confirmation) -> str:
    """What the community said of a change when it was asked again, with the day."""
    on = day(confirmation.evaluated_on or confirmation.ends_on)
    words = {
        Status.CONFIRMED: _("Still so, people said on %(date)s.", date=on),
        Status.PARTLY_CONFIRMED: _("Partly so, people said on %(date)s.", date=on),
        Status.CONTESTED: _("No longer so, people said on %(date)s.", date=on),
    }
    return str(words[Status(confirmation.outcome or "")])


def _decided(detail: Any) -> Any:
    return _("The agency answered: %(choice)s.", choice=choice_words()[Choice(detail["choice"])])


def _judged(detail: Any) -> Any:
    """Who says how far an action is; events from before this was kept do not say who."""
    if "agency" not in detail:
        return _("Someone judged how far an action is.")
    how_far = completion_words()[Completion(detail["completion"])]
    if detail["agency"]:
        return _("The agency judged how far an action is: %(how_far)s.", how_far=how_far)
    return _("Someone from outside the agency judged how far an action is: %(how_far)s.", how_far=how_far)


_SAYS: dict[Happened, Callable[[Any], Any]] = {
    Happened.SIGNED_OFF: lambda _detail: _("Readers put together what people said. This theme was heard."),
    Happened.COMMUNITY_EDITED: lambda _detail: _("People from the community changed how it is told."),
    Happened.OTHER_THINGS_TOLD: lambda _detail: _("Readers told more of the other things we heard."),
    Happened.OTHER_THINGS_TAKEN_BACK: lambda _detail: _(
        "Readers took words back from the other things we heard."
    ),
    Happened.OTHER_THINGS_ANSWERED: lambda _detail: _("The agency answered other things we heard."),
    Happened.EVERYONE_ANSWERED: lambda _detail: _("The agency answered everyone who spoke."),
    Happened.ACKNOWLEDGED: lambda detail: _(
        "The agency says: we heard you. It promised an answer by %(date)s.", date=_date(detail, "reply_by")
    ),
    Happened.DELAY_EXPLAINED: lambda detail: _(
        "The agency said why it is late. New date: %(date)s.", date=_date(detail, "new_date")
    ),
    Happened.COUNSEL_ASKED: lambda _detail: _("A draft of the answer went to the county’s lawyers."),
    Happened.COUNSEL_BACK: lambda detail: ngettext(
        "The lawyers gave the draft back after %(num)s day.",
        "The lawyers gave the draft back after %(num)s days.",
        detail["days"],
    ),
    Happened.DRAFT_SHOWN: lambda _detail: _("Parents were shown a draft: can you live with this?"),
    Happened.DECISION_PUBLISHED: _decided,
    Happened.REFERRED: lambda detail: _(
        "The agency asked %(name)s, and wants a reply by %(date)s.",
        name=detail["to"],
        date=_date(detail, "reply_by"),
    ),
    Happened.REFERRAL_ANSWERED: lambda detail: _("%(name)s replied.", name=detail["body"]),
    Happened.ACTION_PLANNED: lambda _detail: _("The agency planned an action."),
    Happened.ACTION_JUDGED: _judged,
    Happened.ACTION_HANDED_OVER: lambda detail: (
        _("%(old)s handed an action over to %(new)s.", old=detail["from"], new=detail["to"])
        if detail["from"] != detail["to"]
        else _("Someone else stands in for %(name)s now.", name=detail["to"])
    ),
    Happened.ACTION_MEASURED: lambda _detail: _("The agency measured what an action changes."),
    Happened.EVIDENCE_FILED: lambda _detail: _("The agency showed what was done."),
    Happened.EVIDENCE_REMOVED: lambda _detail: _("The agency took something away again, and said why."),
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
    Happened.ASKED_AGAIN: lambda detail: _(
        "We asked the community again: is it still so? The answer comes after %(date)s.",
        date=_date(detail, "ends_on"),
    ),
}


def beside_words() -> dict[str, Any]:
    """States beside the status, as they can be asked for."""
    return {
        "overdue": _("Overdue"),
        "broken": _("Promise not kept"),
        "late": _("An action is late"),
        "silent": _("Silent for 60 days or more"),
    }


def outcome_words(tally: Tally, result: Status) -> str:
    """What people answered: bands only where none of them hides a number from 1 to 10."""
    if result is Status.UNCONFIRMED:
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
    return str(words[result])


def apart_words(tally: Tally) -> str:
    """The same of answers on the public page, as if they counted among nobody's receipts."""
    return outcome_words(tally, outcome(tally, 0))
