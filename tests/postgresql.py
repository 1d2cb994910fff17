"""PostgreSQL for tests: one database a process, put back between tests.

Making a database anew takes 0.4 s and a checkpoint of the whole server; emptying a few tables takes milliseconds.
"""

import os

import psycopg
from sqlalchemy import Table

from listening.core.database import db

#: Where a server is looked for.
POSTGRESQL = os.environ.get("HEARBACK_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
PREFIX = "hearback_test_"
NAME = f"{PREFIX}{os.getpid()}"
TEMPLATE = f"{NAME}_template"


def url(name: str) -> str:
    return f"{POSTGRESQL.rpartition('/')[0]}/{name}"


def make(name: str, template: str | None = None) -> None:
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))


def drop(*names: str) -> None:
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        for name in names:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def drop_abandoned() -> None:
    """Databases of test processes that were killed."""
    with psycopg.connect(POSTGRESQL) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{PREFIX}%",))
        names = [row[0] for row in found.fetchall()]
    drop(*(name for name in names if not alive(name.removeprefix(PREFIX).partition("_")[0])))


def alive(process: str) -> bool:
    return not process.isdigit() or os.path.exists(f"/proc/{process}")  # noqa: PTH110


def remember() -> None:
    """Keep a copy of every row, beside the tables; then make the database that tests use."""
    with psycopg.connect(url(TEMPLATE), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA kept")
        for table in tables():
            connection.execute(f'CREATE TABLE kept."{table.name}" AS SELECT * FROM public."{table.name}"')
    make(NAME, TEMPLATE)


def put_back() -> None:
    """The remembered rows and no others; a database whose tables are not as they were is made anew."""
    try:
        with psycopg.connect(url(NAME), autocommit=True) as connection:
            connection.execute(OTHERS_OUT)
            connection.execute("BEGIN;" + ";".join(statements()) + ";COMMIT")
    except psycopg.Error:
        make(NAME, TEMPLATE)


#: A connection that a test forgot would hold its locks.
OTHERS_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def statements() -> list[str]:
    emptied = [f'DELETE FROM "{table.name}"' for table in reversed(tables())]
    filled = [f'INSERT INTO "{table.name}" SELECT * FROM kept."{table.name}"' for table in tables()]
    counted = [
        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "
        f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}"), false)'
        for table in tables()
        if "id" in table.columns and table.columns["id"].autoincrement is not False and is_number(table)
    ]
    return emptied + filled + counted


def is_number(table: Table) -> bool:
    return bool(table.columns["id"].type.python_type is int)


def tables() -> list[Table]:
    return list(db.metadata.sorted_tables)
