"""The form after the evening."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from listening.core.forms import Said, WordsForm, choices
from listening.sessions.debriefing import Barrier
from listening.sessions.forms import CheckboxesField, support_words
from listening.sessions.records import Debrief
from listening.sessions.rules import Support


def barrier_words() -> dict[Barrier, Any]:
    return {
        Barrier.TRAVEL: _l("The way there was too long or cost too much"),
        Barrier.HOURS: _l("The day or the hour did not fit"),
        Barrier.CHILDREN: _l("There was no one to look after children"),
        Barrier.LANGUAGE: _l("Not everyone could take part in their language"),
        Barrier.ACCESS: _l("Not everyone could get in, hear or read"),
        Barrier.FEAR: _l("People were afraid of what could happen to them"),
        Barrier.STAFF_IN_ROOM: _l("Agency staff were in the room or near it"),
        Barrier.NETWORK: _l("Phones or the network failed"),
        Barrier.TIME: _l("There was too little time to speak"),
    }


class DebriefForm(WordsForm):
    SAID: ClassVar = {
        "learned": Said(_l("What we learned about how we work"), required=True, rows=4),
    }
    barriers = CheckboxesField(
        _l("What stood in people’s way?"), choices=choices(barrier_words()), validators=[Optional()]
    )
    supports_used = CheckboxesField(_l("Which help did people use?"), validators=[Optional()])

    @classmethod
    def of(cls, languages: Sequence[str], found: Debrief | None) -> "DebriefForm":
        """The form in these languages, as it was left."""
        data = {}
        if found:
            lists = {"barriers": found.barriers, "supports_used": found.supports_used}
            data = {**cls.in_languages(languages).fill(learned=found.learned), **lists}
        form = cls.in_languages(languages)(data=data)
        form.supports_used.choices = choices({one: support_words()[one] for one in Support})
        return form
