"""Insights, stage 7: what was promised, what came of it, in public.

In: everything the rooms before did. Out: the ledger, judged obligations, each person's next step.
Promise kept here: reads everything, changes nothing of the loop; every count of people passes through suppression.
Start reading at ``evidence.py`` (which day each duty was met), then ``ledger.py``.
"""
