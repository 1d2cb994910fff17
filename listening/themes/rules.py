"""Where a contribution can end, and when all are accounted for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from listening.core.suppression import SMALL


class Place(StrEnum):
    """The disposition of a contribution: exactly one each."""

    THEMED = "themed"
    SINGLE_VOICE = "single_voice"
    SENSITIVE = "sensitive"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"
    #: Came without proof, room code or card; no place yet, but a lane in which a person judges it.
    QUARANTINE = "quarantine"


#: Lines under "Other things we heard" from which on they are shown: one alone would say that one person spoke.
FEWEST_LINES = 2


class AsideReason(StrEnum):
    """The public list of reasons to set words aside."""

    NOT_ABOUT_THIS = "not_about_this"
    NO_WORDS = "no_words"
    THREAT = "threat"
    ADVERTISING = "advertising"
    FLOOD = "flood"


class PlacedBy(StrEnum):
    MACHINE = "machine"
    PERSON = "person"


#: From this many voices on a share in whole percent no longer tells their exact number.
MANY = 100


class Strand(StrEnum):
    """Inside one theme: those who agree, those who see it differently, and one who says something of their own."""

    AGREEING = "agreeing"
    DIFFERING = "differing"
    SINGLE_VOICE = "single_voice"


class CodeKind(StrEnum):
    """What gets in the way stands beside what holds families up."""

    BARRIER = "barrier"
    STRENGTH = "strength"


#: Words that make a text heavy to read without warning: it stays covered until the reader opens it. A stem
#: counts at the beginning of a word. Nothing is stored; a longer list would cover what people came to say.
HEAVY = {
    "en": (
        "abus",
        "rape",
        "raping",
        "suicid",
        "kill",
        "beat",
        "molest",
        "overdos",
        "died",
        "death",
        "assault",
    ),
    "es": ("abus", "viol", "suicid", "mat", "golpe", "muert", "murió", "sobredosis", "agredi"),
}
#: Common words that begin like a heavy one and are not.
NOT_HEAVY = frozenset(
    {"violín", "violeta", "materia", "material", "materiales", "matrícula", "materno", "matrimonio"}
)


def is_heavy(text: str, language: str) -> bool:
    """Whether a text may hit its reader hard, judged by a few words of its language.

    >>> is_heavy("He was beaten", "en"), is_heavy("We need a ride", "en")
    (True, False)
    """
    stems = HEAVY.get(language.partition("_")[0], ())
    words = (word for word in re.findall(r"\w+", text.lower()) if word not in NOT_HEAVY)
    return bool(stems) and any(word.startswith(stems) for word in words)


#: Firmness (agreement over resamples) from which a draft is called firm in words. From trials on our own
#: corpora: drafts above it kept four fifths of their members when a fifth of the texts was left out.
FIRM = 0.6


class Grain(StrEnum):
    """How fine a draft is."""

    COARSER = "coarser"
    AS_IT_COMES = "as_it_comes"
    FINER = "finer"


#: What each means to the engine. From trials on our own corpus: 160 voices fell into 7, 7 and 13 themes, 2,000
#: into 20, 26 and 36.
GRANULARITY = {Grain.COARSER: 0.3, Grain.AS_IT_COMES: 1.0, Grain.FINER: 2.5}
#: From this share of new voices on a new draft sorts better than placing them one by one: on civic comments that
#: were only assigned a fifth of the quality was lost.
REFIT_FROM = 0.2


class Holding(StrEnum):
    """How far a theme can be relied on, for people to read."""

    FIRM = "firm"
    LOOSE = "loose"
    TOO_FEW = "too_few"
    BY_PEOPLE = "by_people"


def holding(firmness: float | None, *, provisional: bool) -> Holding:
    if firmness is None:
        return Holding.BY_PEOPLE
    if provisional:
        return Holding.TOO_FEW
    return Holding.FIRM if firmness >= FIRM else Holding.LOOSE


def worded_by_people(
    label: Mapping[str, str], summary: Mapping[str, str], suggestions: Sequence[str], firmness: float | None
) -> bool:
    """Whether people made this theme or gave it words, so that a new draft leaves it as it is."""
    ours = any(text.strip() for text in summary.values())
    renamed = any(text not in suggestions for text in label.values())
    return firmness is None or ours or renamed


def joined_words(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Two people's changes to the same words, laid together: what to keep, and the parts both changed.

    Args:
        base: what both began from, by part; a part that is missing is not known.
        mine: what one typed.
        theirs: what the other saved meanwhile.

    >>> joined_words({"a": "x", "b": "y"}, {"a": "x", "b": "mine"}, {"a": "theirs", "b": "y"})
    ({'a': 'theirs', 'b': 'mine'}, [])
    >>> joined_words({"a": "x"}, {"a": "mine"}, {"a": "theirs"})
    ({'a': 'mine'}, ['a'])
    """
    kept, clashes = {}, []
    for part, text in mine.items():
        other, before = theirs.get(part, ""), base.get(part)
        kept[part] = other if text == before else text
        if text != other and before not in {text, other}:
            clashes.append(part)
    return kept, clashes


@dataclass(frozen=True)
class Coverage:
    """How many contributions have a disposition, and how many of those a person looked at."""

    placed: int
    total: int
    checked: int = 0
    places: Mapping[Place, int] = field(default_factory=dict)

    #: In quarantine: not counted until a person lets them in or sets them aside.
    to_judge: int = 0

    @property
    def complete(self) -> bool:
        return self.placed == self.total and not self.to_judge

    @property
    def without_theme(self) -> bool:
        """People, not the machine, gave each voice its place, and none is in a theme, not even in a draft of one."""
        return self.complete and self.checked == self.total and not self.places.get(Place.THEMED)

    @property
    def waiting(self) -> int:
        """Contributions that nobody, and no machine, has placed yet."""
        return self.total - self.placed

    @property
    def percent(self) -> int:
        """Whole percent, 100 only when nothing is left over."""
        return _percent(self.placed, self.total, of_none=100)

    @property
    def percent_checked(self) -> int:
        """Share of all contributions that a person placed, whole percent."""
        return _percent(self.checked, self.total, of_none=0)

    @property
    def told_checked(self) -> int | None:
        """The same for everyone: not of a few voices, and of few in steps, or it would tell how many they are."""
        if self.total < SMALL:
            return None
        percent = self.percent_checked
        return percent if self.total > MANY else percent // 10 * 10


def _percent(part: int, whole: int, *, of_none: int) -> int:
    return part * 100 // whole if whole else of_none


def coverage(places: Mapping[Place, int], total: int, checked: int = 0) -> Coverage:
    """``total`` with what is in quarantine; the coverage without it."""
    to_judge = places.get(Place.QUARANTINE, 0)
    return Coverage(sum(places.values()) - to_judge, total - to_judge, checked, dict(places), to_judge)
