"""The base of every form, and fields that ask for the same words in each language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.meta import DefaultMeta
from wtforms.validators import DataRequired, Length, Optional

from listening.core.database import Words
from listening.core.languages import direction, own_name

#: Longest text staff may write in one field, in characters.
LONG_TEXT = 4000
SHORT_TEXT = 200


class _FieldsOnly(DefaultMeta):
    """Reads what a form sends and nothing else: a body of JSON is no form, and may be no mapping either."""

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        return None if request.is_json else super().wrap_formdata(form, formdata)


class Form(FlaskForm):
    """A staff form: token against forged posts, errors in our words."""

    class Meta(_FieldsOnly):
        pass


class PublicForm(FlaskForm):
    """A form for everyone: no cookie, so no token; the origin of the post is checked instead."""

    class Meta(_FieldsOnly):
        csrf = False


@dataclass(frozen=True)
class Said:
    """A text asked for once per language."""

    label: Any
    required: bool = True
    rows: int = 3
    limit: int = LONG_TEXT


class WordsForm(Form):
    """A form with :class:`Said` texts in ``SAID``; build it with :meth:`in_languages`."""

    SAID: ClassVar[Mapping[str, Said]] = {}
    #: Fields and texts in the order of the page, in which errors are told; the texts come first when it is empty.
    ORDER: ClassVar[tuple[str, ...]] = ()
    languages: ClassVar[tuple[str, ...]] = ()

    def __iter__(self) -> Iterator[Field]:
        return iter(sorted(super().__iter__(), key=lambda field: self._place(field.name)))

    def _place(self, name: str) -> int:
        order = self.ORDER or tuple(self.SAID)
        named = (place for place, one in enumerate(order) if name == one or name.startswith(f"{one}_"))
        return next(named, len(order))

    @classmethod
    def in_languages(cls, languages: Iterable[str]) -> type[Self]:
        """This form with one field per text and language, named ``title_en``, ``title_es``."""
        chosen = tuple(languages)
        fields = {
            f"{name}_{language}": _said_field(said, language)
            for name, said in cls.SAID.items()
            for language in chosen
        }
        return type(cls.__name__, (cls,), {**fields, "languages": chosen})

    @classmethod
    def fill(cls, **values: Any) -> dict[str, Any]:
        """Field data for Words values: ``fill(title=words)`` → ``{"title_en": …}``."""
        filled: dict[str, Any] = {}
        for name, value in values.items():
            if name in cls.SAID:
                filled |= {f"{name}_{language}": text for language, text in (value or {}).items()}
            else:
                filled[name] = value
        return filled

    def words(self, name: str) -> Words:
        """What was typed for ``name``, in every language."""
        return Words(
            {language: (self[f"{name}_{language}"].data or "").strip() for language in self.languages}
        )

    def words_or_none(self, name: str) -> Words | None:
        """The same for a text that may be left out; None when nothing was typed in any language."""
        said = self.words(name)
        return said if any(said.values()) else None

    def fields_of(self, name: str) -> list[Field]:
        return [self[f"{name}_{language}"] for language in self.languages]


def _said_field(said: Said, language: str) -> Field:
    kind = StringField if said.rows == 1 else TextAreaField
    limit = SHORT_TEXT if said.rows == 1 else said.limit
    return kind(
        label_in(said.label, language),
        validators=[
            DataRequired(
                _l("%(label)s: write this in %(language)s", label=said.label, language=own_name(language))
            )
            if said.required
            else Optional(),
            Length(max=limit, message=_l("Use at most %(limit)s characters", limit=limit)),
        ],
        render_kw={"lang": language, "dir": direction(language), "rows": said.rows},
    )


def label_in(label: Any, language: str) -> Any:
    return _l("%(label)s, in %(language)s", label=label, language=own_name(language))


def choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """What a list of options offers: each value with its words."""
    return [SelectChoice(value=str(value), label=label) for value, label in words.items()]


def errors_of(form: FlaskForm) -> list[str]:
    """Every error of a form, once, for a summary."""
    return [_(message) for messages in form.errors.values() for message in messages]
