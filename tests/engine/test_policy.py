"""Policy losses against their definitions in plain Python and finite differences, and each convention on its own."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, Trace

INF = math.inf
OFTEN = settings(deadline=None, max_examples=60, derandomize=True)
number = st.integers(-40, 40).map(lambda n: n / 8)
logp = st.integers(-60, 0).map(lambda n: n / 16)


@st.composite
def rollouts(draw: st.DrawFn) -> dict[str, Any]:
    """Rewards, values and dones of equal length."""
    length = draw(st.integers(0, 7))

    def row(item: Any) -> Any:
        return draw(st.lists(item, min_size=length, max_size=length))

    return {"rewards": row(number), "values": row(number), "dones": row(st.booleans()), "last_value": draw(number)}


@OFTEN
@given(rollout=rollouts(), gamma=st.sampled_from([0.0, 0.9, 1.0]), lam=st.sampled_from([0.0, 0.5, 1.0]))
def test_gae_against_its_sum(rollout: dict[str, Any], gamma: float, lam: float) -> None:
    """A_t = sum over l of (gamma lam)^l delta_{t+l}, up to the end of the episode, and not the recursion."""
    rewards, values, dones = rollout["rewards"], rollout["values"], rollout["dones"]
    following = [*values[1:], rollout["last_value"]]
    delta = [r + gamma * v * (not d) - u for r, v, d, u in zip(rewards, following, dones, values, strict=False)]
    found = engine.gae(**rollout, gamma=gamma, lam=lam)
    for t in range(len(rewards)):
        end = next((at for at in range(t, len(dones)) if dones[at]), len(dones) - 1)
        expected = math.fsum((gamma * lam) ** (at - t) * delta[at] for at in range(t, end + 1))
        assert found.advantages[t] == pytest.approx(expected, rel=1e-10, abs=1e-10)
        assert found.returns[t] == pytest.approx(expected + values[t], rel=1e-10, abs=1e-10)


def test_done_says_that_the_episode_ends_after_the_step() -> None:
    found = engine.gae(rewards=[1.0, 1.0], values=[0.0, 10.0], dones=[1, 0], last_value=0.0, gamma=1.0, lam=1.0)
    assert found.advantages.tolist() == [1, -9]  # the first step sees nothing of the second
    # lam 1 without an end: discounted return minus value; lam 0: one step
    rewards, values = [1.0, 2.0, 3.0], [0.5, 0.25, 1.0]
    total = 1 + 0.9 * 2 + 0.81 * 3 + 0.729 * 4
    assert engine.gae(rewards=rewards, values=values, last_value=4.0, gamma=0.9, lam=1.0).advantages[
        0
    ] == pytest.approx(total - 0.5)
    assert engine.gae(rewards=rewards, values=values, gamma=0.9, lam=0.0).advantages[0] == pytest.approx(
        1 + 0.225 - 0.5
    )


def ppo_one(new: float, old: float, advantage: float, eps: float) -> float:
    ratio = math.exp(new - old)
    return -min(ratio * advantage, min(max(ratio, 1 - eps), 1 + eps) * advantage)


@OFTEN
@given(
    rows=st.lists(st.tuples(logp, logp, number, st.booleans()), min_size=1, max_size=6),
    eps=st.sampled_from([0.0, 0.1, 0.3]),
)
def test_ppo_against_its_definition(rows: list[Any], eps: float) -> None:
    new, old, advantages, mask = (list(column) for column in zip(*rows, strict=True))
    found = engine.ppo_clip_loss(logps=new, old_logps=old, advantages=advantages, mask=mask, clip_eps=eps)
    losses = [ppo_one(n, o, a, eps) for n, o, a, _ in rows]
    counted = [loss for loss, m in zip(losses, mask, strict=True) if m]
    outside = [abs(math.exp(n - o) - 1) > eps for n, o, _, m in rows if m]
    np.testing.assert_allclose(found.per_token, losses, rtol=1e-12)
    np.testing.assert_allclose(found.ratio, [math.exp(n - o) for n, o, _, _ in rows], rtol=1e-14)
    assert found.loss == pytest.approx(math.fsum(counted) / max(len(counted), 1), rel=1e-12, abs=1e-15)
    assert found.clip_fraction == sum(outside) / max(len(outside), 1)


def test_the_gradient_of_ppo_is_that_of_the_masked_mean() -> None:
    rng = np.random.default_rng(1)
    new, old = -2 * rng.random(40), -2 * rng.random(40)
    advantages, mask = rng.standard_normal(40), rng.random(40) < 0.7
    kwargs: dict[str, Any] = {"old_logps": old, "advantages": advantages, "mask": mask}
    found = engine.ppo_clip_loss(logps=new, **kwargs)
    check = engine.gradient_check(
        function=lambda x: float(engine.ppo_clip_loss(logps=x, **kwargs).loss), x=new, gradient=found.grad_logps
    )
    assert check.largest_error < 1e-8
    assert (found.grad_logps[~mask] == 0).all()


def test_the_clip_holds_only_where_the_policy_has_moved_too_far_the_right_way() -> None:
    ratios = np.log([1.5, 1.5, 0.5, 0.5])
    found = engine.ppo_clip_loss(logps=ratios, old_logps=[0.0] * 4, advantages=[1.0, -1.0, 1.0, -1.0])
    np.testing.assert_allclose(found.per_token, [-1.2, 1.5, -0.5, 0.8])
    np.testing.assert_allclose(found.grad_logps * 4, [0, 1.5, -0.5, 0], atol=1e-15)
    assert found.clip_fraction == 1
    half = engine.ppo_clip_loss(logps=ratios, old_logps=[0.0] * 4, advantages=[1.0] * 4, mask=[1, 0, 0, 0])
    assert (half.loss, half.clip_fraction) == (pytest.approx(-1.2), 1)
    nothing = engine.ppo_clip_loss(logps=ratios, old_logps=[0.0] * 4, advantages=[1.0] * 4, mask=[0] * 4)
    assert (nothing.loss, nothing.clip_fraction) == (0, 0)


@OFTEN
@given(
    rewards=st.lists(number, min_size=1, max_size=4).flatmap(
        lambda first: st.lists(st.lists(number, min_size=len(first), max_size=len(first)), max_size=2).map(
            lambda others: [first, *others]
        )
    ),
    scale=st.sampled_from(["group", "batch", "none"]),
)
def test_grpo_advantages_against_their_definition(rewards: list[list[float]], scale: str) -> None:
    size = len(rewards[0])
    flat = [r for group in rewards for r in group]
    found = engine.grpo_advantages(rewards=flat, group_size=size, scale=scale).reshape(-1, size)

    def deviation(values: list[float]) -> float:
        mean = math.fsum(values) / len(values)
        return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else 0.0

    for group, row in zip(rewards, found, strict=True):
        mean = math.fsum(group) / size
        below = {"group": deviation(group) + 1e-4, "batch": deviation(flat) + 1e-4, "none": 1.0}[scale]
        np.testing.assert_allclose(row, [(r - mean) / below for r in group], rtol=1e-9, atol=1e-9)


def test_the_deviation_of_a_group_is_the_samples_and_equal_rewards_give_zero() -> None:
    found = engine.grpo_advantages(rewards=[1.0, 0.0], group_size=2)
    np.testing.assert_allclose(found, [0.5 / (math.sqrt(0.5) + 1e-4), -0.5 / (math.sqrt(0.5) + 1e-4)])  # n - 1, not n
    assert engine.grpo_advantages(rewards=[0.1] * 6, group_size=3, eps=0.0).tolist() == [0] * 6
    assert engine.grpo_advantages(rewards=[5.0], group_size=1).tolist() == [0]


@st.composite
def grpo_batches(draw: st.DrawFn) -> dict[str, Any]:
    """Three matrices of log-probabilities, a mask and an advantage for each row."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))

    def matrix(item: Any) -> Any:
        return draw(st.lists(st.lists(item, min_size=columns, max_size=columns), min_size=rows, max_size=rows))

    named: dict[str, Any] = {name: matrix(logp) for name in ("logps", "old_logps", "ref_logps")}
    named["mask"] = matrix(st.booleans())
    return named | {"advantages": draw(st.lists(number, min_size=rows, max_size=rows))}


