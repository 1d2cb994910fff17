"""Measure drafts: ``python -m tests.bench.themes [--data FOLDER] [--peers]``.

Per set: adjusted mutual information with the labels, recall of minority classes (themes alone, then with
sub-themes), stability (mean adjusted Rand index of runs on random 80 % samples), texts without a place, CPU
seconds, memory, and ratios to TF-IDF with k-means and, when installed, BERTopic with MiniLM.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from threadpoolctl import threadpool_limits

from analysis.bench import grouped, themes
from tests.bench.themes_corpus import corpus
from tests.bench.themes_peers import bertopic_minilm, tfidf_k_means

Grouper = Callable[[Sequence[str], int], tuple[np.ndarray, np.ndarray | None]]
SMALL = (30, 100)


def ours(texts: Sequence[str], seed: int) -> tuple[np.ndarray, np.ndarray]:
    labels, small, _ = grouped(texts, seed=seed)
    return labels, small


def load(folder: Path | None) -> dict[str, tuple[list[str], list[str] | None]]:
    """Return each set as texts and labels; labels are None where a set has none."""
    if folder is None:
        return {"voices_en": corpus("en"), "voices_es": corpus("es")}
    sets: dict[str, tuple[list[str], list[str] | None]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        labels = [str(row["label"]) for row in rows]
        sets[path.stem] = ([row["text"] for row in rows], labels if len(set(labels)) > 1 else None)
    return sets


def minority_recall(truth: Sequence[str], groupings: Sequence[np.ndarray]) -> float:
    """Share of classes with 5+ texts and under 3 % that have a group of their own (plurality and F1 >= .5)."""
    classes = np.unique(np.asarray(truth), return_inverse=True)[1]
    sizes = np.bincount(classes)
    small = [c for c in range(len(sizes)) if sizes[c] >= 5 and sizes[c] < 0.03 * len(classes)]
    met = [any(_own_group(classes, grouping, c) for grouping in groupings) for c in small]
    return float(np.mean(met)) if met else float("nan")


def _told(share: float) -> float | None:
    """Round a share; None where the set has no small class, which JSON has no number for."""
    return None if np.isnan(share) else round(share, 3)


def _own_group(classes: np.ndarray, grouping: np.ndarray, c: int) -> bool:
    for group in np.unique(grouping[classes == c]):
        inside = np.bincount(classes[grouping == group])
        if inside.argmax() == c and 2 * inside[c] / (inside.sum() + (classes == c).sum()) >= 0.5:
            return True
    return False


def stability(texts: Sequence[str], group: Grouper, runs: int = 4) -> float:
    found = np.full((runs, len(texts)), -2)
    for run in range(runs):
        chosen = np.random.default_rng(run).permutation(len(texts))[: int(0.8 * len(texts))]
        found[run, chosen] = group([texts[i] for i in chosen], 0)[0]
    pairs = [(a, b) for a in range(runs) for b in range(a)]
    both = [(found[a] > -2) & (found[b] > -2) for a, b in pairs]
    return float(
        np.mean(
            [adjusted_rand_score(found[a][w], found[b][w]) for (a, b), w in zip(pairs, both, strict=True)]
        )
    )


def small_rooms(
    texts: Sequence[str], truth: Sequence[str], size: int, group: Grouper, draws: int = 6
) -> float:
    scores = []
    for draw in range(draws):
        chosen = np.random.default_rng(draw).choice(len(texts), min(size, len(texts)), replace=False)
        labels, _ = group([texts[i] for i in chosen], 0)
        scores.append(adjusted_mutual_info_score([truth[i] for i in chosen], labels))
    return float(np.mean(scores))


def measure(
    texts: Sequence[str], truth: Sequence[str] | None, group: Grouper, full: bool = True
) -> dict[str, Any]:
    began = time.process_time()
    labels, small = group(texts, 0)
    found: dict[str, Any] = {
        "cpu": round(time.process_time() - began, 3),
        "themes": len(set(labels[labels >= 0])),
    }
    found["unassigned"] = round(float((labels < 0).mean()), 4)
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if truth is not None:
        found["ami"] = round(adjusted_mutual_info_score(truth, labels), 4)
        found["minority"] = _told(minority_recall(truth, [labels]))
        if small is not None:
            found["minority_with_subthemes"] = _told(minority_recall(truth, [labels, small]))
        for size in SMALL if full else ():
            found[f"ami_{size}"] = round(small_rooms(texts, truth, size, group), 3)
    if full and len(texts) <= 5_000:
        found["stability"] = round(stability(texts, group), 3)
    if group is ours:
        began = time.process_time()
        themes(texts)
        found["cpu"] = round(time.process_time() - began, 3)
    return found


def ratios(mine: dict[str, Any], peer: dict[str, Any]) -> dict[str, float]:
    found = {"cpu_times_less": round(peer["cpu"] / max(mine["cpu"], 1e-3), 1)}
    if peer.get("ami"):
        found["ami"] = round(mine["ami"] / peer["ami"], 3)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=None)
    options.add_argument("--peers", action="store_true", help="also run BERTopic where it is installed")
    chosen = options.parse_args()
    report: dict[str, Any] = {}
    with threadpool_limits(limits=1):
        ours([f"warm up {word}" for word in ("housing", "visits", "school", "court")] * 5, 0)
        for name, (texts, truth) in load(chosen.data).items():
            report[name] = compare(texts, truth, peers=chosen.peers)
            print(name, len(texts), json.dumps(report[name]), flush=True)
    print(json.dumps(report))


def compare(texts: Sequence[str], truth: Sequence[str] | None, *, peers: bool) -> dict[str, Any]:
    found = {"hearback": measure(texts, truth, ours)}
    k = len(set(truth)) if truth else None
    found["tfidf_k_means"] = measure(texts, truth, lambda t, s: tfidf_k_means(t, s, k), full=False)
    bertopic = bertopic_minilm() if peers else None
    if bertopic:
        found["bertopic_minilm"] = measure(texts, truth, bertopic, full=False)
    for peer in [name for name in found if name != "hearback"]:
        found[f"against_{peer}"] = ratios(found["hearback"], found[peer])
    return found


if __name__ == "__main__":
    main()
