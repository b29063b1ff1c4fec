"""Cross-entropy, fine-tuning loss, log-probabilities and KL against loops, finite differences and exact arithmetic."""

import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine

TINY = settings(deadline=None, max_examples=40, derandomize=True)


def log_softmax(row: list[float]) -> list[float]:
    top = max(row)
    if top == -math.inf:
        return row
    lse = top + math.log(math.fsum(math.exp(z - top) for z in row))
    return [z - lse for z in row]


def loop_cross_entropy(logits: Any, targets: Any, ignore: int, eps: float) -> tuple[list[float], float]:
    """By the definition: -Σ_j q_j log p_j with q = (1 - eps) onehot + eps / V."""
    losses = []
    for row, target in zip(logits, targets, strict=True):
        if target == ignore:
            losses.append(0.0)
            continue
        log_p = log_softmax([float(z) for z in row])
        q = [(1 - eps) * (j == target) + eps / len(log_p) for j in range(len(log_p))]
        losses.append(-math.fsum(a * b for a, b in zip(q, log_p, strict=True) if a))
    counted = [loss for loss, target in zip(losses, targets, strict=True) if target != ignore]
    return losses, math.fsum(counted) / len(counted) if counted else 0.0


@TINY
@given(
    rows=st.integers(1, 5),
    vocab=st.integers(1, 7),
    amplitude=st.sampled_from([1e-3, 1.0, 30.0, 1e4]),
    eps=st.sampled_from([0.0, 0.1, 1.0]),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
def test_cross_entropy_agrees_with_the_definition(
    rows: int, vocab: int, amplitude: float, eps: float, dtype: Any, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    logits = (amplitude * rng.standard_normal((rows, vocab))).astype(dtype)
    targets = rng.integers(0, vocab, rows)
    targets[rng.random(rows) < 0.3] = -100
    got = engine.cross_entropy(logits=logits, targets=targets, label_smoothing=eps)
    per_token, average = loop_cross_entropy(logits, targets.tolist(), -100, eps)
    tolerance = 1e-12 if dtype == np.float64 else 2e-6
    np.testing.assert_allclose(got.per_token, per_token, rtol=tolerance, atol=tolerance * amplitude)
    assert got.mean == pytest.approx(average, rel=tolerance, abs=tolerance * amplitude)
    assert got.per_token.dtype == got.grad_logits.dtype == dtype
    np.testing.assert_allclose(got.grad_logits.sum(axis=1), 0.0, atol=1e-6)


@pytest.mark.parametrize("eps", [0.0, 0.2])
def test_cross_entropy_gradient_is_that_of_the_mean(eps: float) -> None:
    logits = np.random.default_rng(1).normal(size=(4, 5))
    targets = [2, -100, 0, 4]
    grad = engine.cross_entropy(logits=logits, targets=targets, label_smoothing=eps).grad_logits
    for index in np.ndindex(4, 5):
        step = np.zeros_like(logits)
        step[index] = 1e-6
        up, down = (loop_cross_entropy(logits + sign * step, targets, -100, eps)[1] for sign in (1, -1))
        assert grad[index] == pytest.approx((up - down) / 2e-6, abs=1e-8)
    assert not grad[1].any()


def test_smoothing_spreads_over_all_classes_with_the_target() -> None:
    logits, eps = [[1.0, 0.0, -1.0, 2.0]], 0.3
    log_p = log_softmax(logits[0])
    over_all = -(1 - eps) * log_p[0] - eps / 4 * math.fsum(log_p)
    over_others = -(1 - eps) * log_p[0] - eps / 3 * math.fsum(log_p[1:])
    got = engine.cross_entropy(logits=logits, targets=[0], label_smoothing=eps).mean
    assert got == pytest.approx(over_all)
    assert abs(got - over_others) > 0.05


def test_cross_entropy_counts_only_what_is_not_ignored() -> None:
    logits = [[0.0, 0.0], [math.log(3), 0.0], [5.0, -5.0]]
    got = engine.cross_entropy(logits=logits, targets=[1, 7, 7], ignore_index=7)
    assert got.mean == pytest.approx(math.log(2))  # over 1 target, not over 3 rows
    assert got.per_token[1:].tolist() == [0.0, 0.0]
    nothing = engine.cross_entropy(logits=logits, targets=[-100, -100, -100])
    assert nothing.mean == 0.0
    assert not nothing.grad_logits.any()


def test_cross_entropy_at_the_edges() -> None:
    forbidden = engine.cross_entropy(logits=[[0.0, -math.inf, 0.0]], targets=[0])
    assert forbidden.mean == pytest.approx(math.log(2))
    assert forbidden.grad_logits[0].tolist() == [-0.5, 0.0, 0.5]
    assert engine.cross_entropy(logits=[[0.0, -math.inf]], targets=[1]).mean == math.inf
    dead = engine.cross_entropy(logits=[[-math.inf, -math.inf]], targets=[1])
    assert dead.mean == math.inf
    assert dead.grad_logits.tolist() == [[0.0, -1.0]]
    empty = engine.cross_entropy(logits=np.zeros((0, 4)), targets=[])
    assert (empty.mean, empty.per_token.shape, empty.grad_logits.shape) == (0.0, (0,), (0, 4))


def test_sft_labels_are_unshifted() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(2, 5, 6))
    input_ids = rng.integers(0, 6, (2, 5))
    labels = input_ids.copy()
    labels[0, :2] = labels[1, :4] = -100
    losses = [
        -log_softmax(logits[b, t].tolist())[labels[b, t + 1]]
        for b in range(2)
        for t in range(4)
        if labels[b, t + 1] != -100
    ]
    got = engine.sft_loss(logits=logits, input_ids=input_ids, labels=labels)
    assert got.num_target_tokens == len(losses) == 4
    assert got.loss == pytest.approx(math.fsum(losses) / 4)
    already_shifted = engine.cross_entropy(logits=logits.reshape(10, 6), targets=labels.reshape(10)).mean
    assert abs(got.loss - already_shifted) > 1e-3


def test_sft_averages_over_tokens_not_over_rows() -> None:
    logits = np.zeros((2, 4, 2))
    logits[0, :, 0] = 3.0  # row 0 has three targets, row 1 has one
    labels = [[-100, 1, 1, 1], [-100, -100, -100, 1]]
    wrong, even = math.log(1 + math.exp(3.0)), math.log(2)
    got = engine.sft_loss(logits=logits, input_ids=np.zeros((2, 4), int), labels=labels).loss
    assert got == pytest.approx((3 * wrong + even) / 4)
    assert abs(got - (wrong + even) / 2) > 0.5


def test_sft_without_targets_is_zero() -> None:
    got = engine.sft_loss(logits=np.zeros((1, 3, 2)), input_ids=[[0, 1, 0]], labels=[[1, -100, -100]])
    assert (got.loss, got.num_target_tokens) == (0.0, 0)  # the first label has nothing before it


@TINY
@given(
    shape=st.tuples(st.integers(0, 3), st.integers(0, 6), st.sampled_from([1, 3, 511, 512, 1300])),
    amplitude=st.sampled_from([1e-3, 1.0, 40.0, 1e3, 1e4]),
    offset=st.sampled_from([0.0, -200.0, 150.0]),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
def test_sequence_logps_agree_with_a_loop(
    shape: tuple[int, int, int], amplitude: float, offset: float, dtype: Any, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    logits = (offset + amplitude * rng.standard_normal(shape)).astype(dtype)
    logits[rng.random(shape) < 0.05] = -np.inf
    targets = rng.integers(0, shape[2], shape[:2])
    targets[rng.random(shape[:2]) < 0.3] = -100
    expected = [
        math.fsum(log_softmax(logits[b, t].tolist())[targets[b, t]] for t in range(shape[1]) if targets[b, t] != -100)
        for b in range(shape[0])
    ]
    tolerance = 1e-11 if dtype == np.float64 else 2e-6
    atol = tolerance * (amplitude + abs(offset))
    trace = engine.Trace()
    for got in (
        engine.sequence_logps(logits=logits, targets=targets),
        engine.sequence_logps(logits=logits, targets=targets, trace=trace),
        engine.naive_sequence_logps(logits=logits, targets=targets),
    ):
        assert got.dtype == dtype
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=atol)
    counts = np.maximum((targets != -100).sum(axis=1), 1)
    average = engine.sequence_logps(logits=logits, targets=targets, average=True)
    np.testing.assert_allclose(average, np.array(expected) / counts, rtol=tolerance, atol=atol)


def test_sequence_logps_leave_the_logits_alone_and_take_views() -> None:
    logits = np.random.default_rng(3).normal(size=(2, 9, 40))
    kept = logits.copy()
    targets = np.random.default_rng(4).integers(0, 40, (2, 4))
    got = engine.sequence_logps(logits=logits[:, ::2][:, :4], targets=targets)
    np.testing.assert_allclose(got, engine.naive_sequence_logps(logits=logits[:, ::2][:, :4], targets=targets))
    np.testing.assert_array_equal(logits, kept)


def exact_k3(d: float) -> float:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(d)
        return float(exact.exp() - 1 - exact)


@pytest.mark.parametrize("d", [0.0, 1e-12, -1e-8, 1e-4, -9.99e-4, 1.001e-3, -0.3, 2.0, -40.0])
def test_k3_keeps_its_digits(d: float) -> None:
    got = engine.kl_estimators(logp=[0.0], ref_logp=[d])
    assert got.k3[0] == pytest.approx(exact_k3(d), rel=1e-12, abs=0.0)
    assert got.k3[0] >= 0.0


def test_k3_in_float32_is_not_three_times_too_large() -> None:
    logp = np.array([-1.0], np.float32)
    ref = logp + np.float32(1e-4)
    d = float(ref[0]) - float(logp[0])
    got = engine.kl_estimators(logp=logp, ref_logp=ref)
    assert got.k3.dtype == np.float32
    assert got.k3[0] == pytest.approx(exact_k3(d), rel=1e-6)


def test_estimators_are_of_kl_policy_to_reference() -> None:
    q, p = [0.5, 0.3, 0.2], [0.4, 0.4, 0.2]  # policy, reference
    kl = math.fsum(a * math.log(a / b) for a, b in zip(q, p, strict=True))
    assert kl == pytest.approx(0.02527, abs=5e-6)  # Schulman's kind of example, by hand
    got = engine.kl_estimators(logp=np.log(q), ref_logp=np.log(p))
    assert np.dot(q, got.k1) == pytest.approx(kl)  # the expectation under the policy
    assert np.dot(q, got.k3) == pytest.approx(kl)
    assert abs(np.dot(q, got.k2) - kl) > 1e-5  # biased
    assert engine.kl_divergence(p=q, q=p) == pytest.approx(kl)
    assert abs(engine.kl_divergence(p=p, q=q) - kl) > 5e-4  # the other direction differs


def test_kl_divergence_at_the_edges() -> None:
    assert engine.kl_divergence(p=[1.0, 0.0], q=[0.5, 0.5]) == pytest.approx(math.log(2))
    assert engine.kl_divergence(p=[0.5, 0.5], q=[1.0, 0.0]) == math.inf
    assert engine.kl_divergence(p=[0.0, 1.0], q=[0.0, 1.0]) == 0.0
    assert engine.kl_divergence(p=[5e-324, 1.0], q=[1.0, 5e-324]) == pytest.approx(-math.log(5e-324))
    assert engine.kl_divergence(p=[], q=[]) == 0.0


@TINY
@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1, max_size=8))
def test_kl_divergence_is_never_negative(pairs: list[tuple[float, float]]) -> None:
    p, q = (np.array(column) / sum(column) for column in zip(*pairs, strict=True))
    assert engine.kl_divergence(p=p, q=q) >= -1e-15
    assert engine.kl_divergence(p=p, q=p) == 0.0


