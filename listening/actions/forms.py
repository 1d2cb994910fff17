from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from listening.actions.rules import Choice, Completion, Living, Next, Reason, host_of, missing_from
from listening.core.forms import Form, Said, WordsForm, choices
from listening.sessions.forms import CheckboxesField


def choice_words() -> dict[Choice, Any]:
    """The six decisions, as the public reads them."""
    return {
        Choice.WILL_DO: _l("We will do this"),
        Choice.WILL_DO_PART: _l("We will do part of this"),
        Choice.ALREADY_DOING: _l("We do this already"),
        Choice.NEED_MORE_TIME: _l("We need more time"),
        Choice.WILL_NOT: _l("We will not do this"),
        Choice.NOT_OURS: _l("This is not ours to decide"),
    }


def choice_hints() -> dict[str, Any]:
    """A line under each decision, for the one who chooses."""
    return {
        Choice.WILL_DO.value: _l("All of it. Plan an action next."),
        Choice.WILL_DO_PART.value: _l("Say which part, and why not the rest."),
        Choice.ALREADY_DOING.value: _l("Say since when, and where people can see it."),
        Choice.NEED_MORE_TIME.value: _l("Say until when."),
        Choice.WILL_NOT.value: _l("An honest no. Say why, and what could change it."),
        Choice.NOT_OURS.value: _l("Say who decides it, and pass it on to them."),
    }


def reason_words() -> dict[Reason, Any]:
    """Why a decision is anything but "will do", as the public reads it."""
    return {
        Reason.LAW: _l("The law or a court order"),
        Reason.CONFIDENTIALITY: _l("It would show private facts"),
        Reason.CHILD_SAFETY: _l("Safety of children"),
        Reason.MONEY: _l("Money"),
        Reason.STAFF_CAPACITY: _l("Not enough staff"),
        Reason.OUTSIDE_AUTHORITY: _l("Someone else decides this"),
        Reason.TRIED_BEFORE: _l("We tried it, and it did not work"),
        Reason.VIEWS_CONFLICT: _l("People want different things"),
        Reason.NOT_ENOUGH_KNOWN: _l("We do not know enough yet"),
    }


def completion_words() -> dict[Completion, Any]:
    """How far an action is, as the public reads it."""
    return {
        Completion.NOT_STARTED: _l("Not started"),
        Completion.LIMITED: _l("A first part is done"),
        Completion.SUBSTANTIAL: _l("Mostly done"),
        Completion.COMPLETE: _l("Done"),
        Completion.NO_EVIDENCE: _l("Nothing shows it"),
    }


def next_words() -> dict[Next, Any]:
    """What comes next on a theme, in the list of the desk."""
    return {
        Next.ACKNOWLEDGE: _l("Say that you heard it"),
        Next.DECIDE: _l("Draft the answer"),
        Next.COUNSEL: _l("The lawyers have the draft"),
        Next.SHOW: _l("Show the draft to parents"),
        Next.LOOK: _l("Parents look at the draft"),
        Next.REPLY: _l("Reply to what parents said"),
        Next.PUBLISH: _l("A second person publishes the answer"),
        Next.REFER: _l("Send it to those who decide"),
        Next.PLAN: _l("Plan an action"),
        Next.REPORT_BACK: _l("Report back"),
        Next.WAIT: _l("The community’s turn"),
        Next.COMMUNITY: _l("It waits for the community"),
    }


def living_words() -> dict[Living, Any]:
    """What a parent says to a draft."""
    return {
        Living.YES: _l("Yes"),
        Living.WITH_CHANGES: _l("With changes"),
        Living.NO: _l("No"),
    }


class AcknowledgeForm(Form):
    reply_by = DateField(_l("An answer will come by"), validators=[InputRequired(_l("Choose a date"))])


class SayForm(WordsForm):
    SAID: ClassVar = {"words": Said(_l("Your answer"))}


