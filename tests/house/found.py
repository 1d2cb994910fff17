"""How a check says what it found: all of it, one line each."""

from collections.abc import Iterable


def nothing(found: Iterable[str]) -> None:
    """Fail with everything that was found."""
    lines = sorted(found)
    assert not lines, f"{len(lines)} found:\n" + "\n".join(lines)
