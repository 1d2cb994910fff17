"""Report-backs, stage 5: you said, we did, why not, what next.

In: an answered theme. Out: a page per theme and language, drafted by one person, published by another.
Promise kept here: only consented and redacted words are quoted; a correction is visible, never silent.
Start reading at ``rules.py``: what publishing still lacks.
"""
