"""Forms to bring in a file: choose it, then say what it is."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, FileSize
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from listening.contributions.forms import consent_words
from listening.contributions.rules import Consent
from listening.contributions.uploads import MOST_BYTES, ending_of
from listening.core.forms import Form, choices
from listening.core.languages import own_name
from listening.core.page import language
from listening.core.pages import local_day
from listening.engagements.models import Engagement
from listening.sessions.models import ListeningSession

#: What is chosen when nobody knows what people agreed to.
UNKNOWN = "unknown"


class UploadForm(Form):
    engagement = SelectField(_l("Which engagement is it for?"), coerce=int)
    file = FileField(
        _l("The file"),
        description=_l(
            "CSV, XLSX, DOCX, TXT, VTT, SRT or JSONL, up to 8 MB. One answer a row, paragraph or line; in a "
            "transcript, one a turn."
        ),
        validators=[
            FileRequired(_l("Choose a file")),
            FileSize(MOST_BYTES, message=_l("This file is larger than 8 MB. Cut it in two")),
        ],
    )

    def validate_file(self, field: Any) -> None:
        """Only what we can read."""
        if field.data and not ending_of(field.data.filename or ""):
            raise ValidationError(_l("Choose a CSV, XLSX, DOCX, TXT, VTT, SRT or JSONL file"))


class MappingForm(Form):
    column = RadioField(
        _l("Which column holds what people said?"), validators=[InputRequired(_l("Choose a column"))]
    )
    prompt = SelectField(_l("Which prompt does it answer?"), coerce=int)
    session = SelectField(_l("Where was it said?"), coerce=int)
    language = SelectField(_l("In which language?"))
    without = SelectMultipleField(
        _l("Whose turns are left out?"),
        description=_l("Tick those who ran the session. Names of speakers are never brought in."),
        validators=[Optional()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    consent = RadioField(
        _l("What did people agree to?"),
        description=_l("Nobody knows, or nobody was asked? Then it is only counted."),
        validators=[InputRequired(_l("Say what people agreed to"))],
    )

    @classmethod
    def of(
        cls,
        engagement: Engagement,
        sessions: Sequence[ListeningSession],
        columns: Sequence[str],
        speakers: Sequence[str] = (),
        **kwargs: Any,
    ) -> "MappingForm":
        """The form with what this engagement and this file offer."""
        also = {f"also_{place}": _other_column(name, engagement) for place, name in enumerate(columns)}
        form: MappingForm = type(cls.__name__, (cls,), also if len(columns) > 1 else {})(**kwargs)
        here = language()
        form.column.choices = choices({name: name for name in columns})
        form.without.choices = choices({name: name for name in speakers})
        form.prompt.choices = choices({one.id: one.words.said(here) for one in engagement.prompts})
        nowhere: dict[Any, Any] = {0: _l("In no session of ours")}
        form.session.choices = choices(
            nowhere | {one.id: f"{one.place.said(here)}, {local_day(one.starts_at)}" for one in sessions}
        )
        form.language.choices = choices({code: own_name(code) for code in engagement.languages})
        form.consent.choices = choices(consent_words() | {UNKNOWN: _l("Nobody knows, or nobody was asked")})
        return form

    def others(self) -> list[Any]:
        """The fields of all columns but the first choice, to bring in more than one."""
        names = [choice.value for choice in self.column.choices]
        return [
            self[f"also_{place}"]
            for place, name in enumerate(names)
            if f"also_{place}" in self and name != self.column.data
        ]

    def mapped(self) -> dict[int, str]:
        """Which column answers which prompt."""
        more = {field.data: str(field.label.text) for field in self.others() if field.data}
        return {self.prompt.data: str(self.column.data)} | more

    def validate(self, extra_validators: Any = None) -> bool:
        """No two columns answer the same prompt: a row would be there twice."""
        good = bool(super().validate(extra_validators))
        taken = {self.prompt.data}
        for field in self.others():
            if field.data in taken:
                field.errors = [_l("Another column answers this prompt already")]
                good = False
            taken |= {field.data} - {0}
        return good

    def agreed(self) -> Consent:
        """Unknown consent is "just count it"."""
        return Consent.COUNT if self.consent.data == UNKNOWN else Consent(self.consent.data)


def _other_column(name: str, engagement: Engagement) -> SelectField:
    prompts: dict[Any, Any] = {one.id: one.words.said(language()) for one in engagement.prompts}
    return SelectField(name, choices=choices({0: _l("Leave it out")} | prompts), coerce=int, default=0)


class ButtonForm(Form):
    """A form that is only a button."""
