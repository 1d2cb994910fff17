"""Verbs of reporting back: draft, quote, read, co-sign, publish, correct."""

from collections.abc import Collection, Mapping

from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.actions.service import TwoPeopleNeeded, current_decision, loop_of
from listening.contributions.models import Redaction
from listening.core import clock, journal
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.engagements.rules import OWED_FROM, Duty
from listening.reportbacks.models import Quote, ReportBack
from listening.reportbacks.reading import (
    fit_to_quote,
    newest_version,
    published_for,
    quotable,
    versions,
)
from listening.reportbacks.rules import NEEDED, TEXTS, Quotable, Readiness, is_correction, missing_from
from listening.themes.models import Theme

__all__ = ["TEXTS", "fit_to_quote", "newest_version", "published_for", "quotable", "versions"]

#: Sent with the theme and ``report_back=…`` when a decision is reported back: the verdict window opens.
#: A mere correction does not send it.
report_back_published = Signal()


class Unwritten(Refused):
    """A text is missing."""

    status = 422


class UnfitQuote(Refused):
    """Only words whose author said "quote me", without details that point to them, are quoted."""

    status = 422


class NotReady(Refused):
    """Publishing still lacks something; ``missing`` names it as :func:`rules.missing_from` does."""

    def __init__(self, words: str, missing: list[str]) -> None:
        super().__init__(words)
        self.missing = missing


def draft(
    by: Staff, theme: Theme, language: str, texts: Mapping[str, str], correction: str = ""
) -> ReportBack:
    """Begin a report-back, or its next version; from version 2 on ``correction`` says in public what changed.

    Raises:
        Unwritten: when a needed text is empty, or a new version does not say what it corrects.
    """
    _writers_only(by)
    loop_of(theme)
    if language not in theme.engagement.languages:
        raise Refused(_("This language was not promised."))
    newest = newest_version(theme.id, language)
    if newest and newest.published_on is None:
        raise Refused(_("A draft in this language is waiting already."))
    if newest and not correction.strip():
        raise Unwritten(_("Say what this version corrects."))
    report_back = ReportBack(
        theme_id=theme.id,
        theme=theme,
        language=language,
        version=newest.version + 1 if newest else 1,
        correction=correction.strip() or None,
        drafted_by_id=by.id,
    )
    _write(report_back, texts)
    db.session.add(report_back)
    db.session.flush()
    return report_back


def change(by: Staff, report_back: ReportBack, texts: Mapping[str, str], correction: str = "") -> None:
    """Change a draft. Whoever writes last is its drafter, and whoever had agreed must look again."""
    refuse_if_public(report_back)
    said = {name: (texts.get(name) or "").strip() for name in TEXTS}
    same = all(getattr(report_back, name) == text for name, text in said.items())
    if same and correction.strip() in {"", report_back.correction or ""}:
        return
    _touch(by, report_back)
    _write(report_back, texts)
    report_back.correction = correction.strip() or report_back.correction


def _write(report_back: ReportBack, texts: Mapping[str, str]) -> None:
    for name in TEXTS:
        setattr(report_back, name, (texts.get(name) or "").strip())
    if not all(getattr(report_back, name) for name in NEEDED):
        raise Unwritten(_("Write what people said, what you did, and what comes next."))


def _touch(by: Staff, report_back: ReportBack) -> None:
    """Someone changed it: nobody else has seen these words yet."""
    _writers_only(by)
    refuse_if_public(report_back)
    report_back.drafted_by_id = by.id
    report_back.cosigned_by_id, report_back.human_reviewed = None, False


def quote(by: Staff, report_back: ReportBack, redaction: Redaction | None) -> Quote:
    """Put someone's words into a draft.

    Raises:
        UnfitQuote: unless they said "quote me", a reader took details out, and they are of this theme.
    """
    fit = quotable(report_back.theme_id, report_back.language).get(
        redaction.contribution_id if redaction else ""
    )
    if redaction is None or fit is None:
        raise UnfitQuote(_("These words cannot be quoted: their author or a reader did not agree to it."))
    number = redaction.contribution_id
    there = next((one for one in report_back.quotes if one.contribution_id == number), None)
    if there and _same(there, fit):
        return there
    _touch(by, report_back)
    words = there or Quote(contribution_id=number)
    words.words, words.translated_into = fit.words, fit.translated_into
    if there is None:
        report_back.quotes.append(words)
    db.session.flush()
    return words


def _same(words: Quote, fit: Quotable | None) -> bool:
    """Whether these words still are what may be quoted; a translation that came since takes their place."""
    return fit is not None and (words.words, words.translated_into) == (fit.words, fit.translated_into)


def unquote(by: Staff, report_back: ReportBack, words: Quote) -> None:
    """Take someone's words out of a draft."""
    _touch(by, report_back)
    report_back.quotes.remove(words)
    db.session.flush()


def choose_quotes(by: Staff, report_back: ReportBack, contribution_ids: Collection[str]) -> None:
    """Quote exactly these, in the words they have now."""
    for words in [one for one in report_back.quotes if one.contribution_id not in contribution_ids]:
        unquote(by, report_back, words)
    for contribution_id in sorted(set(contribution_ids)):
        quote(by, report_back, db.session.get(Redaction, contribution_id))


