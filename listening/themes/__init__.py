"""Themes, stage 3: the machine drafts, people decide what was heard.

In: sealed contributions. Out: signed-off themes in every language, and a disposition for every voice.
Promise kept here: no voice is dropped; a single voice keeps its own lane; a re-run keeps what people decided.
Start reading at ``rules.py`` (dispositions, coverage), then ``service.py`` (the reviewers' verbs).
"""
