"""Accounts: who works here, and who may see what.

In: people proposed by the administrator, and accepted by the community steward where they must be independent.
Out: ``requires("reviewer")``, which hands a view the person it proved; a chained record of every reading.
Promise kept here: nobody of the agency can be given a role that reads what people wrote.
Start reading at ``rules.py``, then ``guard.py``.
"""
