"""Reads a SQLite file byte by byte, as a thief would: which page and where on it each row and index entry lies.

The layout is that of https://sqlite.org/fileformat2.html, sections 1.3 to 1.6.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: First byte of a b-tree page.
INDEX_INNER, TABLE_INNER, INDEX_LEAF, TABLE_LEAF = 2, 5, 10, 13
INNER = {INDEX_INNER, TABLE_INNER}


@dataclass(frozen=True)
class Cell:
    """One entry: where it lies, the number it was given, where it goes on, and its bytes."""

    page: int
    offset: int
    rowid: int | None
    #: First overflow page; 0 when it fits on its own page.
    overflow: int
    payload: bytes


class RawFile:
    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        (size,) = struct.unpack(">H", self.raw[16:18])
        self.size = 65536 if size == 1 else size
        self.usable = self.size - self.raw[20]

    def page(self, number: int) -> memoryview:
        return memoryview(self.raw)[(number - 1) * self.size : number * self.size]

    def cells(self, root: int) -> Iterator[Cell]:
        """Every entry of the b-tree with this root, in its own order."""
        page, start = self.page(root), 100 if root == 1 else 0
        kind = page[start]
        (count,) = struct.unpack(">H", page[start + 3 : start + 5])
        head = start + (12 if kind in INNER else 8)
        for number in range(count):
            (offset,) = struct.unpack(">H", page[head + 2 * number : head + 2 * number + 2])
            if kind in INNER:
                (child,) = struct.unpack(">I", page[offset : offset + 4])
                yield from self.cells(child)
            if kind != TABLE_INNER:
                yield self.cell(page, root, offset, kind)
        if kind in INNER:
            (right,) = struct.unpack(">I", page[start + 8 : start + 12])
            yield from self.cells(right)

    def cell(self, page: memoryview, number: int, offset: int, kind: int) -> Cell:
        at = offset + (4 if kind == INDEX_INNER else 0)
        length, at = varint(page, at)
        rowid = None
        if kind == TABLE_LEAF:
            rowid, at = varint(page, at)
        here = self.on_page(length, kind)
        payload, overflow = bytes(page[at : at + here]), 0
        if here < length:
            (overflow,) = struct.unpack(">I", page[at + here : at + here + 4])
            payload += self.rest(overflow, length - here)
        return Cell(number, offset, rowid, overflow, payload)

    def on_page(self, length: int, kind: int) -> int:
        """Bytes of a payload that its own page holds."""
        most = self.usable - 35 if kind == TABLE_LEAF else (self.usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (self.usable - 12) * 32 // 255 - 23
        rest = least + (length - least) % (self.usable - 4)
        return rest if rest <= most else least

    def rest(self, number: int, length: int) -> bytes:
        found = b""
        while number and len(found) < length:
            page = self.page(number)
            (number,) = struct.unpack(">I", page[:4])
            found += bytes(page[4 : 4 + min(self.usable - 4, length - len(found))])
        return found


def varint(page: memoryview, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next thing begins."""
    value = 0
    for step in range(8):
        byte = page[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | page[at + 8], at + 9
