"""Prompts to start from: sixteen kinds, what each is good for, what to watch out for, and words of our own.

The order is one that works: something concrete first, then what it felt like, what it means, what must change.
Every one can be answered without a name, a date or a diagnosis by someone whose own matter is still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from listening.core.database import Words


@dataclass(frozen=True)
class Starter:
    """One kind of prompt."""

    key: str
    #: What it is good for.
    purpose: Any
    #: What to watch out for.
    caution: Any
    #: The question itself.
    words: Any

    def in_languages(self, languages: Sequence[str]) -> Words:
        """The question in each language."""
        words = Words()
        for language in languages:
            with force_locale(language):
                words[language] = str(self.words)
        return words


def starters() -> list[Starter]:
    """All kinds, in the order in which a talk can use them."""
    return [
        Starter(
            "warm_up",
            _l("Warm-up: every voice once, early."),
            _l("Not about children or home."),
            _l("What made you smile on the way here?"),
        ),
        Starter(
            "best_moment",
            _l("A best moment: what to keep, and hope."),
            _l("Not after a round about harm. Nobody owes thanks."),
            _l("What did someone here do that really helped you?"),
        ),
        Starter(
            "who_helped",
            _l("Who helped: people and places that families already trust."),
            _l("Roles, not names."),
            _l("Which person or place made things easier for you?"),
        ),
        Starter(
            "one_step",
            _l("One step of the way: puts what people say on the agency’s map."),
            _l("Any family’s way, not yours."),
            _l("Think of the first visit at the door. What should happen there?"),
        ),
        Starter(
            "hardest_step",
            _l("The hardest step: what blocks the way."),
            _l("Heavy. Say so first, and that everyone may pass."),
            _l("Which step of the way is hardest for families?"),
        ),
        Starter(
            "must_change",
            _l("What must change: the limits of what people can live with."),
            _l("Say beside it what the promise covers."),
            _l("What must change first?"),
        ),
        Starter(
            "tomorrow",
            _l("One thing soon: a quick win."),
            _l("Say what the law has fixed."),
            _l("What one thing could be better next week?"),
        ),
        Starter(
            "if_you_ran_it",
            _l("If you ran it: free ideas."),
            _l("Best together with “one thing soon”."),
            _l("If you were in charge here for a day, what would you do?"),
        ),
        Starter(
            "advice_to_parents",
            _l("Advice to another parent: wisdom that can be shown."),
            _l("No legal advice."),
            _l("What would you tell a parent who starts on this way today?"),
        ),
        Starter(
            "advice_to_workers",
            _l("Advice to those in charge: speaks to who can act."),
            _l("Roles, not names."),
            _l("What should every worker know before they knock on a door?"),
        ),
        Starter(
            "nobody_told_us",
            _l("What nobody told us: mends how we inform."),
            _l("Easy for all, good as a second question."),
            _l("What do families need to know that nobody tells them?"),
        ),
        Starter(
            "fairness",
            _l("Respect for who you are: culture, language, Tribe."),
            _l("Only if the community itself chose it."),
            _l("When did you feel respected here as who you are?"),
        ),
        Starter(
            "reaction",
            _l("A look at a draft or a figure: making sense together."),
            _l("Only with a plain picture that shows where the number comes from."),
            _l("What is missing in this picture?"),
        ),
        Starter(
            "trade_off",
            _l("Put in order: what comes first."),
            _l("After the talk, never instead of it."),
            _l("Which of these should come first for families?"),
        ),
        Starter(
            "not_asked",
            _l("What we did not ask: the room’s own agenda."),
            _l("Always last."),
            _l("What should we have asked?"),
        ),
        Starter(
            "is_it_so",
            _l("Is it so now: for a return session."),
            _l("Before you ask for anything new."),
            _l("What has really changed since we last met?"),
        ),
    ]


def starter_named(key: str) -> Starter | None:
    return next((one for one in starters() if one.key == key), None)
