from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from listening.core.database import Words
from listening.core.forms import Form, Said, WordsForm, choices
from listening.core.page import language
from listening.core.pages import moment
from listening.engagements.models import Engagement, Prompt
from listening.sessions.forms import CheckboxesField
from listening.sessions.models import ListeningSession
from listening.surveys.rules import QuestionKind


def question_kinds() -> dict[QuestionKind, Any]:
    return {
        QuestionKind.SINGLE: _l("One choice"),
        QuestionKind.SEVERAL: _l("Several choices"),
        QuestionKind.SCALE: _l("A scale from 1 to 5"),
        QuestionKind.RANKING: _l("Put in order"),
    }


class SurveyForm(Form):
    opens_on = DateField(
        _l("First day"),
        description=_l("Questions with choices can be added until the day before."),
        validators=[InputRequired(_l("Choose the first day"))],
    )
    closes_on = DateField(_l("Last day"), validators=[InputRequired(_l("Choose the last day"))])
    remind_on = DateField(
        _l("A day to remind people"),
        description=_l("By poster or word of mouth. Nobody's address is kept."),
        validators=[Optional()],
    )
    return_session = SelectField(_l("Where people hear what came of it"), coerce=int)
    prompts = CheckboxesField(_l("What is asked"), coerce=int, validators=[Optional()])

    @classmethod
    def of(cls, engagement: Engagement, returns: Sequence[ListeningSession], **kwargs: Any) -> "SurveyForm":
        """The form with the prompts of an engagement and its return sessions."""
        form = cls(**kwargs)
        form.prompts.choices = choices({one.id: one.words.said(language()) for one in engagement.prompts})
        none: dict[Any, Any] = {0: _l("Not planned yet")}
        form.return_session.choices = choices(none | {one.id: moment(one.starts_at) for one in returns})
        return form

    def validate_closes_on(self, field: Any) -> None:
        """It ends after it begins."""
        if self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("The last day cannot be before the first"))

    def validate_remind_on(self, field: Any) -> None:
        """A reminder after the end reminds nobody."""
        if field.data and self.closes_on.data and field.data > self.closes_on.data:
            raise ValidationError(_l("Remind people before the last day"))

    def facts(self) -> dict[str, Any]:
        """The columns of a survey."""
        names = ("opens_on", "closes_on", "remind_on")
        facts = {name: self[name].data for name in names}
        return facts | {"return_session_id": self.return_session.data or None}

    def chosen(self, engagement: Engagement) -> list[Prompt]:
        ticked = set(self.prompts.data or [])
        return [prompt for prompt in engagement.prompts if prompt.id in ticked]


class QuestionForm(WordsForm):
    SAID: ClassVar = {
        "words": Said(_l("The question"), rows=2, limit=300),
        "options": Said(_l("The choices, one a line (of a scale: its two ends)"), rows=4, limit=600),
    }
    kind = RadioField(
        _l("How do people answer?"),
        choices=choices(question_kinds()),
        validators=[InputRequired(_l("Choose how people answer"))],
    )

    def choices_typed(self) -> list[Words]:
        """The choices, each in every language; empty when the languages do not have as many."""
        lines = {
            language: [line.strip() for line in text.splitlines() if line.strip()]
            for language, text in self.words("options").items()
        }
        if len({len(one) for one in lines.values()}) != 1:
            return []
        return [Words(zip(lines, together, strict=True)) for together in zip(*lines.values(), strict=True)]


class ButtonForm(Form):
    """A form that is only a button."""
