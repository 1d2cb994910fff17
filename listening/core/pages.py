"""What every template may use: words in the reader's language, dates, navigation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_date, format_time
from flask_babel import gettext as _
from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup, escape

from listening.core import assets, clock
from listening.core.database import Words, languages
from listening.core.languages import address_in, direction, own_name
from listening.core.models import Setting
from listening.core.page import language
from listening.core.qr import qr
from listening.core.suppression import Band, band

#: Languages whose speakers here tell the hour by twelve; others by twenty-four.
TWELVE_HOURS = {"en", "es"}


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


class Compiled(BytecodeCache):
    """Compiled templates of this process: a rehearsal, and each test, is an application with the same ones."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        # It looks into the checksum of the source by itself.
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def init_pages(app: Flask) -> None:
    app.jinja_env.bytecode_cache = COMPILED
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
    """A day and an hour in the agency's time zone, as people say them: martes, 15 de diciembre de 2026, 6:00 pm."""
    return f"{format_date(value, 'full')}, {hour(value)}"


def hour(value: datetime) -> str:
    """An hour in the agency's time zone."""
    told = str(format_time(value, "h:mm a" if language() in TWELVE_HOURS else "HH:mm"))
    # The dots of “p. m.” would end a sentence twice.
    return re.sub(r"\s([ap])\.\sm\.$", r" \1m", told)


def voices(count: int | Band) -> str:
    """A published count of people: a band, never a number from 1 to 10."""
    size = count if isinstance(count, Band) else band(count)
    if size.kind == "least":
        return str(
            _("At least %(count)s voices", count=f"{size.low:,}")
            if size.low > 1
            else _("A few voices or more")
        )
    if size.kind == "none":
        return str(_("Nobody"))
    if size.kind == "few":
        return str(_("A few voices"))
    if size.kind == "range":
        return str(_("%(low)s to %(high)s voices", low=size.low, high=size.high))
    return str(_("About %(count)s voices", count=f"{size.low:,}"))


def people(count: int) -> str:
    """A count of people who are no voices, as its band."""
    size = band(count)
    if size.kind == "range":
        return str(_("%(low)s to %(high)s people", low=size.low, high=size.high))
    words = {
        "none": _("Nobody"),
        "few": _("Fewer than 11 people"),
        "about": _("About %(count)s people", count=f"{size.low:,}"),
    }
    return str(words[size.kind])


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
        "desk_nav": desk_nav(me) if me and not g.get("on_pass") else [],
        "sign_out_href": url_for("accounts_desk.sign_out"),
        "account_href": "" if g.get("on_pass") else url_for("accounts_door.account"),
        "today": clock.today,
        "days_late": clock.days_late,
        "rehearsal": current_app.config["SETTINGS"].rehearsal,
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
