"""Jobs run once each, on as many threads as BLAS has, and BLAS is put back afterwards."""

from threading import Barrier, Event, Thread, get_ident

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits  # type: ignore[import-untyped]  # it ships no types

import engine
from engine.threads import one_blas_thread, run_all


def blas_threads() -> int:
    """How many threads BLAS would use now."""
    np.ones((2, 2)) @ np.ones((2, 2))
    return max(int(library.num_threads) for library in ThreadpoolController().select(user_api="blas").lib_controllers)


@pytest.mark.parametrize("threads", [1, 2])
def test_every_job_runs_once_and_blas_is_put_back(threads: int) -> None:
    with threadpool_limits(threads, user_api="blas"):
        ran: list[int] = []
        run_all([lambda at=at: ran.append(at) for at in range(7)])  # type: ignore[misc]  # a default binds early
        assert sorted(ran) == list(range(7))
        assert blas_threads() == threads


def test_jobs_run_side_by_side_when_blas_has_two_threads() -> None:
    meeting = Barrier(2, timeout=20)
    idents = set()

    def job() -> None:
        idents.add(get_ident())
        meeting.wait()  # both have to be under way

    with threadpool_limits(2, user_api="blas"):
        run_all([job, job])
    assert len(idents) == 2


def test_an_error_in_a_job_comes_out_and_blas_is_put_back() -> None:
    def broken() -> None:
        raise ValueError("broken")

    with threadpool_limits(2, user_api="blas"):
        for jobs in ([broken, lambda: None], [lambda: None, broken]):
            with pytest.raises(ValueError, match="broken"):
                run_all(jobs)
        assert blas_threads() == 2


def test_a_second_caller_waits_for_nobody() -> None:
    entered, leave = Event(), Event()

    def holding() -> None:
        with one_blas_thread() as alone:
            assert alone
            entered.set()
            leave.wait(timeout=20)

    holder = Thread(target=holding)
    holder.start()
    assert entered.wait(timeout=20)
    with one_blas_thread() as alone:
        assert not alone
    q = np.random.default_rng(0).standard_normal((8, 150, 16))
    np.testing.assert_allclose(
        engine.scaled_dot_product_attention(q=q, k=q, v=q).output, engine.naive_attention(q=q, k=q, v=q), rtol=1e-9
    )
    leave.set()
    holder.join()