def mark_reviewed(by: Staff, report_back: ReportBack) -> None:
    """Someone who reads this language well read it."""
    _writers_only(by)
    refuse_if_public(report_back)
    report_back.human_reviewed = True


def cosign(by: Staff, report_back: ReportBack) -> None:
    """A reviewer who did not write it says that it is faithful to what people said.

    Raises:
        NotAllowed: for anyone else.
    """
    if not by.holds(Role.REVIEWER):
        raise NotAllowed(_("Only a parent partner can co-sign."))
    if by.id == report_back.drafted_by_id:
        raise TwoPeopleNeeded(_("You wrote this. Another parent partner must read it and co-sign."))
    refuse_if_public(report_back)
    report_back.cosigned_by_id = by.id


def needs_cosign(theme: Theme) -> bool:
    """Whether the promise includes a parent partner's signature."""
    return theme.engagement.participation.reaches(OWED_FROM[Duty.COSIGNED])


def readiness(report_back: ReportBack, by: Staff | None = None) -> Readiness:
    """The facts that publishing depends on, if ``by`` were to publish; nobody in particular when left out."""
    language = report_back.language
    fit = quotable(report_back.theme_id, language)
    current = [fit.get(one.contribution_id) for one in report_back.quotes]
    unfit = [one for one, now in zip(report_back.quotes, current, strict=True) if not _same(one, now)]
    return Readiness(
        answered=_answered(report_back),
        drafted_by_publisher=by is not None and by.id == report_back.drafted_by_id,
        needs_cosign=needs_cosign(report_back.theme),
        cosigned=report_back.cosigned_by_id is not None,
        reviewed_by_a_person=report_back.human_reviewed,
        unfit_quotes=len(unfit),
        untranslated_quotes=sum(now is not None and not now.stands_in(language) for now in current),
    )


def _answered(report_back: ReportBack) -> bool:
    """Whether its decision is public; contested ones need a new one first, or only a correction is told."""
    theme = report_back.theme
    if current_decision(theme.id) is None:
        return False
    return loop_of(theme).answered_on is not None or _corrects(report_back)


def _corrects(report_back: ReportBack) -> bool:
    theme = report_back.theme
    return is_correction(journal.steps_by_theme(theme.engagement_id)[theme.id], report_back.language)


def publish(by: Staff, report_back: ReportBack) -> None:
    """Tell it back in public; from then on only a visible correction changes it.

    Raises:
        NotReady: with what is missing.
    """
    if not by.holds(Role.PUBLISHER):
        raise NotAllowed(_("Only publishers make a report-back public."))
    refuse_if_public(report_back)
    missing = missing_from(readiness(report_back, by))
    if missing:
        words = "; ".join(missing_words()[name] for name in missing)
        raise NotReady(_("This is still missing: %(parts)s.", parts=words), missing)
    theme, corrects = report_back.theme, _corrects(report_back)
    report_back.published_by_id, report_back.published_on = by.id, clock.today()
    kind = Happened.REPORT_BACK_CORRECTED if corrects else Happened.REPORT_BACK_PUBLISHED
    _record(kind, report_back, by)
    if not corrects:
        report_back_published.send(theme, report_back=report_back)


def missing_words() -> dict[str, str]:
    """What :func:`rules.missing_from` names, to be listed in one sentence."""
    return {
        "answer": _("a published decision"),
        "quotes": _("quotes that their authors and a reader agreed to"),
        "translation": _("a translation of each quote that was said in another language"),
        "language_review": _("someone who reads this language well has read it"),
        "cosign": _("a parent partner’s signature"),
        "second_person": _("a second person: you wrote this"),
    }


def _record(kind: Happened, report_back: ReportBack, by: Staff | None, **facts: bool) -> None:
    named = {name: getattr(report_back, name) for name in ("language", "version")}
    journal.record(
        kind,
        on=clock.today(),
        engagement_id=report_back.theme.engagement_id,
        theme_id=report_back.theme_id,
        staff_id=by.id if by else None,
        detail={**named, "report_back": report_back.id, **facts},
    )


def correct_for_withdrawn(contribution_ids: Collection[str]) -> None:
    """Say in public that words were taken out of a published page, because their author took them back."""
    _correct(contribution_ids, words_withdrawn=True)


def correct_for_parted(contribution_ids: Collection[str]) -> None:
    """The same where a reader keeps a part of them apart from now on."""
    _correct(contribution_ids, words_apart=True)


def _correct(contribution_ids: Collection[str], **facts: bool) -> None:
    quoted = (
        select(ReportBack)
        .join(Quote)
        .where(Quote.contribution_id.in_(contribution_ids), ReportBack.published_on.is_not(None))
        .distinct()
    )
    for report_back in db.session.scalars(quoted).all():
        _record(Happened.REPORT_BACK_CORRECTED, report_back, None, **facts)


def refuse_if_public(report_back: ReportBack) -> None:
    if report_back.published_on:
        raise Refused(_("This report-back is public. Correct it with a new version."))


def _writers_only(by: Staff) -> None:
    if not by.holds(Role.PUBLISHER, Role.REVIEWER):
        raise NotAllowed(_("Only reviewers and publishers write report-backs."))
