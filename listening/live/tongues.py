"""What the big screen says, in each language of the session: a room reads in all of them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from listening.core.database import Words
from listening.core.page import language
from listening.core.pages import day, moment
from listening.live.forms import share_words
from listening.live.models import Room
from listening.live.rules import Share
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State


@dataclass(frozen=True)
class Tongue:
    """What stands in one language while people come in."""

    code: str
    title: str
    promise: str
    #: Of the rules; empty when there are none in this language.
    heading: str
    rules: list[str]


def in_turn(session: ListeningSession) -> list[str]:
    """The languages of the session, the one of this desk first."""
    return sorted(session.engagement.languages, key=lambda code: code != language())


def tongues_of(session: ListeningSession, room: Room) -> list[Tongue]:
    """What is shown while people come in, once in each language."""
    return [_tongue(code, session, room) for code in in_turn(session)]


def _tongue(code: str, session: ListeningSession, room: Room) -> Tongue:
    rules, engagement = (room.agreed_rules or session.ground_rules).get(code, ""), session.engagement
    with force_locale(code):
        due = _("An answer is due by %(date)s.", date=day(engagement.respond_by))
        heading = _("What we agreed on") if room.agreed_rules else _("Our ground rules")
    return Tongue(
        code,
        engagement.title.said(code),
        f"{engagement.promise.said(code)} {due}",
        heading if rules.strip() else "",
        [line for line in rules.splitlines() if line.strip()],
    )


def said_in_all(session: ListeningSession, say: Callable[[], str]) -> Words:
    """Words of ours in the languages of the session; what two of them say alike stands there once."""
    said = Words()
    for code in in_turn(session):
        with force_locale(code):
            text = str(say())
        if text not in said.values():
            said[code] = text
    return said


def _time_left(left: int | None) -> str:
    return str(ngettext("%(num)s minute", "%(num)s minutes", left) if left else _("Take the time you need"))


def _agreeing(share: Share) -> str:
    return f"{_('Agree:')} {share_words()[share]}"


def screen_words(session: ListeningSession, left: int | None) -> dict[str, Words]:
    """Everything else that the big screen says of itself."""
    says: dict[str, Callable[[], str]] = {
        "rest": lambda: _("We take a break"),
        "breathe": lambda: _("Rest, drink, breathe."),
        "heard": lambda: _("What we heard first"),
        "results": lambda: _("What the room says"),
        "no_scripts": lambda: _("No scripts on your phone? Type this before you send:"),
        "nobody": lambda: _("No account. No name."),
        "left": lambda: _time_left(left),
        **{share.value: partial(_agreeing, share) for share in Share},
    }
    return {name: said_in_all(session, say) for name, say in says.items()}


def thanks_words(session: ListeningSession) -> list[tuple[str, str, list[str]]]:
    """What the room is told when it is over, in each language: thanks, and what comes next."""
    return [_thanks(code, session) for code in in_turn(session)]


def _thanks(code: str, session: ListeningSession) -> tuple[str, str, list[str]]:
    back = session.return_session
    with force_locale(code):
        said = [_("An answer is due by %(date)s.", date=day(session.engagement.respond_by))]
        if session.sealed_on or session.closed_at:
            said.insert(0, _("What you said is mixed and sealed."))
        if back is not None and back.state is State.PLANNED:
            when, where = moment(back.starts_at), back.place.said(code)
            said.append(
                _("We come back on %(moment)s, at %(place)s. You are welcome.", moment=when, place=where)
            )
        return code, _("Thank you for coming"), said
