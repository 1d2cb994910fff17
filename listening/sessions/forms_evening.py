"""Forms and words of the evening: minutes of the agenda, who does what, the run sheet, the list before opening."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from listening.core.forms import Form
from listening.core.page import language
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Job

#: Minutes one prompt may have: shorter is no talk, longer is another session.
LEAST, MOST = 3, 120


def job_words() -> dict[Job, tuple[Any, Any]]:
    """Each job, and what it means."""
    return {
        Job.HOST: (_l("Host"), _l("Door, food, seats. Asks nobody for a name.")),
        Job.FACILITATOR: (_l("Facilitator"), _l("Leads the talk. Does not take notes.")),
        Job.CO_FACILITATOR: (_l("Co-facilitator"), _l("Has lived through it. Takes over when needed.")),
        Job.TABLE_SCRIBE: (_l("Note-taker at each table"), _l("Writes what is said, as it is said.")),
        Job.TIMEKEEPER: (_l("Timekeeper"), _l("Shows the time without a word.")),
        Job.SUPPORT_PERSON: (
            _l("Support person"),
            _l("Not in the talk. Goes out with anyone who needs a break."),
        ),
        Job.INTERPRETER: (_l("Interpreter"), _l("Never a child, a relative or a caseworker.")),
        Job.CHILD_CARE: (_l("Child care"), _l("In the house, out of earshot, not agency staff.")),
        Job.LISTENER: (_l("Listener from leadership"), _l("Says thank you at the start. Then only listens.")),
    }


def line_words() -> dict[str, tuple[Any, Any, tuple[Job, ...]]]:
    """Each part of a run sheet: its name, what to do, and whose part it is."""
    lead = (Job.FACILITATOR,)
    return {
        "room": (
            _l("Make the room ready"),
            _l(
                "Chairs in small circles. Try the sound, the screen and the code. Agree on a sign for “stop”."
            ),
            (Job.FACILITATOR, Job.CO_FACILITATOR, Job.TABLE_SCRIBE, Job.INTERPRETER),
        ),
        "doors": (
            _l("Open the doors"),
            _l(
                "Food, child care, a card from the basket. Give the pay now, so that people are free to leave."
            ),
            (Job.HOST, Job.CHILD_CARE),
        ),
        "welcome": (
            _l("Welcome"),
            _l(
                "Say who is in the room and who is not. Leadership may say what went wrong, in three minutes."
            ),
            (Job.FACILITATOR, Job.LISTENER),
        ),
        "limits": (
            _l("The limits, read aloud"),
            _l("Who takes notes, who reads, what must be reported. Ask: what else do you want to know?"),
            lead,
        ),
        "rules": (
            _l("Ground rules"),
            _l("Read them. Ask what to add or change. Wait for a yes from the room."),
            (Job.CO_FACILITATOR,),
        ),
        "warm_up": (
            _l("Warm-up"),
            _l("One easy question, in turn. Everyone may pass."),
            (Job.CO_FACILITATOR,),
        ),
        "prompt": (
            _l("Prompt"),
            _l("One quiet minute to think. Then the tables talk. Then each table says two or three things."),
            (Job.FACILITATOR, Job.TABLE_SCRIBE, Job.TIMEKEEPER),
        ),
        "break": (
            _l("Break"),
            _l("Food, air, the quiet room. Look who needs a word."),
            (Job.HOST, Job.SUPPORT_PERSON),
        ),
        "look": (
            _l("Look at the themes together"),
            _l("One theme at a time: is this what was said? What is missing? Write it down in their words."),
            (Job.FACILITATOR, Job.TABLE_SCRIBE),
        ),
        "is_it_so": (
            _l("What was done: is it so?"),
            _l("Read each report-back aloud. Ask for hands: yes, partly, no. Two people count."),
            (Job.FACILITATOR, Job.TABLE_SCRIBE),
        ),
        "last_word": (
            _l("The last word"),
            _l("Ask: what did we not ask? Take it down. Do not answer it."),
            lead,
        ),
        "read_back": (
            _l("Read-back"),
            _l("Read what was heard, theme by theme. Mend it aloud until the room says yes."),
            (Job.TABLE_SCRIBE,),
        ),
        "next": (
            _l("What happens next"),
            _l(
                "The day of the answer, the day of the return session, the receipts. Then the questions on paper."
            ),
            lead,
        ),
        "close": (
            _l("Close"),
            _l("Thank people. The support person stays for half an hour."),
            (Job.FACILITATOR, Job.SUPPORT_PERSON),
        ),
        "debrief": (
            _l("The team talks"),
            _l("How are we? What was heavy? What would we change? This time is paid."),
            (Job.FACILITATOR, Job.CO_FACILITATOR, Job.TABLE_SCRIBE, Job.INTERPRETER),
        ),
    }


def check_words() -> dict[str, tuple[Any, Any]]:
    """Each line of the list before opening: when it is fine, and when it is not."""
    return {
        "promise": (_l("The promise is public."), _l("The promise is not public yet.")),
        "listening": (_l("Listening is open."), _l("Listening has ended: nothing new can be said.")),
        "agenda": (_l("There is something to ask."), _l("No prompt is on the agenda.")),
        "time": (_l("The prompts fit into the evening."), _l("The prompts need more time than there is.")),
        "prompts": (
            _l("The prompts are short and about the system."),
            _l("Look at the words of the prompts again."),
        ),
        "place": (_l("The place is fine."), _l("Something about the place keeps people away.")),
        "languages": (
            _l("Place and ground rules are there in every language."),
            _l("Place or ground rules are missing in a language."),
        ),
        "interpreter": (_l("Languages are covered."), _l("No interpreter is planned.")),
        "supports": (_l("People find help to come."), _l("No ride, meal, child care or pay is planned.")),
        "company": (_l("You are not alone."), _l("Nobody runs it with you.")),
        "jobs": (_l("Everyone knows their part."), _l("Some jobs of the evening have no one yet.")),
        "return": (_l("The return session has its day."), _l("No return session is planned.")),
    }


class AgendaForm(Form):
    """Minutes and place of each prompt; build it with :meth:`of`."""

    @classmethod
    def of(cls, session: ListeningSession) -> "AgendaForm":
        fields: dict[str, Any] = {}
        for item in session.agenda:
            words = item.prompt.words.said(language())
            fields[f"minutes_{item.prompt_id}"] = _minutes(words)
            fields[f"place_{item.prompt_id}"] = _place(words, len(session.agenda))
        data = {f"minutes_{item.prompt_id}": item.minutes for item in session.agenda}
        data |= {f"place_{item.prompt_id}": place for place, item in enumerate(session.agenda, 1)}
        form: AgendaForm = type(cls.__name__, (cls,), fields)(data=data)
        return form

    def minutes(self, session: ListeningSession) -> dict[int, int]:
        return {item.prompt_id: self[f"minutes_{item.prompt_id}"].data for item in session.agenda}

    def order(self, session: ListeningSession) -> list[int]:
        """Ids in the order asked for; a prompt that was moved comes before one that was there."""

        def key(item: Any) -> tuple[int, bool]:
            place = self[f"place_{item.prompt_id}"].data
            return place, place >= item.position

        return [item.prompt_id for item in sorted(session.agenda, key=key)]


def _minutes(words: str) -> IntegerField:
    return IntegerField(
        _l("Minutes for: %(prompt)s", prompt=words),
        validators=[
            InputRequired(_l("Say how many minutes")),
            NumberRange(LEAST, MOST, _l("Choose 3 to 120 minutes")),
        ],
        render_kw={"inputmode": "numeric"},
    )


def _place(words: str, prompts: int) -> IntegerField:
    return IntegerField(
        _l("Place of: %(prompt)s", prompt=words),
        validators=[
            InputRequired(_l("Say which place")),
            NumberRange(1, prompts, _l("Choose a place from 1 to %(last)s", last=prompts)),
        ],
        render_kw={"inputmode": "numeric"},
    )


class JobsForm(Form):
    """Who does what; build it with :meth:`of`."""

    @classmethod
    def of(cls, session: ListeningSession) -> "JobsForm":
        fields = {
            job.value: StringField(
                name, description=about, validators=[Optional(), Length(max=120)], filters=[_trimmed]
            )
            for job, (name, about) in job_words().items()
        }
        form: JobsForm = type(cls.__name__, (cls,), fields)(data=session.held)
        return form

    def held(self) -> dict[str, str]:
        return {job.value: self[job.value].data or "" for job in Job}

    def job_fields(self) -> list[Any]:
        return [self[job.value] for job in Job]


def _trimmed(text: str | None) -> str:
    return " ".join((text or "").split())
