"""Contributions, stage 2: the only anonymous door.

In: words from a phone, a table, a paper or a file, each with its consent, into an *intake* file.
Out: after sealing, rows of the *vault* in which order, time and person cannot be found again.
Promise kept here: acknowledged means on disk; sealed means shuffled; deleted means gone.
Start reading at ``rules.py``, then ``intake.py`` (durable), ``sealing.py`` (shuffled), ``receipt.py``.
"""
