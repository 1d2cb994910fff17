"""Addresses that are made ready to be written when the first page writes them.

werkzeug compiles two functions for each of two hundred addresses, nine tenths of the time a start takes; a page
writes a dozen.
"""

import traceback
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask.ctx import RequestContext
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule whose builders are compiled at their first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002
        compile_now, built = super()._compile_builder, None

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            nonlocal built
            built = built or compile_now(append_unknown)
            return built(rule, **values)

        return build


class MatchedOnce(RequestContext):
    """Our sessions ask for the view before Flask does; it is found once."""

    def match_request(self) -> None:
        if self.request.url_rule is None and self.request.routing_exception is None:
            super().match_request()


class Hearback(Flask):
    """Flask with late rules, and a log that repeats nothing of a request."""

    url_rule_class = LateRule

    def request_context(self, environ: dict[str, Any]) -> RequestContext:
        return MatchedOnce(self, environ)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view of ours is a coroutine; Flask would look at eleven functions of each request to see that."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Where it broke and how. The address may be someone's key, and the message may hold what someone said."""
        kind, _error, where = exc_info
        lines = "".join(traceback.format_tb(where))
        self.logger.error("%s at %s\n%s", kind.__name__, request.endpoint, lines)