@pytest.mark.parametrize(
    ("name", "arguments", "error", "words"),
    [
        ("cross_entropy", {"logits": [1.0], "targets": [0]}, engine.ShapeError, "logits: got 1 dimensions"),
        ("cross_entropy", {"logits": [[1.0, 2.0]], "targets": [2]}, engine.TokenIdError, "targets: id 2 .* 0 to 1"),
        ("cross_entropy", {"logits": [[1.0, 2.0]], "targets": [0, 1]}, engine.ShapeError, r"targets: .*\(1,\)"),
        ("cross_entropy", {"logits": [[1.0, math.nan]], "targets": [0]}, engine.DTypeError, "logits: got NaN or inf"),
        ("cross_entropy", {"logits": [[1.0]], "targets": [0], "label_smoothing": 2}, engine.DTypeError, "at most 1"),
        ("cross_entropy", {"logits": np.zeros((2, 0)), "targets": [0, 0]}, engine.ShapeError, "at least one token"),
        ("sequence_logps", {"logits": [[[1.0, math.inf]]], "targets": [[0]]}, engine.DTypeError, "logits: got NaN"),
        ("sequence_logps", {"logits": [[[1.0]]], "targets": [[0.5]]}, engine.DTypeError, "targets: got floats"),
        ("sequence_logps", {"logits": [[[1.0]]], "targets": [[0]], "average": 1}, engine.DTypeError, "average: got 1"),
        (
            "sft_loss",
            {"logits": [[[1.0]]], "input_ids": [[0, 0]], "labels": [[0]]},
            engine.ShapeError,
            r"input_ids: got shape \(1, 2\), expected \(1, 1\)",
        ),
        (
            "sft_loss",
            {"logits": [[[1.0]]], "input_ids": [[1]], "labels": [[0]]},
            engine.TokenIdError,
            "input_ids: id 1",
        ),
        ("sft_loss", {"logits": [[[1.0]]], "input_ids": [[0]], "labels": [[3]]}, engine.TokenIdError, "labels: id 3"),
        ("kl_estimators", {"logp": [0.0], "ref_logp": [0.0, 1.0]}, engine.ShapeError, "ref_logp: .* logp's"),
        ("kl_divergence", {"p": [-0.1, 1.1], "q": [0.5, 0.5]}, engine.DTypeError, "p: got a negative"),
        ("kl_divergence", {"p": [0.5, 0.5], "q": [1.0]}, engine.ShapeError, "q: "),
    ],
)
def test_bad_input_is_refused_by_name(name: str, arguments: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        getattr(engine, name)(**arguments)
