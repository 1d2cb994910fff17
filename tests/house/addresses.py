"""Addresses of the application, read from its own map: with made-up arguments, and with every object's."""

import itertools
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import Column, String, select
from werkzeug.routing import Rule

from listening.core.database import db

#: Added by Flask or by HTTP to every rule; nobody declares them.
IMPLIED = frozenset({"HEAD", "OPTIONS"})
#: Arguments whose name is not that of their table.
CALLED = {"session_id": "listening_session", "look_id": "draft_look"}
MADE_UP = {"int": 987654, "float": 0.5, "uuid": "0" * 32, "path": "made/up.txt"}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def methods(rule: Rule) -> list[str]:
    """The methods a person wrote for this rule."""
    return sorted((rule.methods or set()) - IMPLIED)


def taken(app: Flask, path: str) -> set[str]:
    """Methods that some rule answers at this address."""
    return set(app.url_map.bind("localhost").allowed_methods(path))


def built(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    address = app.url_map.bind("localhost").build(rule.endpoint, values)
    return str(address)


def made_up(app: Flask, rule: Rule) -> str:
    """This rule with arguments that belong to nothing."""
    return built(app, rule, {name: MADE_UP.get(kind_of(rule, name), "made-up") for name in rule.arguments})


def kind_of(rule: Rule, name: str) -> str:
    return type(rule._converters[name]).__name__.removesuffix("Converter").lower().replace("integer", "int")


def every_object(app: Flask, rule: Rule) -> Iterator[str]:
    """This rule with each combination of arguments that belong to something."""
    names = sorted(rule.arguments)
    choices = [values_of(name) or [MADE_UP.get(kind_of(rule, name), "made-up")] for name in names]
    for values in itertools.product(*choices):
        yield built(app, rule, dict(zip(names, values, strict=True)))


def values_of(name: str) -> list[Any]:
    """Every value an argument may have: ids of the table it names, else a unique column of that name."""
    if name in {"language", "locale"}:
        return ["en", "es"]
    for column in columns_meant(name):
        return list(db.session.scalars(select(column)).all())
    return []


def columns_meant(name: str) -> list[Column[Any]]:
    tables = db.metadata.tables
    table = tables.get(CALLED.get(name, name.removesuffix("_id")))
    if name.endswith("_id") and table is not None:
        return list(table.primary_key.columns)[:1]
    named = [one.columns[name] for one in tables.values() if name in one.columns]
    return [column for column in named if column.unique and isinstance(column.type, String)]
