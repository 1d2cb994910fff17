"""Evening: ways of speaking that are not one's own phone.

In: an open listening session. Out: contributions from table notes and a shared tablet, cards from the basket,
and “Tonight we heard”, before people leave.
Promise kept here: a voice at a table counts as much as one on a phone, and the room leaves with its own words.
Start reading at ``notes.py``.
"""
