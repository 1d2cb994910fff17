"""Deny by default: every endpoint says who may enter, or the application refuses to start."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

#: Open to everyone, and therefore never touching a session or a cookie.
PUBLIC = frozenset({"public"})


class Undeclared(RuntimeError):
    """An endpoint without a policy."""


def declare(view: View, who: frozenset[str]) -> View:
    view.policy = who  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Mark a view as open to everyone."""
    return declare(view, PUBLIC)


def policy_of(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may enter an endpoint.

    Raises:
        Undeclared: when nobody said.
    """
    who: frozenset[str] | None = getattr(app.view_functions[endpoint], "policy", None)
    if who is None:
        raise Undeclared(f"{endpoint} does not say who may enter: use @public or @requires")
    return who


def check_policies(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        policy_of(app, rule.endpoint)


def is_public(app: Flask, endpoint: str | None) -> bool:
    return endpoint is None or policy_of(app, endpoint) == PUBLIC
