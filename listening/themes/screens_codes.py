"""Pages of strands, codes and the second reader. Those with people's words note the reading."""

from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue

from listening.accounts.models import Staff
from listening.core.page import language, page
from listening.engagements.models import Engagement
from listening.themes import codebook, coding, second_coder, strands
from listening.themes.board import Voice, card_of, voices_at, voices_in
from listening.themes.forms import (
    CodeForm,
    CodingForm,
    DissentForm,
    SampleForm,
    SecondReadingForm,
    StrandForm,
)
from listening.themes.models import Code, SecondReading, Theme
from listening.themes.rules import Place
from listening.themes.screens import page_number, pages, read
from listening.themes.service import coverage


@dataclass(frozen=True)
class Coded:
    """The texts that are given codes: those of a theme, or the single voices of an engagement."""

    engagement: Engagement
    theme: Theme | None = None

    def address(self, number: str | None = None) -> str:
        if self.theme:
            return url_for("themes_codes.code_theme", theme_id=self.theme.id, page=number)
        return url_for("themes_codes.code_singles", engagement_id=self.engagement.id, page=number)

    @property
    def size(self) -> int:
        if self.theme:
            return card_of(self.theme).size
        return coverage(self.engagement).places.get(Place.SINGLE_VOICE, 0)

    def voices(self, number: int) -> list[Voice]:
        if self.theme:
            return voices_in(self.theme, number)
        return voices_at(self.engagement.id, Place.SINGLE_VOICE, number)


def show_strands(
    me: Staff,
    theme: Theme,
    form: StrandForm | None = None,
    *,
    dissent: DissentForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    engagement, size = theme.engagement, card_of(theme).size
    number = page_number(size)
    voices = voices_in(theme, number)
    kind = DissentForm.in_languages(engagement.languages)
    context = {
        "theme": theme,
        "covered": coverage(engagement),
        "voices": voices,
        "sizes": strands.sizes(theme),
        "strands": strands.strands_of(voice.id for voice in voices),
        "form": form or StrandForm(formdata=None),
        "dissent": dissent or kind(formdata=None, data=kind.fill(dissent=theme.dissent)),
        "owed": strands.dissent_owed(theme),
        **pages(number, size),
    }
    return read(me, engagement, "strands", len(voices), "themes/desk/strands.html", status=status, **context)


def code_form(code: Code) -> CodeForm:
    kind = CodeForm.in_languages(code.engagement.languages)
    names = (*kind.SAID, "name", "kind")
    return kind(data=kind.fill(**{name: getattr(code, name) for name in names}))


def show_code(
    engagement: Engagement, form: CodeForm, code: Code | None, *, status: int
) -> ResponseReturnValue:
    return page("themes/desk/code.html", engagement=engagement, form=form, code=code, status=status)


def show_coding(me: Staff, where: Coded, form: CodingForm, *, status: int) -> ResponseReturnValue:
    size = where.size
    number = page_number(size)
    voices = where.voices(number)
    book = codebook.codes_of(where.engagement.id)
    have = coding.carried(voice.id for voice in voices)
    context = {
        "place": where,
        "covered": coverage(where.engagement),
        "voices": voices,
        "book": book,
        "carried": {voice.id: [code for code in book if code.id in have[voice.id]] for voice in voices},
        "offered": coding.offered(book, voices),
        "form": form,
        **pages(number, size),
    }
    return read(
        me, where.engagement, "coding", len(voices), "themes/desk/coding.html", status=status, **context
    )


def show_second_readings(
    me: Staff, engagement: Engagement, form: SampleForm, *, status: int
) -> ResponseReturnValue:
    readings = second_coder.readings_of(engagement.id)
    done = [one for one in readings if second_coder.drawn(one) and not second_coder.left(one)]
    return page(
        "themes/desk/second_readings.html",
        engagement=engagement,
        form=form,
        spoken=second_coder.languages_heard(engagement.id),
        mine=second_coder.unfinished(me, engagement.id),
        results=[(one, second_coder.result(one)) for one in done],
        status=status,
    )


def show_sample(
    me: Staff, reading: SecondReading, form: SecondReadingForm, *, status: int
) -> ResponseReturnValue:
    """The next batch to read blind; once all are read, how far two readers agree."""
    if not second_coder.left(reading):
        return show_result(me, reading, form, status=status)
    voices = second_coder.to_read(reading)
    context = {
        "reading": reading,
        "voices": voices,
        "themes": _by_label(reading),
        "form": form,
        "alone": SecondReadingForm.ALONE,
        "left": second_coder.left(reading),
        "drawn": second_coder.drawn(reading),
    }
    return read(
        me, reading.engagement, "sample", len(voices), "themes/desk/sample.html", status=status, **context
    )


def show_result(
    me: Staff, reading: SecondReading, form: SecondReadingForm, *, status: int
) -> ResponseReturnValue:
    """How far two readers agree, before they talked and after it, and what to talk about."""
    differ = second_coder.differences(reading)
    context = {
        "reading": reading,
        "result": second_coder.result(reading),
        "after": second_coder.result(reading, talked=True),
        "settled": sum(one.reread.agreed is not None for one in differ),
        "differences": differ,
        "themes": second_coder.themes_named(reading.engagement_id),
        "listed": _by_label(reading),
        "form": form,
        "alone": SecondReadingForm.ALONE,
    }
    template = "themes/desk/result.html"
    return read(me, reading.engagement, "second reading", len(differ), template, status=status, **context)


def _by_label(reading: SecondReading) -> list[Theme]:
    themes = second_coder.themes_named(reading.engagement_id).values()
    return sorted(themes, key=lambda theme: theme.label.said(language()).casefold())
