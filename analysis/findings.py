"""What comes out: frozen drafts a person can read, change and sign off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.placing import ThemeModel


@dataclass(frozen=True, slots=True)
class Member:
    """A text in a theme.

    Parameters
    ----------
    id : str
        Of the document.
    strength : float
        0..1, how near it stands to the middle.
    """

    id: str
    strength: float


@dataclass(frozen=True, slots=True)
class Subtheme:
    """A finer stop inside a theme, so that a small voice keeps a place of its own.

    Parameters
    ----------
    key : str
        The theme's key and a name made from the members.
    label : str
        What it could be called.
    keywords : tuple of str
        Up to ten words that set it apart within its theme.
    members : tuple of str
        Ids.
    """

    key: str
    label: str
    keywords: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A draft theme.

    Parameters
    ----------
    key : str
        Stable name: the decided theme's key when this one continues it, else made from the members.
    label, suggestions : str, tuple of str
        The label proposed and others a person may prefer.
    keywords : tuple of str
        Up to ten words that set the theme apart, in the form people wrote them.
    members : tuple of Member
        Strongest first.
    exemplars : tuple of str
        Ids near the middle, then one at the edge.
    subthemes : tuple of Subtheme
        Finer groups; together they hold every member exactly once, or there are none.
    firmness : float
        0..1, mean Jaccard agreement with the nearest group over resamples; 0 when it was not tried.
    provisional : bool
        True when the room is too small for the grouping to be relied on.
    language : str
        ISO 639-1 code of its texts.
    decided : bool
        True when a person signed off this theme before.
    """

    key: str
    label: str
    suggestions: tuple[str, ...]
    keywords: tuple[str, ...]
    members: tuple[Member, ...]
    exemplars: tuple[str, ...]
    subthemes: tuple[Subtheme, ...]
    firmness: float
    provisional: bool
    language: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class DecidedTheme:
    """A theme people signed off: its members never move.

    Parameters
    ----------
    key, label : str
        As they were signed off.
    members : tuple of str
        Ids.
    """

    key: str
    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided and a new draft must keep.

    Parameters
    ----------
    themes : tuple of DecidedTheme
        What was signed off.
    together : tuple of tuple of str
        Groups of ids that belong in one theme.
    apart : tuple of tuple of str
        Pairs of ids that must not share a theme. Signed-off members win over both.
    singles : tuple of str
        Ids people said stand alone.
    """

    themes: tuple[DecidedTheme, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    singles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference against what was decided.

    Parameters
    ----------
    kind : str
        "kept" (same members), "grew" (`ids` came in), "shrank" (`ids` are no longer among the documents),
        "gone" (no member is left), "new" (a theme nobody has seen) or "unmet" (a wish for together or apart
        that the signed-off members rule out).
    key : str
        Of the theme; may be empty when it is unmet.
    ids : tuple of str
        Of the texts it is about.
    """

    kind: str
    key: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where one new text would go.

    Parameters
    ----------
    id : str
        Of the text.
    key : str or None
        Of the theme; None when nothing is near enough.
    strength : float
        Cosine to the middle of that theme, 0..1.
    runner_up : str or None
        Key of the theme that comes next.
    """

    id: str
    key: str | None
    strength: float
    runner_up: str | None = None


@dataclass(frozen=True)
class Themes:
    """Every document in exactly one place: a theme, `singles` or `too_short`.

    Parameters
    ----------
    themes : tuple of Theme
        Largest first within a language.
    singles : tuple of str
        Ids of voices that stand alone. Show them first.
    too_short : tuple of str
        Ids without a word to place them by.
    duplicates : Mapping of str to str
        Id to the id whose text it repeats; both are members of the same theme.
    coverage : float
        Share of the documents that are in a theme, 0..1.
    too_few : bool
        True when there were too few texts to group: all of them are singles.
    changes : tuple of Change
        Against `decided`; empty when nothing was decided.
    model : ThemeModel or None
        Places one more text; see `analysis.placing`.
    """

    themes: tuple[Theme, ...]
    singles: tuple[str, ...]
    too_short: tuple[str, ...]
    duplicates: Mapping[str, str]
    coverage: float
    too_few: bool
    changes: tuple[Change, ...] = ()
    model: ThemeModel | None = field(default=None, repr=False, compare=False)

    def decided(self) -> Decided:
        """Return these themes as if a person had signed all of them off."""
        themes = tuple(DecidedTheme(t.key, t.label, tuple(m.id for m in t.members)) for t in self.themes)
        return Decided(themes)
