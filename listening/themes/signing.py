"""Signing off: a person says that this was heard, in words that readers of each language checked."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import func, select

from listening.accounts.models import Staff
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.languages import own_name
from listening.core.loop import Happened
from listening.engagements.models import Engagement
from listening.themes import history
from listening.themes.counts import coverage, voices_of
from listening.themes.hold import NotReady, SignedOff, hold, readers_only
from listening.themes.models import Theme
from listening.themes.strands import dissent_owed


def missing_from(theme: Theme) -> list[str]:
    """What a theme still lacks before it can be signed off, in words for the reviewer."""
    parts = [(_("The name"), theme.label), (_("What we heard"), theme.summary)]
    if dissent_owed(theme):
        parts.append((_("What those say who see it differently"), theme.dissent or Words()))
    missing = [
        _("%(part)s, in %(language)s", part=part, language=own_name(language))
        for part, words in parts
        for language in words.missing(theme.engagement.languages)
    ]
    return missing if voices_of(theme.id) else [*missing, _("At least one voice")]


def refuse_if_missing(theme: Theme) -> None:
    if missing := missing_from(theme):
        raise NotReady(_("This is still missing: %(parts)s.", parts="; ".join(missing)))


def unchecked(theme: Theme) -> list[str]:
    """Languages of its engagement in which nobody checked the words yet."""
    return [one for one in theme.engagement.languages if one not in theme.checked]


def check_words(by: Staff, theme: Theme, languages: Collection[str]) -> None:
    """A reader says that the words are right in the languages they read.

    Raises:
        NotReady: while words or voices are missing.
    """
    readers_only(by)
    hold(theme.engagement_id)
    refuse_if_missing(theme)
    theme.checked = {**theme.checked, **dict.fromkeys(languages, by.id)}
    db.session.flush()


def uncheck(theme: Theme, label: Words, summary: Words) -> None:
    """Words that change have to be checked again, in the languages in which they change."""
    pairs = ((theme.label, label), (theme.summary, summary))
    theme.checked = {
        language: by
        for language, by in theme.checked.items()
        if all(old.get(language) == new.get(language) for old, new in pairs)
    }


def sign_off(by: Staff, theme: Theme, languages: Collection[str] | None = None) -> None:
    """A person says: this was heard. The loop of the theme begins; there is no way back.

    Args:
        by: a reviewer.
        theme: a draft.
        languages: those in which this person checked the words now; None means in all.

    Raises:
        NotReady: while words or voices are missing, or nobody checked the words in one of the languages.
    """
    readers_only(by)
    hold(theme.engagement_id)
    if not theme.is_draft:
        raise SignedOff(_("This theme is signed off already."))
    check_words(by, theme, theme.engagement.languages if languages is None else languages)
    if open_in := unchecked(theme):
        names = ", ".join(own_name(one) for one in open_in)
        raise NotReady(_("Nobody checked the words in %(languages)s yet.", languages=names))
    theme.signed_off_by_id, theme.signed_off_on = by.id, clock.today()
    record(Happened.SIGNED_OFF, by, theme)
    history.settle(theme, all_done=all_done(theme.engagement))


def all_done(engagement: Engagement) -> bool:
    """Whether every voice has its place and every theme is signed off."""
    drafts = select(func.count()).where(Theme.engagement_id == engagement.id, Theme.signed_off_on.is_(None))
    return coverage(engagement).complete and not db.session.scalar(drafts)


def record(kind: Happened, by: Staff, theme: Theme, detail: dict[str, list[str]] | None = None) -> None:
    journal.record(
        kind,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        staff_id=by.id,
        detail=detail or {},
    )
