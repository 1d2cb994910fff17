"""What people may answer to: a session for one evening, or a survey over weeks. Both ask by the same pages."""

from listening.contributions.intake import Gathering
from listening.core.memory import TABLES_FRESH, apart, memory
from listening.sessions import service as sessions
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.surveys import service as surveys
from listening.surveys.models import ClosedQuestion, Survey

Asked = ListeningSession | Survey


def find(code: str) -> Asked | None:
    """The session or survey with this code."""
    return sessions.find(code) or surveys.find(code)


def known(code: str) -> Asked | None:
    """As :func:`find`, for pages that only read: everything a phone's page shows of it, remembered."""
    return memory().known(("asked", code), lambda: apart(lambda: _whole(find(code))), fresh=TABLES_FRESH)


def _whole(asked: Asked | None) -> Asked | None:
    """The same with all that lies behind it loaded, to be read without a database."""
    if asked is not None:
        _behind = (
            asked.engagement.holds,
            asked.return_session,
            [item.prompt for item in asked.agenda],
            questions_of(asked),
        )
    return asked


def gathering_of(asked: Asked) -> Gathering:
    """Where what is said to it waits for sealing."""
    return Gathering("survey" if isinstance(asked, Survey) else "session", asked.id)


def questions_of(asked: Asked) -> list[ClosedQuestion]:
    """Its questions with choices."""
    return asked.questions if isinstance(asked, Survey) else []


def takes_words(asked: Asked) -> bool:
    """Whether people can send now."""
    return asked.state is State.OPEN and asked.engagement.closed_on is None