def grpo_loop(batch: dict[str, Any], beta: float, low: float, high: float, kind: str, level: str, limit: int) -> float:
    """Token by token."""
    rows = []
    for new, old, ref, mask, a in zip(*(batch[n] for n in ("logps", "old_logps", "ref_logps", "mask", "advantages")),
                                      strict=True):  # fmt: skip
        kept = [t for t, m in enumerate(mask) if m]
        mean = math.fsum(new[t] - old[t] for t in kept) / max(len(kept), 1)
        losses = []
        for t in kept:
            ratio = math.exp(mean if level == "sequence" else new[t] - old[t])
            d = ref[t] - new[t]
            clipped = min(max(ratio, 1 - low), 1 + high)
            losses.append(-min(ratio * a, clipped * a) + beta * (math.exp(d) - 1 - d))
        rows.append(losses)
    if kind == "grpo":
        return math.fsum(math.fsum(row) / max(len(row), 1) for row in rows) / len(rows)
    total, count = math.fsum(loss for row in rows for loss in row), sum(map(len, rows))
    return total / (len(rows) * limit) if kind == "dr_grpo" else total / max(count, 1)


@OFTEN
@given(
    batch=grpo_batches(),
    kind=st.sampled_from(["grpo", "bnpo", "dapo", "dr_grpo"]),
    level=st.sampled_from(["token", "sequence"]),
    beta=st.sampled_from([0.0, 0.04, 1.0]),
    band=st.sampled_from([(0.2, 0.2), (0.1, 0.4)]),
)
def test_grpo_against_a_loop(batch: dict[str, Any], kind: str, level: str, beta: float, band: Any) -> None:
    kwargs: dict[str, Any] = {"beta": beta, "epsilon_low": band[0], "epsilon_high": band[1]}
    found = engine.grpo_loss(**batch, **kwargs, loss_type=kind, importance_level=level, max_completion_length=7)
    assert found.loss == pytest.approx(grpo_loop(batch, beta, band[0], band[1], kind, level, 7), rel=1e-9, abs=1e-12)
    gaps = np.array(batch["ref_logps"]) - np.array(batch["logps"])
    np.testing.assert_allclose(found.k3, np.exp(gaps) - 1 - gaps, rtol=1e-9, atol=1e-12)
    assert (found.k3 >= 0).all()


