from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, FloatField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from listening.actions.rules import FileKind, Told, Value, Within
from listening.core.forms import Said, WordsForm, choices


def told_words() -> dict[Told, Any]:
    return {Told.BASELINE: _l("Before"), Told.READING: _l("Read"), Told.TARGET: _l("Goal")}


def kind_words() -> dict[FileKind, Any]:
    return {
        FileKind.PDF: "PDF",
        FileKind.PNG: _l("picture"),
        FileKind.JPEG: _l("picture"),
        FileKind.CSV: _l("table"),
    }


def within_words() -> dict[Within, Any]:
    return {
        Within.ALL: _l("All dates"),
        Within.LATE: _l("Only what is late"),
        Within.MONTH: _l("Due in 30 days"),
        Within.QUARTER: _l("Due in three months"),
    }


class MeasureForm(WordsForm):
    SAID: ClassVar = {
        "words": Said(_l("What you measure"), rows=1),
        "unit": Said(_l("What the number counts, for example days"), rows=1, required=False),
        "before": Said(_l("How it was before, in words"), rows=1, required=False),
        "goal": Said(_l("How it shall be, in words"), rows=1, required=False),
    }
    #: As people think of it: what, then before, then the goal.
    ORDER: ClassVar = (
        "words",
        "unit",
        "counts_people",
        "before_number",
        "before",
        "before_on",
        "goal_number",
        "goal",
        "goal_on",
    )
    counts_people = BooleanField(
        _l("The number counts people"),
        description=_l("A number of people is shown as a range, so that nobody can be picked out."),
    )
    before_number = FloatField(_l("How it was before, as a number"), validators=[Optional()])
    before_on = DateField(_l("Read on"), validators=[InputRequired(_l("Choose a date"))])
    goal_number = FloatField(_l("How it shall be, as a number"), validators=[Optional()])
    goal_on = DateField(_l("By"), validators=[InputRequired(_l("Choose a date"))])

    def value(self, name: str) -> Value:
        """The number typed for a part, or its words."""
        return Value(self[f"{name}_number"].data, self.words(name))


class ReadingForm(WordsForm):
    ORDER: ClassVar = ("now_number", "now", "on")
    SAID: ClassVar = {"now": Said(_l("How it is, in words"), rows=1, required=False)}
    now_number = FloatField(_l("How it is, as a number"), validators=[Optional()])
    on = DateField(_l("Read on"), validators=[InputRequired(_l("Choose a date"))])

    def value(self) -> Value:
        """The number typed, or the words."""
        return Value(self.now_number.data, self.words("now"))


class EvidenceForm(WordsForm):
    SAID: ClassVar = {"words": Said(_l("What it shows"), rows=2)}
    file = FileField(
        _l("A file"),
        description=_l(
            "PDF, PNG, JPEG or CSV, up to 5 MB. Everyone can open it. No names and no faces: look at it first."
        ),
    )
    link = StringField(
        _l("Or a link"), description=_l("It begins with https://"), validators=[Optional(), Length(max=300)]
    )


class RemoveForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why it is taken away"), rows=2)}


class HandOverForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why, for everyone"), rows=2)}
    owner = StringField(
        _l("Role or unit that does it from now on"),
        description=_l("Never a person: people leave."),
        validators=[InputRequired(_l("Name a role or unit")), Length(max=120)],
    )
    deputy = StringField(_l("Who stands in for them"), validators=[Optional(), Length(max=120)])
    note = TextAreaField(
        _l("What the next ones should know"),
        description=_l("Only the desk sees this. Names of families do not belong here."),
        validators=[Optional(), Length(max=2000)],
    )


class DueForm(WordsForm):
    class Meta:
        csrf = False

    unit = SelectField(_l("Role or unit"), choices=[], validate_choice=False)
    within = SelectField(_l("Dates"), choices=choices(within_words()), validate_choice=False)
