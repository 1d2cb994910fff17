"""Recall and precision of the detector of details: ``python -m tests.bench.redact``; the last line is one JSON object.

Made up by a generator (``tests/analysis/told.py``), and three sets written by hand: ``fresh`` before its writer had
read the detector, ``last`` after the detector was bettered and never used to better it. Recall: details of which every
letter is covered. Precision: flags on one.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.redact import find_identifiers
from tests.analysis.told import corpus

ANALYSIS = Path(__file__).parents[1] / "analysis"
BY_HAND, FRESH, LAST = (ANALYSIS / f"by_hand{which}.txt" for which in ("", "_fresh", "_last"))
SETS = {"by_hand": BY_HAND, "fresh": FRESH, "last": LAST}
#: Texts of the generator, in each language.
MADE_UP = 2_500
_DETAIL = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")
#: Language, text, details as (kind, start, end).
Labelled = tuple[str, str, list[tuple[str, int, int]]]


def by_hand(file: Path = BY_HAND) -> Iterator[Labelled]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, marked = line.split("\t")
            yield language, *_unmarked(marked)


def _unmarked(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    text, details, done = "", [], 0
    for found in _DETAIL.finditer(marked):
        text += marked[done : found.start()]
        details.append((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        done = found.end()
    return text + marked[done:], details


def made_up() -> Iterator[Labelled]:
    for language in ("en", "es"):
        for text, kind, start, end in corpus(language, MADE_UP):
            yield language, text, [(kind, start, end)]


def measured(texts: Iterable[Labelled]) -> dict[str, dict[str, float]]:
    """Kind → recall, precision and how many there were."""
    there: Counter[str] = Counter()
    met: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for language, text, details in texts:
        spans = find_identifiers(text, language)
        covered = {at for span in spans for at in range(span.start, span.end)}
        for kind, start, end in details:
            there[kind] += 1
            met[kind] += all(at in covered for at in range(start, end) if text[at].isalnum())
        for span in spans:
            flagged[span.kind] += 1
            right[span.kind] += any(span.start < end and start < span.end for _kind, start, end in details)
    return {
        kind: {
            "there": there[kind],
            "recall": round(met[kind] / there[kind], 3) if there[kind] else 1.0,
            "precision": round(right[kind] / flagged[kind], 3) if flagged[kind] else 1.0,
        }
        for kind in sorted(there | flagged)
    }


def missed(texts: Iterable[Labelled]) -> list[str]:
    """Details not wholly covered, and flags that touch none, for whoever betters the detector."""
    found = []
    for language, text, details in texts:
        spans = find_identifiers(text, language)
        covered = {at for span in spans for at in range(span.start, span.end)}
        found += [
            f"missed {kind}: {text[start:end]} | {text}"
            for kind, start, end in details
            if not all(at in covered for at in range(start, end) if text[at].isalnum())
        ]
        found += [
            f"wrong {span.kind}: {text[span.start : span.end]} | {text}"
            for span in spans
            if not any(span.start < end and start < span.end for _kind, start, end in details)
        ]
    return found


def main() -> None:
    found = {
        "made_up": measured(made_up()),
        "by_hand": measured(by_hand()),
        "fresh": measured(by_hand(FRESH)),
    }
    for name, kinds in found.items():
        for kind, figures in kinds.items():
            print(f"{name:<8} {kind:<12} {figures}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
