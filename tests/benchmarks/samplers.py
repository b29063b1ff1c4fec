"""Samplers over 128,256 logits against the processors of Hugging Face transformers. One thread on both sides.

Ours give the filtered logits and their probabilities, theirs the filtered logits.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

import engine
from tests.benchmarks.row import Row, compare, installed

VOCABULARY = 128_256
REPEATS = 60


def rows() -> Iterator[Row]:
    """Top-k, then top-p and min-p on a flat and on a peaked distribution."""
    torch, transformers = installed("torch"), installed("transformers")
    if torch is not None:
        torch.set_num_threads(1)
    with threadpool_limits(1, user_api="blas"):
        yield from _all(torch, transformers)


def _all(torch: Any, transformers: Any) -> Iterator[Row]:
    both = transformers if torch is not None else None
    flat, peaked = _logits(1.0), _logits(8.0)
    top_k = both and both.TopKLogitsWarper(50)
    yield _row(torch, f"top-k 50 over {VOCABULARY:,} logits", flat, lambda z: engine.top_k(logits=z, k=50), top_k, 1.0)
    top_p = both and both.TopPLogitsWarper(0.9)
    min_p = both and both.MinPLogitsWarper(0.05)
    for name, logits in (("flat", flat), ("peaked", peaked)):
        yield _row(torch, f"top-p 0.9, {name}", logits, lambda z: engine.top_p(logits=z, p=0.9), top_p, 0.15)
        yield _row(torch, f"min-p 0.05, {name}", logits, lambda z: engine.min_p(logits=z, min_p=0.05), min_p, 0.3)


def _logits(scale: float) -> Any:
    return (scale * np.random.default_rng(0).standard_normal(VOCABULARY)).astype(np.float32)


def _row(torch: Any, work: str, logits: Any, ours: Callable[[Any], Any], processor: Any, target: float) -> Row:
    if processor is None:
        return compare(work, lambda: ours(logits), "transformers", None, REPEATS, target)
    scores = torch.from_numpy(logits)[None]

    def peer() -> Any:
        return processor(None, scores)

    kept, theirs = np.isfinite(ours(logits).logits), np.isfinite(peer().numpy()[0])
    assert (kept != theirs).sum() <= 2, "float32 sums may move a token at the border, no more"
    return compare(work, lambda: ours(logits), "transformers", peer, REPEATS, target)
