"""In which order can the rows about these ids be found? Every table and index, by every order there is to see."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from scipy.stats import kendalltau
from sqlalchemy import inspect, text

from listening.core.database import db
from tests.faults.rawfile import Cell, RawFile

#: Fewer of the ids in one place say nothing about an order.
ENOUGH = 30
#: What an id looks like.
ID = re.compile(rb"[0-9a-f]{32}")
#: Orders in which the entries of one b-tree can be put; none means that this entry does not take part.
ORDERS = {
    "as listed": lambda number, _cell: number,
    "where it lies": lambda _number, cell: (cell.page, cell.offset),
    "where it lies, from behind": lambda _number, cell: (cell.page, -cell.offset),
    "number of the row": lambda _number, cell: cell.rowid,
    "where it goes on": lambda _number, cell: cell.overflow or None,
}


def tau(sent: Sequence[str], found: Sequence[str]) -> float:
    """Kendall's tau between the true order and the one that was found, over the ids that are in both."""
    places = {key: place for place, key in enumerate(found)}
    true = [key for key in sent if key in places]
    return float(kendalltau(range(len(true)), [places[key] for key in true]).statistic)


def taus(sent: Sequence[str], orders: dict[str, list[str]]) -> dict[str, tuple[float, int]]:
    """How much each order tells and over how many ids, where enough of them are in it."""
    wanted = set(sent)
    kept = {name: {key: None for key in found if key in wanted} for name, found in orders.items()}
    return {
        name: (tau(sent, list(found)), len(found)) for name, found in kept.items() if len(found) >= ENOUGH
    }


def in_file(path: Path) -> dict[str, list[str]]:
    """Every order in a SQLite file: of each table and index, and of the bare bytes, whatever they belong to."""
    raw = RawFile(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    trees = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    connection.close()
    found = {}
    for name, root in trees:
        cells = list(enumerate(raw.cells(root)))
        for order, key in ORDERS.items():
            found[f"{name}, {order}"] = [one for _at, one in sorted(ids_by(cells, key))]
    return found | in_bytes(path.name, raw.raw)


def ids_by(cells: list[tuple[int, Cell]], key) -> Iterator[tuple[object, str]]:
    for number, cell in cells:
        at = key(number, cell)
        if at is not None:
            for one in ID.findall(cell.payload):
                yield at, one.decode()


def in_bytes(name: str, raw: bytes) -> dict[str, list[str]]:
    """Bytes from front to back: for each id the first and the last place where it stands."""
    places = [(one.start(), one[0].decode()) for one in ID.finditer(raw)]
    first = list(dict.fromkeys(key for _at, key in places))
    last = list(dict.fromkeys(key for _at, key in reversed(places)))[::-1]
    return {f"{name}, bytes first": first, f"{name}, bytes last": last}


def in_postgresql() -> dict[str, list[str]]:
    """Every table by the place of its rows (ctid) and the number of the transaction that wrote them (xmin)."""
    found = {}
    for table in inspect(db.engine).get_table_names():
        for order in ("ctid", "xmin::text::bigint, ctid", "ctid DESC"):
            rows = db.session.execute(text(f'SELECT t::text FROM "{table}" t ORDER BY {order}')).scalars()
            ids = [one.decode() for row in rows for one in ID.findall(row.encode())]
            found[f"{table}, {order}"] = list(dict.fromkeys(ids))
    db.session.rollback()
    return found
