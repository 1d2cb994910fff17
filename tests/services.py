"""What a run may use: which services answer, what a missing one means, and in which order tests go.

A test says what it needs with a mark: ``browser``, ``postgresql``, ``redis``, ``compiler``. Where that is missing
it is skipped with the reason; with ``HEARBACK_NO_SKIPS=1`` it fails instead.
"""

import os
import shutil
from collections.abc import Callable
from functools import cache

import psycopg
import pytest

from tests.faults.cluster import no_programs
from tests.postgresql import POSTGRESQL

NO_SKIPS = os.environ.get("HEARBACK_NO_SKIPS") == "1"
REDIS = os.environ.get("HEARBACK_TEST_REDIS", "redis://127.0.0.1:6379/15")
CHROMIUM = os.environ.get("HEARBACK_TEST_CHROMIUM", "/usr/bin/chromium")
#: Folders whose tests never touch the database: run once, whatever the database.
WITHOUT_DATABASE = ("tests/analysis/", "tests/browser/", "tests/bench/")


@cache
def no_chromium() -> str:
    return "" if shutil.which(CHROMIUM) else f"no Chromium at {CHROMIUM}"


@cache
def no_postgresql() -> str:
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return f"no PostgreSQL server: {str(error).splitlines()[0]}"
    return ""


@cache
def no_redis() -> str:
    try:
        import redis

        with redis.Redis.from_url(REDIS, socket_connect_timeout=3) as client:
            client.ping()
    except (ImportError, OSError, redis.RedisError) as error:
        return f"no Redis server: {error}"
    return ""


@cache
def no_compiler() -> str:
    return "" if shutil.which("cc") else "no C compiler"


NEEDS: dict[str, Callable[[], str]] = {
    "browser": no_chromium,
    "postgresql": no_postgresql,
    "redis": no_redis,
    "compiler": no_compiler,
    "cluster": no_programs,
}


def missing(item: pytest.Item) -> str:
    """Why this test cannot run here, or nothing."""
    reasons = (NEEDS[name]() for name in NEEDS if item.get_closest_marker(name))
    return "; ".join(reason for reason in reasons if reason)


def pytest_runtest_setup(item: pytest.Item) -> None:
    reason = missing(item)
    if reason and NO_SKIPS:
        pytest.fail(f"{reason}, and this run allows no skips", pytrace=False)
    if reason:
        pytest.skip(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what says nothing new on this database; the slowest files first."""
    left_out = [item for item in items if not belongs(item, config.getoption("--database"))]
    items[:] = [item for item in items if item not in set(left_out)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: not is_slow(item))


def belongs(item: pytest.Item, database: str) -> bool:
    if database == "sqlite":
        return True
    return not (item.nodeid.startswith(WITHOUT_DATABASE) or item.get_closest_marker("once"))


def is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("browser", "slow"))


if __name__ == "__main__":
    # For tests/run.sh: says why there is no PostgreSQL to run on, or nothing.
    print(no_postgresql())  # noqa: T201
