"""Live: the room while it is open.

In: an open listening session. Out: the join code on a screen, a counter in steps, the moment it closes.
Promise kept here: nothing on a screen moves with one person pressing send.
Start reading at ``rules.py``.
"""
