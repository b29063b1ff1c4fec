"""Losses against PyTorch: DPO with gradients, and log-probabilities from logits. One thread on both sides."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from engine.losses import sequence_logps
from engine.preference import dpo_loss
from tests.benchmarks.row import Row, compare, installed

BATCH = 4096
LOGITS = (8, 128, 32_000)
BETA = 0.1


def rows() -> Iterator[Row]:
    """The two losses of the speed table, and the second against the best way to do it in PyTorch."""
    torch = installed("torch")
    if torch is not None:
        torch.set_num_threads(1)
    with threadpool_limits(1, user_api="blas"):
        yield _dpo(torch)
        yield from _logps(torch)


def _dpo(torch: Any) -> Row:
    rng = np.random.default_rng(0)
    names = ("policy_chosen_logps", "policy_rejected_logps", "ref_chosen_logps", "ref_rejected_logps")
    given: dict[str, Any] = {name: (-60 + 5 * rng.standard_normal(BATCH)).astype(np.float32) for name in names}

    def ours() -> Any:
        return dpo_loss(**given, beta=BETA)

    def peer() -> Any:
        chosen, rejected = (torch.from_numpy(given[name]).requires_grad_() for name in names[:2])
        ref_chosen, ref_rejected = (torch.from_numpy(given[name]) for name in names[2:])
        chosen_ratio, rejected_ratio = chosen - ref_chosen, rejected - ref_rejected
        per_example = -torch.nn.functional.logsigmoid(BETA * (chosen_ratio - rejected_ratio))
        per_example.mean().backward()
        rewards = BETA * chosen_ratio.detach(), BETA * rejected_ratio.detach()
        return chosen.grad, rejected.grad, rewards, (rewards[0] > rewards[1]).float().mean()

    if torch is not None:
        np.testing.assert_allclose(ours().grad_policy_chosen, peer()[0].numpy(), rtol=1e-4, atol=1e-9)
    return compare(f"DPO loss with gradients, batch {BATCH}", ours, "torch", peer if torch else None, 2000, 0.4)


def _logps(torch: Any) -> Iterator[Row]:
    rng = np.random.default_rng(0)
    logits = 3.0 * rng.standard_normal(LOGITS, dtype=np.float32)
    targets = rng.integers(0, LOGITS[-1], LOGITS[:2])
    work = "log-probabilities from {} x {} x {} logits".format(*LOGITS)

    def ours() -> Any:
        return sequence_logps(logits=logits, targets=targets)

    if torch is None:
        yield compare(work, ours, "torch", None, 15, 0.6)
        return
    whole, ids = torch.from_numpy(logits), torch.from_numpy(targets)[..., None]

    def plain() -> Any:
        return torch.log_softmax(whole, dim=-1).gather(-1, ids)[..., 0].sum(-1)

    def row_by_row() -> Any:
        pairs = zip(whole, ids, strict=True)
        return torch.stack([torch.log_softmax(z, dim=-1).gather(-1, i).sum() for z, i in pairs])

    np.testing.assert_allclose(ours(), plain().numpy(), rtol=1e-5)
    yield compare(work, ours, "torch", plain, 15, 0.6, "log_softmax, gather, sum")
    spared = "the same a sequence at a time, which spares torch the memory"
    yield compare(work, ours, "torch", row_by_row, 15, 1.0, spared)
