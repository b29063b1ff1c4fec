"""A few threads for the engine's own loops, with BLAS held to one thread in each.

The idea: a product of small matrices is too small for BLAS to split, but NumPy lets go of the interpreter's lock inside
it, so that heads of attention can run side by side. As many threads are used as BLAS would use: its settings
(`OPENBLAS_NUM_THREADS`, `threadpoolctl`) hold here too.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

_held = Lock()


def run_all(jobs: Sequence[Callable[[], None]]) -> None:
    """Run every job; on several threads when BLAS has several and no other call of this function is under way."""
    threads = min(len(jobs), _blas_threads()) if len(jobs) > 1 else 1
    if threads < 2:
        _run(jobs)
        return
    with one_blas_thread() as alone:
        if not alone:
            _run(jobs)
            return
        others = [_pool(threads - 1).submit(_run, jobs[share::threads]) for share in range(1, threads)]
        _run(jobs[::threads])
        for other in others:
            other.result()


@contextmanager
def one_blas_thread() -> Iterator[bool]:
    """Hold BLAS to one thread, for products too small to be worth splitting; False where that is already so.

    The number of threads belongs to the whole process, so one call at a time changes it and puts it back.
    """
    if not _held.acquire(blocking=False):
        yield False
        return
    try:
        with _blas().limit(limits=1):
            yield True
    finally:
        _held.release()


def _run(jobs: Sequence[Callable[[], None]]) -> None:
    for job in jobs:
        job()


def _blas_threads() -> int:
    return max((int(library.num_threads) for library in _blas().lib_controllers), default=1)


@cache
def _blas() -> Any:
    import threadpoolctl  # type: ignore[import-untyped]  # it ships no types

    return threadpoolctl.ThreadpoolController().select(user_api="blas")


@cache
def _pool(size: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(size, "engine")
