"""Run by test_restart: seals closed sessions, over and over, until nothing waits; the database restarts meanwhile.

Prints: sweeps, sweeps that could not finish.
"""

import sys
import time
from pathlib import Path

from listening import create_app
from listening.contributions.intake import intake
from listening.core import jobs
from listening.core.config import Settings, database_url
from listening.core.database import db


def main(data: Path, keys: Path, url: str) -> None:
    app = create_app(Settings(data=data, keys=keys, database_url=database_url(url, data)))
    sweeps = failed = 0
    until = time.monotonic() + 120
    while time.monotonic() < until:
        sweeps += 1
        failed += not swept(app)
        with app.app_context():
            if not intake().gatherings():
                break
            db.session.remove()
    print(sweeps, failed)


def swept(app) -> bool:
    """Whether a sweep sealed all that was due, or nothing was left."""
    with app.app_context():
        before = len(intake().gatherings())
    return jobs.sweep_all(app)["seal"] >= before


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
