from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from listening.accounts.models import Staff
from listening.core.database import Words
from listening.core.forms import Form, Said, WordsForm, choices
from listening.engagements.models import Engagement
from listening.sessions.rules import NOT_NEUTRAL, VENUE_QUESTIONS, Kind, Owner, Support

#: Limits against slips of the keyboard, in minutes.
SHORTEST, LONGEST = 15, 480


class CheckboxesField(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def kind_words() -> dict[Kind, Any]:
    return {
        Kind.LISTENING: _l("Listening session"),
        Kind.SENSE_MAKING: _l("Sense-making session"),
        Kind.RETURN: _l("Return session"),
    }


def owner_words() -> dict[Owner, Any]:
    return {
        Owner.LIBRARY: _l("A library"),
        Owner.SCHOOL: _l("A school"),
        Owner.FAITH: _l("A faith community"),
        Owner.TRIBAL: _l("A Tribe"),
        Owner.COMMUNITY: _l("A community group"),
        Owner.AGENCY: _l("The agency"),
        Owner.COURT: _l("A court or the police"),
    }


def support_words() -> dict[Support, Any]:
    return {
        Support.CHILD_CARE: _l("Child care in the building"),
        Support.RIDE: _l("A ride there and back"),
        Support.MEAL: _l("A meal"),
        Support.STIPEND: _l("Pay for your time"),
        Support.INTERPRETER: _l("An interpreter"),
    }


def venue_words() -> dict[str, tuple[Any, Any]]:
    """Each question of the neutrality check, and the advice when its answer is not the good one."""
    return {
        "court_or_police": (
            _l("Is there a court or police in the building?"),
            _l("Many people will not walk in. Look for another house."),
        ),
        "staff_in_room": (
            _l("Will agency staff be in the room while people talk?"),
            _l("Ask them to leave before the first prompt."),
        ),
        "agency_signs": (
            _l("Are there agency signs, badges or guards on the way in?"),
            _l("Cover the signs, or use another door."),
        ),
        "near_transit": (_l("Is a bus stop near?"), _l("Offer rides, and say so on the invitation.")),
        "step_free": (
            _l("Can a person in a wheelchair get in, and to the toilet?"),
            _l("Choose a room without steps."),
        ),
        "child_care_room": (
            _l("Is there a room for child care, out of earshot?"),
            _l("Find carers and a room near by."),
        ),
        "interpreter": (
            _l("Is an interpreter booked for the languages people speak?"),
            _l("Book one now: good ones are taken weeks ahead."),
        ),
        "quiet_room": (
            _l("Is there a quiet room for someone who needs a break?"),
            _l("A corner with a chair and a door is enough."),
        ),
        "chosen_by_community": (
            _l("Did people from the community choose the place?"),
            _l("Offer two or three places and let them choose."),
        ),
    }


def starter_rules() -> list[Any]:
    """Ground rules to begin with; the room agrees on its own."""
    return [
        _l("One person speaks at a time."),
        _l("You can pass, rest or leave at any time."),
        _l("Speak for yourself. No names of children or workers."),
        _l("What is said here stays here. What we learn can leave."),
        _l("Anger is welcome. Threats are not."),
        _l("The agency does not answer or defend itself in this room."),
    ]


class SessionForm(WordsForm):
    SAID: ClassVar = {
        "place": Said(_l("Name of the place"), rows=1),
        "ground_rules": Said(_l("Ground rules, one a line"), rows=7),
        "venue_reason": Said(_l("Why here, if the agency or a court owns it"), required=False, rows=2),
    }
    ORDER = (
        "kind",
        "starts_at",
        "minutes",
        "returns_at",
        "place",
        "address",
        "owner",
        "venue_reason",
        "venue",
    )
    kind = RadioField(
        _l("What kind of session?"),
        choices=choices(kind_words()),
        default=Kind.LISTENING.value,
    )
    starts_at = DateTimeLocalField(
        _l("Day and hour"), validators=[InputRequired(_l("Choose a day and an hour"))]
    )
    minutes = IntegerField(
        _l("How long, in minutes"),
        default=120,
        validators=[
            InputRequired(_l("Say how long")),
            NumberRange(SHORTEST, LONGEST, _l("Choose 15 to 480 minutes")),
        ],
    )
    returns_at = DateTimeLocalField(
        _l("Return session: day and hour"),
        description=_l("Plan it now. People will be told this day."),
        validators=[Optional()],
    )
    address = StringField(_l("Address"), validators=[InputRequired(_l("Enter the address")), Length(max=200)])
    owner = SelectField(_l("Who owns the place?"), choices=choices(owner_words()))
    supports = CheckboxesField(
        _l("What people will find"),
        choices=choices(support_words()),
        validators=[Optional()],
    )
    prompts = CheckboxesField(_l("Prompts on the agenda"), coerce=int, validators=[Optional()])
    co_facilitators = CheckboxesField(
        _l("Who runs it with you"),
        description=_l("Only people from outside the agency. They can open and close it in your place."),
        coerce=int,
        validators=[Optional()],
    )

    @classmethod
    def for_engagement(
        cls, engagement: Engagement, colleagues: Sequence[Staff], **kwargs: Any
    ) -> "SessionForm":
        """The form in the engagement's languages, with its prompts, the venue check and who could help."""
        venue = {f"venue_{question.key}": _venue_field(question.key) for question in VENUE_QUESTIONS}
        base = cls.in_languages(engagement.languages)
        form: SessionForm = type(cls.__name__, (base,), venue)(**kwargs)
        form.prompts.choices = choices(
            {prompt.id: prompt.words.said(form.languages[0]) for prompt in engagement.prompts}
        )
        form.co_facilitators.choices = choices({one.id: one.display_name for one in colleagues})
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """An agency's own venue needs a reason that everyone will read."""
        fine = bool(super().validate(extra_validators))
        if self.owner.data in NOT_NEUTRAL and any(not field.data for field in self.fields_of("venue_reason")):
            for field in self.fields_of("venue_reason"):
                field.errors = [_l("Say why it must be here. Everyone will read it.")]
            return False
        return fine

    def facts(self) -> dict[str, Any]:
        """The columns of a session."""
        reason = self.words("venue_reason")
        return {
            "kind": self.kind.data,
            "starts_at": self.local(self.starts_at.data),
            "minutes": self.minutes.data,
            "place": self.words("place"),
            "address": self.address.data,
            "owner": self.owner.data,
            "venue_reason": reason if self.owner.data in NOT_NEUTRAL else None,
            "venue_answers": self.venue_answers(),
            "ground_rules": self.words("ground_rules"),
            "supports": list(self.supports.data or []),
        }

    def venue_answers(self) -> dict[str, bool]:
        answers = {question.key: self[f"venue_{question.key}"].data for question in VENUE_QUESTIONS}
        return {key: answer == "yes" for key, answer in answers.items() if answer in {"yes", "no"}}

    def venue_fields(self) -> list[Any]:
        return [self[f"venue_{question.key}"] for question in VENUE_QUESTIONS]

    @staticmethod
    def local(moment: datetime) -> datetime:
        """A typed hour is an hour in the agency's time zone."""
        return moment.replace(tzinfo=current_app.config["SETTINGS"].timezone)

    def chosen(self, engagement: Engagement) -> Sequence[Any]:
        """The ticked prompts, in the engagement's order."""
        ticked = set(self.prompts.data or [])
        return [prompt for prompt in engagement.prompts if prompt.id in ticked]


def _venue_field(key: str) -> RadioField:
    return RadioField(
        venue_words()[key][0],
        choices=choices({"yes": _l("Yes"), "no": _l("No")}),
        validators=[InputRequired(_l("Answer yes or no: %(question)s", question=venue_words()[key][0]))],
    )


def starter_words(languages: Sequence[str]) -> Words:
    """The starter ground rules in each language, one a line."""
    from flask_babel import force_locale

    words = Words()
    for language in languages:
        with force_locale(language):
            words[language] = "\n".join(str(rule) for rule in starter_rules())
    return words


class CancelForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why it is called off"), rows=2)}


class ButtonForm(Form):
    """A form that is only a button."""
