"""A shared tablet: one person after the other on one page, locked to one session, leaving nothing behind."""

from flask import request
from flask_babel import gettext as _

from listening.contributions.receipt import NotAReceipt, read
from listening.contributions.rules import too_long_by
from listening.contributions.steps import Steps, read_steps
from listening.core.models import Setting
from listening.evening.rules import TABLET_IDLE, TABLET_WARNING
from listening.sessions.models import ListeningSession


def arrived(session: ListeningSession, languages: list[str]) -> tuple[Steps, str]:
    """What one person wrote, with their card's secret if they took one; and what is wrong with it."""
    words = request.form.get("card_words", "").strip()
    form = dict(request.form)
    problem = ""
    if words:
        try:
            form |= {"secret": read(words, languages)[0], "card": "1"}
        except NotAReceipt:
            problem = _("These are not the words of a card. Look at it again")
    steps = read_steps(session, form)
    if not steps.written:
        problem = problem or _("You have not written anything yet. Choose a question to answer.")
    if any(too_long_by(answer.text) for answer in steps.written):
        problem = problem or _("One answer is too long. Please make it shorter.")
    return steps, problem


def patience() -> tuple[int, int]:
    """Seconds without a touch until the tablet warns, and from then until it begins anew."""
    chosen = Setting.value_of("tablet_idle")
    return (int(chosen) if chosen else TABLET_IDLE), TABLET_WARNING
