"""What every template may use: words in the reader's language, dates, navigation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from markupsafe import Markup, escape

from listening.core import assets, clock
from listening.core.database import Words, languages
from listening.core.languages import address_in, direction, own_name
from listening.core.models import Setting
from listening.core.page import language
from listening.core.qr import qr
from listening.core.suppression import band


@dataclass(frozen=True)
class DeskLink:
    """One entry of the desk's navigation, shown to some roles."""

    endpoint: str
    text: Any
    roles: frozenset[str]
    #: Requests of these blueprints count as being there.
    blueprints: frozenset[str] = field(default_factory=frozenset)


def add_desk_link(app: Flask, link: DeskLink) -> None:
    app.extensions.setdefault("hearback_desk", []).append(link)


def init_pages(app: Flask) -> None:
    app.jinja_env.globals["qr"] = qr
    app.jinja_env.filters.update(
        said=said, day=day, local_day=local_day, moment=moment, voices=voices, language_name=own_name
    )
    app.jinja_env.globals["direction"] = direction
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(everywhere)
    app.url_defaults(assets.add_mark)


def said(words: Mapping[str, str] | None) -> str | Markup:
    """The text in the reader's language; in another one, marked as such, when that is all there is."""
    here = language()
    spoken = Words(words or {})
    text = spoken.said(here)
    if not text or spoken.get(here):
        return text
    other = next(code for code, words in spoken.items() if words == text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(other, direction(other), text)


def day(value: date) -> str:
    """A date as people say it: May 30, 2026."""
    return str(format_date(value, "long"))


def local_day(value: datetime) -> str:
    """The day of an hour, in the agency's time zone."""
    return day(clock.day_of(value))


def moment(value: datetime) -> str:
    """A day and an hour in the agency's time zone."""
    return str(
        format_datetime(value, "EEEE d MMMM y, HH:mm" if language() != "en" else "EEEE, MMMM d, y, h:mm a")
    )


def voices(count: int) -> str:
    """A published count of people: a band, never a number from 1 to 10."""
    size = band(count)
    if size.kind == "none":
        return str(_("Nobody"))
    if size.kind == "few":
        return str(_("A few voices"))
    if size.kind == "range":
        return str(_("%(low)s to %(high)s voices", low=size.low, high=size.high))
    return str(_("About %(count)s voices", count=f"{size.low:,}"))


def everywhere() -> dict[str, Any]:
    here = language()
    me = getattr(g, "staff", None)
    return {
        "locale_code": here,
        "text_direction": direction(here),
        "languages": [
            {"code": code, "name": own_name(code), "href": address_in(code), "current": code == here}
            for code in languages()
        ],
        "agency_name": Setting.value_of("agency_name") or "",
        "home_href": url_for("engagements.home"),
        "nav": public_nav(),
        "me": me,
        "desk_nav": desk_nav(me) if me else [],
        "sign_out_href": url_for("accounts_desk.sign_out"),
        "today": clock.today,
    }


def public_nav() -> list[dict[str, Any]]:
    places = (
        ("insights.ledger", _("What you said, and what came of it"), False),
        ("confirmations.receipt", _("I have a receipt"), False),
        ("insights.what_we_keep", _("What we keep"), False),
        ("insights_desk.home", _("Staff sign-in"), True),
    )
    return [
        {"href": url_for(endpoint), "text": text, "staff": staff, "current": request.endpoint == endpoint}
        for endpoint, text, staff in places
    ]


def desk_nav(me: Any) -> list[dict[str, Any]]:
    """The rooms this person may enter, in loop order."""
    return [
        {
            "href": url_for(link.endpoint),
            "text": link.text,
            "current": request.endpoint == link.endpoint or request.blueprint in link.blueprints,
        }
        for link in current_app.extensions.get("hearback_desk", [])
        if me.role in link.roles
    ]


def paragraphs(text: str) -> Markup:
    """Plain text with its empty lines as paragraphs, everything else escaped."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(part)) for part in parts)