def test_the_four_ways_of_averaging_differ() -> None:
    batch: dict[str, Any] = {
        "logps": [[0.0, 0.0, 0.0, 0.0]] * 2,
        "old_logps": [[0.0] * 4] * 2,
        "ref_logps": [[0.0] * 4] * 2,
        "advantages": [1.0, 3.0],
        "mask": [[1, 1, 1, 1], [1, 0, 0, 0]],
        "beta": 0.0,
    }
    assert engine.grpo_loss(**batch).loss == pytest.approx(-(1 + 3) / 2)
    for kind in ("bnpo", "dapo"):
        assert engine.grpo_loss(**batch, loss_type=kind).loss == pytest.approx(-(4 * 1 + 3) / 5)
    assert engine.grpo_loss(**batch, loss_type="dr_grpo").loss == pytest.approx(-7 / 8)  # 2 rows of 4
    assert engine.grpo_loss(**batch, loss_type="dr_grpo", max_completion_length=10).loss == pytest.approx(-7 / 20)


def test_padding_may_hold_anything() -> None:
    batch: dict[str, Any] = {
        "logps": [[-1.0, -INF]],
        "old_logps": [[-1.2, -INF]],
        "ref_logps": [[-0.9, -INF]],
        "advantages": [2.0],
    }
    clean = {name: [row[:1] for row in batch[name]] for name in ("logps", "old_logps", "ref_logps")}
    found = engine.grpo_loss(**batch, mask=[[1, 0]])
    assert found.loss == pytest.approx(engine.grpo_loss(**clean, advantages=[2.0]).loss)
    with pytest.raises(DTypeError, match="logps, old_logps: got NaN or a difference of infinities"):
        engine.grpo_loss(**batch)


def test_a_trace_of_gae_runs_backwards() -> None:
    trace = Trace()
    engine.gae(rewards=[1.0, 2.0], values=[0.0, 0.0], gamma=0.5, lam=1.0, trace=trace)
    assert [step.value for step in trace if step.name == "backward"] == [2.0, 2.0]
    assert trace["delta"].tolist() == [1, 2]


GRPO: dict[str, Any] = {n: [[-1.0]] for n in ("logps", "old_logps", "ref_logps")} | {"advantages": [1.0]}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.gae(rewards=[1.0], values=[1.0, 2.0]), ShapeError, "values: got shape"),
        (lambda: engine.gae(rewards=[1.0], values=[1.0], dones=[2]), DTypeError, "dones: got"),
        (lambda: engine.gae(rewards=[1.0], values=[1.0], gamma=1.1), DTypeError, "gamma: got 1.1"),
        (
            lambda: engine.ppo_clip_loss(logps=[0.0], old_logps=[0.0, 1.0], advantages=[1.0]),
            ShapeError,
            "old_logps: got shape",
        ),
        (
            lambda: engine.ppo_clip_loss(logps=[0.0], old_logps=[0.0], advantages=[1.0], clip_eps=-1),
            DTypeError,
            "clip_eps",
        ),
        (lambda: engine.grpo_advantages(rewards=[1.0] * 3, group_size=2), ShapeError, "rewards: got 3 of them"),
        (lambda: engine.grpo_advantages(rewards=[math.nan], group_size=1), DTypeError, "rewards: got NaN"),
        (lambda: engine.grpo_loss(**(GRPO | {"advantages": [1.0, 2.0]})), ShapeError, "advantages: got shape"),
        (lambda: engine.grpo_loss(**GRPO, loss_type="ppo"), DTypeError, "loss_type: got 'ppo'"),
        (lambda: engine.grpo_loss(**GRPO, importance_level="word"), DTypeError, "importance_level: got 'word'"),
        (
            lambda: engine.grpo_loss(**GRPO, loss_type="dr_grpo", max_completion_length=0),
            DTypeError,
            "max_completion_length: got 0",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
