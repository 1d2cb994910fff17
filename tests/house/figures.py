"""``python -m tests.house.figures``: how long functions and files are. Steered by, not gated."""

import ast
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[2]
SHOWN = 3


def sources() -> list[Path]:
    found = [ROOT / "app.py", *(ROOT / "listening").rglob("*.py"), *(ROOT / "analysis").rglob("*.py")]
    return [file for file in found if "versions" not in file.parts]


def functions(file: Path) -> list[tuple[int, str]]:
    """Each function's lines and where it stands."""
    return [
        (node.end_lineno - node.lineno + 1, f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]


def report() -> str:
    files = sources()
    lengths = sorted(one for file in files for one in functions(file))
    tenths = quantiles([lines for lines, _where in lengths], n=10)
    sizes = sorted((file.read_text().count("\n"), str(file.relative_to(ROOT))) for file in files)
    longest = ", ".join(f"{where} ({lines})" for lines, where in lengths[: -SHOWN - 1 : -1])
    largest = ", ".join(f"{name} ({lines})" for lines, name in sizes[: -SHOWN - 1 : -1])
    return (
        f"{len(lengths)} functions, median {tenths[4]:.0f} lines, p90 {tenths[8]:.0f} (aim 8 and 20); "
        f"{len(files)} files, {sum(lines for lines, _name in sizes)} lines\n"
        f"longest functions: {longest}\nlongest files: {largest}"
    )


if __name__ == "__main__":
    print(report())  # noqa: T201
