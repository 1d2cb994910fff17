"""Engagements, stage 0: a promise is made before anyone is asked.

In: purpose, what can and cannot change, prompts, a participation level, a respond-by date.
Out: a frozen promise, its dated obligations, and every later change as a visible amendment.
Promise kept here: nothing opens without a promise; clock and evidence judge it, never a hand.
Start reading at ``rules.py``: levels, obligations and ``judge``.
"""
