"""Listening sessions, stage 1: a room outside the agency, with a facilitator outside the agency.

In: an open engagement, its prompts, a venue with its neutrality check, ground rules, supports.
Out: a join code while the session is open; a signal when it closes.
Promise kept here: an agency-owned venue is never called neutral, and its reason is public.
Start reading at ``rules.py``: kinds, states and the venue check.
"""
