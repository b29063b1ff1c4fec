"""Losses against PyTorch: DPO with gradients, and log-probabilities from logits. One thread on both sides."""

from collections.abc import Callable
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from engine.losses import sequence_logps
from engine.preference import dpo_loss
from tests.benchmarks.row import Row, best_of, in_turn

BATCH = 4096
LOGITS = (8, 128, 32_000)
BETA = 0.1


def rows() -> list[Row]:
    """The two losses of the speed table, and the second against the best way to do it in PyTorch."""
    torch = _torch()
    with threadpool_limits(1):
        return [_dpo(torch), *_logps(torch)]


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    return torch


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
    return _row(f"DPO loss with gradients, batch {BATCH}", ours, peer if torch else None, 2000, 0.4)


def _logps(torch: Any) -> list[Row]:
    rng = np.random.default_rng(0)
    logits = 3.0 * rng.standard_normal(LOGITS, dtype=np.float32)
    targets = rng.integers(0, LOGITS[-1], LOGITS[:2])
    work = "log-probabilities from {} x {} x {} logits".format(*LOGITS)

    def ours() -> Any:
        return sequence_logps(logits=logits, targets=targets)

    if torch is None:
        return [_row(work, ours, None, 9, 0.6)]
    whole, ids = torch.from_numpy(logits), torch.from_numpy(targets)[..., None]

    def plain() -> Any:
        return torch.log_softmax(whole, dim=-1).gather(-1, ids)[..., 0].sum(-1)

    def row_by_row() -> Any:
        pairs = zip(whole, ids, strict=True)
        return torch.stack([torch.log_softmax(z, dim=-1).gather(-1, i).sum() for z, i in pairs])

    np.testing.assert_allclose(ours(), plain().numpy(), rtol=1e-5)
    return [
        _row(work, ours, plain, 9, 0.6, "log_softmax, gather, sum"),
        _row(work, ours, row_by_row, 9, 1.0, "the same a sequence at a time, which spares torch the memory"),
    ]


def _row(
    work: str, ours: Callable[[], Any], peer: Callable[[], Any] | None, repeats: int, target: float, note: str = ""
) -> Row:
    if peer is None:
        return Row(work, best_of(ours, repeats), "torch", None, target, note)
    our_seconds, peer_seconds = in_turn(ours, peer, repeats)
    return Row(work, our_seconds, "torch", peer_seconds, target, note)


if __name__ == "__main__":
    for row in rows():
        print(row.line())
