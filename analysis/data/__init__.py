"""Small files the analysis reads: word lists and the word table, each with its source beside it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


def path_of(name: str) -> Path:
    """Return where a data file lies on disk."""
    return Path(str(files(__name__).joinpath(name)))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a list file: split at white space, lines that open with # are remarks."""
    lines = path_of(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
