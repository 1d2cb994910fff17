import hashlib
from collections.abc import Mapping
from typing import Any, Self

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from listening.core.forms import LONG_TEXT, Form, PublicForm
from listening.core.languages import direction
from listening.reportbacks.rules import TEXTS, Quotable


def check_words() -> dict[str, Any]:
    """The checklist before publishing, in the order people should do it."""
    return {
        "answer": _l("A decision on this theme is public"),
        "quotes": _l("Every quote may be quoted, with details taken out"),
        "translation": _l("Every quote can be read in this language"),
        "language_review": _l("A person who reads this language well has read it"),
        "cosign": _l("A parent partner has co-signed it"),
        "second_person": _l("Someone who did not write it publishes it"),
    }


def _long(label: Any, *, needed: str = "", hint: Any = "", rows: int = 4) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        validators=[
            InputRequired(needed) if needed else Optional(),
            Length(max=LONG_TEXT, message=_l("Use at most %(limit)s characters", limit=LONG_TEXT)),
        ],
        render_kw={"rows": rows},
    )


class ReportBackForm(Form):
    """The texts of one language, and the quotes chosen for it."""

    acknowledgement = _long(_l("What we must say first"), hint=_l("Name the harm, without excuses."), rows=3)
    you_said = _long(_l("You said"), needed=_l("Write what people said"))
    we_did = _long(_l("We did"), needed=_l("Write what was done"))
    why_not = _long(_l("Why not the rest"), hint=_l("Leave it empty when all of it is done."), rows=3)
    what_next = _long(
        _l("What next"), needed=_l("Write what comes next"), hint=_l("With a date, if you can.")
    )
    quotes = SelectMultipleField(
        _l("Their words"),
        description=_l("Only words whose author said yes, with details taken out by a reader."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    correction = _long(_l("What does this version correct? Everyone can read this."), rows=2)

    @classmethod
    def about(cls, theme_id: int, language: str, fit: Mapping[str, Quotable], **data: Any) -> Self:
        """The form in one language, offering the words that may be quoted, that language first."""
        form = cls(data=data)
        offered = sorted(
            fit.items(), key=lambda item: (not item[1].stands_in(language), item[1].spoken != language)
        )
        form.quotes.choices = [
            (mark_of(theme_id, one), offered_as(words, language)) for one, words in offered
        ]
        for name in (*TEXTS, "correction"):
            form[name].render_kw = {**form[name].render_kw, "lang": language, "dir": direction(language)}
        return form

    def needs_correction(self) -> bool:
        """Ask for the correction, for a next version: False when it is missing."""
        if (self.correction.data or "").strip():
            return False
        self.correction.errors = [_("Say what this version corrects")]
        return True

    def texts(self) -> dict[str, str]:
        """What was typed, with plain line ends."""
        return {name: (self[name].data or "").replace("\r\n", "\n") for name in TEXTS}

    def chosen(self, theme_id: int, fit: Mapping[str, Quotable]) -> list[str]:
        """The contribution ids behind the chosen marks."""
        return [one for one in fit if mark_of(theme_id, one) in (self.quotes.data or [])]


def offered_as(words: Quotable, language: str) -> str:
    """Words to be chosen, with what must be known about their language."""
    if words.translated_into:
        return f"{words.words} ({translated_words(words.spoken)})"
    if not words.stands_in(language):
        note = _("said in %(language)s, not translated yet", language=named(words.spoken))
        return f"{words.words} ({note})"
    return words.words


def translated_words(spoken: str) -> str:
    """That these are not the words that were said, and which language those were in."""
    return str(_("said in %(language)s, translated by a person", language=named(spoken)))


def named(language: str) -> str:
    """A language as the reader of this page calls it."""
    return str(Locale.parse(language).get_display_name(get_locale()))


def mark_of(theme_id: int, contribution_id: str) -> str:
    """A name for an offered quote that is not its id: the page must not tell where words lie in the vault."""
    return hashlib.sha256(f"{theme_id}:{contribution_id}".encode()).hexdigest()[:16]


class ButtonForm(Form):
    """A form that is only a button."""


#: An address as mail servers take it everywhere: no spaces, no signs that mean something in a header.
ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z"
#: Longest address that mail can carry (RFC 5321).
LONGEST_ADDRESS = 254


class LettersForm(PublicForm):
    """Where letters should go."""

    address = EmailField(
        _l("Your e-mail address"),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Length(max=LONGEST_ADDRESS, message=_l("Enter a shorter e-mail address")),
            Regexp(ADDRESS, message=_l("Enter an e-mail address like name@example.org")),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"},
    )
