"""What the room asks of others: kinds of taps at the door, and a place for what was set apart when it is sealed."""

from typing import Any

from flask import Flask

from listening.contributions import tallies
from listening.contributions.door import Kind, register_kind
from listening.contributions.vault import words_sealed
from listening.contributions.withdrawals import words_parted, words_withdrawn
from listening.live import rehearsal, taps


def register(app: Flask) -> None:
    rehearsal.register(app)
    for kind in (taps.RULES, taps.READ_BACK, taps.PULSES):
        tallies.register(app, kind)
    tallies.register(app, taps.VOTE, kept_under=taps.under_its_contribution)
    register_kind(app, Kind(taps.PROPOSAL, taps.PROPOSAL_FIELDS, replace=True))
    words_sealed.connect(on_sealed)
    for gone in (words_withdrawn, words_parted):
        gone.connect(on_withdrawn)


def on_sealed(fates: Any, **_facts: Any) -> None:
    taps.place_lasting(fates)


def on_withdrawn(ids: Any, **_facts: Any) -> None:
    taps.forget_votes(ids)
