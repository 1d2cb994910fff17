"""The reviewed list of addresses: report-back links must live for years, so a change of one is a decision.

``make routes`` writes it anew; the difference is read like code.
"""

import tempfile
from pathlib import Path

from flask import Flask

from listening import create_app
from listening.core.policy import policy_of
from tests.house.addresses import methods, rules

SNAPSHOT = Path(__file__).with_name("routes.txt")


def listed(app: Flask) -> str:
    """One line a rule: address, methods, who may enter, endpoint."""
    lines = (
        "  ".join(
            (
                rule.rule,
                ",".join(methods(rule)),
                ",".join(sorted(policy_of(app, rule.endpoint))),
                rule.endpoint,
            )
        )
        for rule in rules(app)
    )
    return "\n".join(sorted(lines)) + "\n"


def write() -> None:
    from listening.core.config import settings_from

    with tempfile.TemporaryDirectory() as home:
        app = create_app(settings_from({"HEARBACK_DATA": f"{home}/data", "HEARBACK_KEYS": f"{home}/keys"}))
        SNAPSHOT.write_text(listed(app))


if __name__ == "__main__":
    write()
