"""Confirmations, stage 6: the community says whether it is so.

In: verdicts by receipt and tallies of a return session. Out: one outcome per window, pooled.
Promise kept here: no code path leads agency staff to ``confirmed``; a "no" re-opens the loop.
Start reading at ``rules.py``: ``outcome``.
"""
