"""Surveys, stage 1: the same prompts over weeks, for those who cannot come on the evening.

In: an open engagement, its prompts, closed questions if any, the first and the last day.
Out: a code and a poster while it is open; pools of at least five, sealed at most once a day.
Promise kept here: open and closed are read from the calendar; nobody is reminded by an address.
Start reading at ``rules.py``: kinds of question, what may be chosen, when a survey is open.
"""
