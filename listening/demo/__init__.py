"""The demo: a county that does not exist, with four promises at four stages of the loop.

In: the texts beside this file, all made up. Out: a database told day by day through the rooms' own verbs.
Promise kept here: nothing is faked; what the demo shows, the rules computed.
Start reading at ``story.py``.
"""