class DecisionForm(WordsForm):
    SAID: ClassVar = {
        "words": Said(_l("The decision, in plain words")),
        "would_change": Said(_l("What could change this"), required=False, rows=2),
        "to_dissent": Said(_l("What do you say to those who see it differently?"), required=False, rows=2),
    }
    also = CheckboxesField(_l("Is this also the answer to other themes?"), coerce=int, choices=[])
    #: Whether the theme tells of people who see it differently, so that they are answered too.
    owes_dissent = False
    choice = RadioField(
        _l("What do you decide?"),
        choices=choices(choice_words()),
        validators=[InputRequired(_l("Choose a decision"))],
    )
    reason = RadioField(
        _l("Why?"),
        description=_l("Needed for anything but “We will do this”."),
        choices=choices(reason_words()),
        validators=[Optional()],
    )
    until = DateField(_l("Until when do you need time?"), validators=[Optional()])
    referred_to = StringField(_l("Who decides it instead?"), validators=[Optional(), Length(max=120)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape first, then what this choice demands."""
        fine: bool = super().validate(extra_validators)
        return self._complete() and fine if self.choice.data in list(Choice) else False

    def _complete(self) -> bool:
        """Name what the chosen decision lacks at the field that lacks it."""
        would_change = self.words("would_change")
        missing = missing_from(
            Choice(self.choice.data),
            reason=self.reason.data or "",
            would_change=all(would_change.values()),
            until=self.until.data,
            referred_to=(self.referred_to.data or "").strip(),
        )
        if self.owes_dissent and not all(self.words("to_dissent").values()):
            missing.append("to_dissent")
        for name in missing:
            fields = self.fields_of(name) if name in self.SAID else [self[name]]
            for field in fields:
                if not field.data:
                    field.errors = [*field.errors, _NEEDED[name]]
        return not missing

    def facts(self) -> dict[str, Any]:
        """The columns of a decision."""
        return {
            "choice": self.choice.data,
            "reason": self.reason.data,
            "words": self.words("words"),
            "would_change": self.words("would_change"),
            "to_dissent": self.words("to_dissent"),
            "until": self.until.data,
            "referred_to": (self.referred_to.data or "").strip(),
        }


_NEEDED = {
    "reason": _l("Say why: choose a reason"),
    "would_change": _l("Say what could change this"),
    "until": _l("Say until when you need time"),
    "referred_to": _l("Say who decides it instead"),
    "to_dissent": _l("Answer those who see it differently"),
}


class DelayForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why it is late"), rows=2)}
    new_date = DateField(_l("New date"), validators=[InputRequired(_l("Choose a new date"))])


class CounselForm(Form):
    on = DateField(_l("Sent on"), validators=[InputRequired(_l("Choose a date"))])


class BackForm(Form):
    on = DateField(_l("Back on"), validators=[InputRequired(_l("Choose a date"))])


class LookForm(Form):
    room = SelectField(_l("Who says this?"), choices=[])
    answer = RadioField(
        _l("Can you live with this?"),
        choices=choices(living_words()),
        validators=[InputRequired(_l("Choose an answer"))],
    )
    words = TextAreaField(
        _l("What should change, or why not?"),
        description=_l(
            "Needed unless you say yes. Everyone can read it later, without your name. Name nobody."
        ),
        validators=[Optional(), Length(max=2000)],
    )
    language = SelectField(_l("In which language did you write?"), choices=[])


class LookReplyForm(WordsForm):
    SAID: ClassVar = {"reply": Said(_l("Your reply"), rows=3)}


class ReferForm(WordsForm):
    SAID: ClassVar = {"asked": Said(_l("What you asked them"), rows=3)}
    sent_on = DateField(_l("Sent on"), validators=[InputRequired(_l("Choose a date"))])
    reply_by = DateField(_l("You asked for a reply by"), validators=[InputRequired(_l("Choose a date"))])


class ReferralReplyForm(WordsForm):
    SAID: ClassVar = {"reply": Said(_l("What they replied"), rows=3)}
    on = DateField(_l("Their reply came on"), validators=[InputRequired(_l("Choose a date"))])


class ActionForm(WordsForm):
    SAID: ClassVar = {
        "words": Said(_l("What you will do"), rows=2),
        "removes": Said(
            _l("If you like: what stood in people’s way and is gone then"), required=False, rows=2
        ),
    }
    owner = StringField(
        _l("Role or unit that does it"),
        description=_l("Never a person: people leave."),
        validators=[InputRequired(_l("Name a role or unit")), Length(max=120)],
    )
    deputy = StringField(_l("Who stands in for them"), validators=[Optional(), Length(max=120)])
    co_owner = StringField(
        _l("Who from the community shares it"),
        description=_l("A group, not a person. Promised from “collaborate” on."),
        validators=[Optional(), Length(max=120)],
    )
    due_on = DateField(_l("Done by"), validators=[InputRequired(_l("Choose a date"))])
    plan_code = StringField(_l("Part of a county plan (for example SIP 2.3)"), validators=[Length(max=60)])
    plan_link = StringField(
        _l("Where people can read that plan"),
        description=_l("A link that begins with https://"),
        validators=[Optional(), Length(max=300)],
    )

    agreement_link = StringField(
        _l("Where people can read what you and the community agreed on"),
        description=_l("A link that begins with https://"),
        validators=[Optional(), Length(max=300)],
    )

    def validate_plan_link(self, field: Any) -> None:
        if not host_of((field.data or "").strip()):
            raise ValidationError(_l("Give a whole link that begins with https://"))

    validate_agreement_link = validate_plan_link

    def facts(self) -> dict[str, Any]:
        """The columns of an action."""
        plain = {
            name: (self[name].data or "").strip()
            for name in ("owner", "deputy", "co_owner", "plan_code", "plan_link", "agreement_link")
        }
        said = {"words": self.words("words"), "removes": self.words_or_none("removes")}
        return {**said, "due_on": self.due_on.data, **plain}


class MilestoneForm(WordsForm):
    SAID: ClassVar = {"words": Said(_l("A step that people can see"), rows=2, limit=400)}
    due_on = DateField(_l("By"), validators=[InputRequired(_l("Choose a date"))])


class ReachForm(WordsForm):
    SAID: ClassVar = {"evidence": Said(_l("What shows that it was reached"), rows=2)}
    on = DateField(_l("Reached on"), validators=[InputRequired(_l("Choose a date"))])


class JudgeForm(Form):
    completion = RadioField(
        _l("How far is it?"),
        choices=choices(completion_words()),
        validators=[InputRequired(_l("Choose how far it is"))],
    )


class MoveForm(WordsForm):
    SAID: ClassVar = {"reason": Said(_l("Why the date moves"), rows=2)}
    new_date = DateField(_l("New date"), validators=[InputRequired(_l("Choose a new date"))])


class ButtonForm(Form):
    """A form that is only a button."""
