"""Deleted words leave tonight's page too, unused lines go with the originals; corrections are sealed once a week."""

from collections.abc import Sequence

from flask import Flask

from listening.contributions.withdrawals import texts_withdrawn
from listening.engagements.models import Engagement
from listening.evening.corrections import CORRECTIONS
from listening.evening.tonight import forget_lines, forget_words
from listening.themes.retention import originals_removed


def register(app: Flask) -> None:
    texts_withdrawn.connect(_forget)
    CORRECTIONS.register(app, "corrections of the week")
    originals_removed.connect(_forget_lines)


def _forget(texts: Sequence[str]) -> None:
    forget_words(texts)


def _forget_lines(engagement: Engagement) -> None:
    forget_lines(engagement.id)
