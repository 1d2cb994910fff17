from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from listening.core.database import Words
from listening.core.forms import Form, Said, WordsForm, choices
from listening.engagements.rules import Duty, Level, Standing

#: A guard against typing slips, not a rule.
MOST_PEOPLE = 500


def level_words() -> dict[Level, Any]:
    """The plain promise of each participation level."""
    return {
        Level.INFORM: _l("We will tell you what we decide, and why."),
        Level.CONSULT: _l("We will listen, and tell you what changed because of you."),
        Level.INVOLVE: _l("We will check the choices with you before we decide."),
        Level.COLLABORATE: _l("We will write the plan with you."),
        Level.EMPOWER: _l("You decide, within the limits on this page. We carry it out."),
    }


def level_names() -> dict[Level, Any]:
    return {
        Level.INFORM: _l("Inform"),
        Level.CONSULT: _l("Consult"),
        Level.INVOLVE: _l("Involve"),
        Level.COLLABORATE: _l("Collaborate"),
        Level.EMPOWER: _l("Empower"),
    }


def duty_words() -> dict[Duty, Any]:
    """What each obligation says in public."""
    return {
        Duty.INFORMATION: _l("This page is here in every language we offer"),
        Duty.EVERY_VOICE_PLACED: _l("No voice is left out: each one has its place"),
        Duty.EVERY_THEME_ANSWERED: _l("Every theme has an answer and a report-back"),
        Duty.SENSE_MAKING: _l("You look at the themes with us before we decide"),
        Duty.COSIGNED: _l("A parent partner signs each report-back with us"),
        Duty.COMMUNITY_CO_OWNERS: _l("Someone from the community shares each action"),
        Duty.DECIDED_TOGETHER: _l("What you decide is written down with you in the room"),
        Duty.COMMUNITY_JUDGES: _l("You judge if an action is complete"),
    }


def standing_words() -> dict[Standing, Any]:
    return {
        Standing.KEPT: _l("Kept"),
        Standing.LATE: _l("Late"),
        Standing.BROKEN: _l("Promise not kept"),
        Standing.NOT_YET_DUE: _l("Not yet due"),
    }


class EngagementForm(WordsForm):
    SAID: ClassVar = {
        "title": Said(_l("Title"), rows=1),
        "purpose": Said(_l("What it is for")),
        "can_change": Said(_l("What can change because of this")),
        "cannot_change": Said(_l("What cannot change, and who decides it")),
        "audience": Said(_l("Who we want to hear"), rows=1),
        "looking_back": Said(_l("If you like: what went wrong before, and what you do now"), required=False),
        "disagreement": Said(_l("If you like: where people go if they and you do not agree"), required=False),
    }
    #: Texts that may be left out.
    OPTIONAL: ClassVar = ("looking_back", "disagreement")
    level = RadioField(
        _l("How much say do people have?"),
        choices=choices(level_words()),
        validators=[InputRequired(_l("Choose how much say people have"))],
    )
    coordinator = StringField(
        _l("Role or unit that answers questions about it"),
        description=_l("Never a person: people leave."),
        validators=[InputRequired(_l("Name a role or unit")), Length(max=120)],
    )
    inform_by = DateField(
        _l("Information page by"), validators=[InputRequired(_l("Choose a date for the information page"))]
    )
    respond_by = DateField(
        _l("Every theme answered by"), validators=[InputRequired(_l("Choose a date for the answers"))]
    )
    expected_themes = IntegerField(
        _l("How many themes do you expect?"),
        validators=[InputRequired(_l("Say how many themes")), NumberRange(1, MOST_PEOPLE)],
    )
    answering_people = IntegerField(
        _l("How many people will write answers?"),
        validators=[InputRequired(_l("Say how many people")), NumberRange(1, MOST_PEOPLE)],
    )

    answered_by = StringField(
        _l("Which roles or units will write them?"),
        description=_l("Everyone will see this. Never a person: people leave."),
        validators=[InputRequired(_l("Say which roles or units write the answers")), Length(max=200)],
    )

    def validate_respond_by(self, field: Any) -> None:
        """Answers come after information."""
        if self.inform_by.data and field.data < self.inform_by.data:
            raise ValidationError(_l("The answer cannot be due before the information page"))

    def facts(self) -> dict[str, Any]:
        """The columns of an engagement."""
        plain = (
            "level",
            "coordinator",
            "inform_by",
            "respond_by",
            "expected_themes",
            "answering_people",
            "answered_by",
        )
        facts: dict[str, Any] = {
            name: self.words_or_none(name) if name in self.OPTIONAL else self.words(name)
            for name in self.SAID
        }
        return (
            facts | {name: self[name].data for name in plain} | {"promise": promise_of(self.level.data, self)}
        )


def promise_of(level: str, form: WordsForm) -> Words:
    """The plain promise of a level, in every language of the form."""
    from flask_babel import force_locale

    promise = Words()
    for language in form.languages:
        with force_locale(language):
            promise[language] = str(level_words()[Level(level)])
    return promise


class OpenForm(Form):
    knowing = BooleanField(_l("We know this is more than we can answer, and we promise it all the same."))


class PromptForm(WordsForm):
    SAID: ClassVar = {"words": Said(_l("Your question"), rows=2, limit=300)}


class AmendForm(WordsForm):
    ORDER = ("part",)
    SAID: ClassVar = {
        "after": Said(_l("The new words")),
        "reason": Said(_l("Why it changes")),
    }
    part = SelectField(
        _l("Which part changes?"),
        choices=choices(
            {
                "purpose": _l("What it is for"),
                "can_change": _l("What can change because of this"),
                "cannot_change": _l("What cannot change, and who decides it"),
            }
        ),
    )


class ExplainForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why it is late"))}
    new_date = DateField(_l("New date"), validators=[InputRequired(_l("Choose a new date"))])


class HoldForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why nothing may be deleted now"))}


class ButtonForm(Form):
    """A form that is only a button."""
