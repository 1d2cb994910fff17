"""Actions, stage 4: the agency decides, says why, and commits.

In: signed-off themes, never raw words. Out: a decision with its reason, actions with owners and dates.
Promise kept here: no refusal without a reason code, plain words and what would change it; two people.
Start reading at ``rules.py``.
"""
