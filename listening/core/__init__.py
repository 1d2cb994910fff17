"""The ground every room stands on: database, pages, languages, keys, clock, journal.

In: settings from the environment. Out: an application that refuses to start unsafe.
Promise kept here: no public page opens a session, sets a cookie or writes an address anywhere.
Start reading at ``loop.py`` (what a theme's status is), then ``page.py`` and ``policy.py``.
"""
