"""Causal attention against PyTorch's scaled_dot_product_attention, and the memory that it takes."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from engine.attention import scaled_dot_product_attention
from tests.benchmarks.row import Row, compare, installed

HEADS, WIDTH = 8, 64
REPEATS = {128: 300, 512: 60, 2048: 21}
TARGETS = {128: 1.5, 512: 1.0, 2048: 1.0}


def rows() -> Iterator[Row]:
    """Three lengths on one thread and on two, then the peak of extra memory."""
    torch = installed("torch")
    for threads in (1, 2):
        if torch is not None:
            torch.set_num_threads(threads)
        with threadpool_limits(threads, user_api="blas"):
            for length, target in TARGETS.items():
                yield _speed(torch, length, threads, target)
    yield _memory()


def _inputs(length: int) -> list[Any]:
    rng = np.random.default_rng(0)
    return [rng.standard_normal((1, HEADS, length, WIDTH), dtype=np.float32) for _ in range(3)]


def _speed(torch: Any, length: int, threads: int, target: float) -> Row:
    q, k, v = _inputs(length)

    def ours() -> Any:
        return scaled_dot_product_attention(q=q, k=k, v=v, causal=True).output

    work = f"attention forward, float32, causal, T {length}, {threads} thread{'s' * (threads > 1)}"
    if torch is None:
        return compare(work, ours, "torch", None, REPEATS[length], target)
    given = [torch.from_numpy(x) for x in (q, k, v)]

    def peer() -> Any:
        return torch.nn.functional.scaled_dot_product_attention(*given, is_causal=True)

    np.testing.assert_allclose(ours(), peer().numpy(), atol=1e-5)
    return compare(work, ours, "torch", peer, REPEATS[length], target)


def _memory() -> Row:
    q, k, v = _inputs(2048)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        scaled_dot_product_attention(q=q, k=k, v=v, causal=True)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    return Row("attention, peak extra memory at T 2048", peak, "", None, 10e6, "target 10 MB", "MB")
