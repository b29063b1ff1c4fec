"""Preference losses against their formulas in plain Python, finite differences, and published values."""

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
NAMES = ("policy_chosen_logps", "policy_rejected_logps", "ref_chosen_logps", "ref_rejected_logps")
logp = st.integers(-400, 0).map(lambda n: n / 8)
batches = st.integers(1, 4).flatmap(lambda n: st.tuples(*[st.lists(logp, min_size=n, max_size=n)] * 4))


def nls(x: float) -> float:
    """-log sigmoid(x)."""
    return math.log1p(math.exp(-x)) if x > -700 else -x


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def dpo_one(kind: str, h: float, beta: float, eps: float) -> float:
    x = beta * h
    return {
        "sigmoid": lambda: nls(x),
        "cdpo": lambda: (1 - eps) * nls(x) + eps * nls(-x),
        "robust": lambda: ((1 - eps) * nls(x) - eps * nls(-x)) / (1 - 2 * eps),
        "hinge": lambda: max(0.0, 1 - x),
        "ipo": lambda: (h - 1 / (2 * beta)) ** 2,
    }[kind]()


@OFTEN
@given(
    batch=batches,
    kind=st.sampled_from(["sigmoid", "cdpo", "robust", "hinge", "ipo"]),
    beta=st.sampled_from([0.01, 0.1, 2.0]),
    eps=st.sampled_from([0.0, 0.1, 0.4]),
    free=st.booleans(),
)
def test_dpo_against_its_formulas(batch: Any, kind: str, beta: float, eps: float, free: bool) -> None:
    given_logps = dict(zip(NAMES, batch, strict=True))
    if free:
        given_logps |= {"ref_chosen_logps": None, "ref_rejected_logps": None}
    lengths = [[1 + i for i in range(len(batch[0]))], [4] * len(batch[0])]
    found = engine.dpo_loss(
        **given_logps,
        beta=beta,
        loss_type=kind,
        label_smoothing=eps,
        chosen_lengths=lengths[0],
        rejected_lengths=lengths[1],
    )
    zeros = [0.0] * len(batch[0])
    chosen = [p - r for p, r in zip(batch[0], zeros if free else batch[2], strict=True)]
    rejected = [p - r for p, r in zip(batch[1], zeros if free else batch[3], strict=True)]
    if kind == "ipo":
        gaps = [c / n - r / m for c, r, n, m in zip(chosen, rejected, *lengths, strict=True)]
    else:
        gaps = [c - r for c, r in zip(chosen, rejected, strict=True)]
    expected = [dpo_one(kind, h, beta, eps) for h in gaps]
    np.testing.assert_allclose(found.per_example, expected, rtol=1e-10, atol=1e-12)
    assert found.loss == pytest.approx(math.fsum(expected) / len(expected), rel=1e-10, abs=1e-12)
    np.testing.assert_allclose(found.chosen_rewards, [beta * c for c in chosen], rtol=1e-12)
    np.testing.assert_allclose(found.rejected_rewards, [beta * r for r in rejected], rtol=1e-12)
    assert found.accuracy == sum(c > r for c, r in zip(chosen, rejected, strict=True)) / len(chosen)


@pytest.mark.parametrize("kind", ["sigmoid", "cdpo", "robust", "hinge", "ipo"])
def test_gradients_of_dpo_are_those_of_the_mean_loss(kind: str) -> None:
    rng = np.random.default_rng(0)
    logps = {name: -8 * rng.random(5) for name in NAMES}
    kwargs: dict[str, Any] = {
        "beta": 0.7,
        "loss_type": kind,
        "label_smoothing": 0.2,
        "chosen_lengths": [1, 2, 3, 4, 5],
        "rejected_lengths": [5, 1, 2, 1, 3],
    }
    found = engine.dpo_loss(**logps, **kwargs)
    for name, gradient in ((NAMES[0], found.grad_policy_chosen), (NAMES[1], found.grad_policy_rejected)):

        def loss(x: Any, name: str = name) -> float:
            return float(engine.dpo_loss(**(logps | {name: x}), **kwargs).loss)

        assert np.abs(gradient).max() > 1e-3
        assert engine.gradient_check(function=loss, x=logps[name], gradient=gradient).largest_error < 1e-7


def test_dpo_is_ln_2_where_the_policy_is_the_reference() -> None:
    logps = [-12.5, -80.0, -3.0]
    same = dict.fromkeys(NAMES, logps)
    found = engine.dpo_loss(**same)
    assert found.loss == pytest.approx(math.log(2), rel=1e-15)
    np.testing.assert_allclose(found.grad_policy_chosen, [-0.1 * 0.5 / 3] * 3, rtol=1e-14)  # -beta sigmoid(0) / N
    assert found.accuracy == 0
    assert engine.dpo_loss(**same, loss_type="hinge").loss == 1
    assert engine.dpo_loss(**same, loss_type="cdpo", label_smoothing=0.3).loss == pytest.approx(math.log(2), rel=1e-15)


def test_the_plain_loss_takes_no_notice_of_label_smoothing_or_lengths() -> None:
    logps = dict(zip(NAMES, ([-1.0], [-2.0], [-1.5], [-1.0]), strict=True))
    plain = engine.dpo_loss(**logps)
    other = engine.dpo_loss(**logps, label_smoothing=0.3, chosen_lengths=[9], rejected_lengths=[2])
    assert other.loss == plain.loss
    assert engine.dpo_loss(**logps, loss_type="cdpo", label_smoothing=0.3).loss != plain.loss
    assert engine.dpo_loss(**logps, loss_type="robust", label_smoothing=0.0).loss == plain.loss


def test_ipo_by_length_and_ipo_by_sum_are_two_losses() -> None:
    logps = dict(zip(NAMES, ([-10.0], [-12.0], [-14.0], [-9.0]), strict=True))
    # log-ratios 4 and -3, lengths 2 and 3, so 2 - (-1) = 3 per token and 7 in sum; target 1 / (2 * 0.1) = 5
    by_length = engine.dpo_loss(**logps, loss_type="ipo", chosen_lengths=[2], rejected_lengths=[3])
    assert by_length.loss == pytest.approx((3 - 5) ** 2)
    assert by_length.chosen_rewards.tolist() == [pytest.approx(0.4)]
    assert engine.ipo_loss(**logps, tau=0.1).loss == pytest.approx((7 - 5) ** 2)
    assert engine.ipo_loss(**logps, tau=0.5).per_example.tolist() == [pytest.approx(36)]
    with pytest.raises(ShapeError, match="chosen_lengths: got None"):
        engine.dpo_loss(**logps, loss_type="ipo")


def test_pairs_far_apart_neither_overflow_nor_vanish() -> None:
    logps = dict(zip(NAMES, ([-8000.0, 0.0], [0.0, -8000.0], [0.0, 0.0], [0.0, 0.0]), strict=True))
    found = engine.dpo_loss(**logps, beta=1.0)
    np.testing.assert_allclose(found.per_example, [8000, 0], atol=0)
    np.testing.assert_allclose(found.grad_policy_chosen, [-0.5, 0], atol=0)
    narrow = engine.dpo_loss(**{name: np.array(row, np.float32) for name, row in logps.items()}, beta=1.0)
    assert narrow.per_example.tolist() == [8000, 0]
    for field in ("per_example", "grad_policy_chosen", "chosen_rewards"):
        assert getattr(narrow, field).dtype == np.float32


def test_dpo_on_the_published_example_of_its_trace() -> None:
    trace = Trace()
    logps = dict(zip(NAMES, ([-10.0], [-14.0], [-11.0], [-12.0]), strict=True))
    engine.dpo_loss(**logps, beta=0.5, trace=trace)
    assert trace["chosen_log_ratio"].tolist() == [1]
    assert trace["rejected_log_ratio"].tolist() == [-2]
    assert trace["h"].tolist() == [3]
    assert trace["margin"].tolist() == [1.5]
    assert trace["probability"][0] == pytest.approx(sigmoid(1.5))
    assert trace["loss"] == pytest.approx(nls(1.5))
    assert trace["grad_policy_chosen"][0] == pytest.approx(-0.5 * sigmoid(-1.5))


@OFTEN
@given(
    batch=batches,
    margin=st.sampled_from([None, 0.0, 1.5]),
    center=st.sampled_from([0.0, 0.01, 1.0]),
)
def test_bradley_terry_against_its_formula_and_finite_differences(batch: Any, margin: Any, center: float) -> None:
    chosen, rejected = batch[0], batch[1]
    margins = None if margin is None else [margin] * len(chosen)
    kwargs: dict[str, Any] = {"margin": margins, "center_coefficient": center}
    found = engine.bradley_terry_loss(chosen_rewards=chosen, rejected_rewards=rejected, **kwargs)
    per_example = [nls(c - r - (margin or 0.0)) for c, r in zip(chosen, rejected, strict=True)]
    np.testing.assert_allclose(found.per_example, per_example, rtol=1e-10, atol=1e-12)
    pull = center * math.fsum((c + r) ** 2 for c, r in zip(chosen, rejected, strict=True)) / len(chosen)
    assert found.loss == pytest.approx(math.fsum(per_example) / len(chosen) + pull, rel=1e-10, abs=1e-12)

    def loss(x: Any) -> float:
        return float(engine.bradley_terry_loss(chosen_rewards=x[0], rejected_rewards=x[1], **kwargs).loss)

    gradient = [found.grad_chosen, found.grad_rejected]
    assert engine.gradient_check(function=loss, x=[chosen, rejected], gradient=gradient).largest_error < 1e-5


def test_centring_counts_in_the_loss_and_not_in_the_examples() -> None:
    found = engine.bradley_terry_loss(chosen_rewards=[3.0], rejected_rewards=[1.0], center_coefficient=0.5)
    assert found.per_example[0] == pytest.approx(nls(2.0))
    assert found.loss == pytest.approx(nls(2.0) + 0.5 * 16)
    assert engine.bradley_terry_loss(chosen_rewards=[3.0], rejected_rewards=[3.0]).loss == pytest.approx(math.log(2))


@OFTEN
@given(
    batch=batches,
    beta=st.sampled_from([0.5, 2.0]),
    gamma=st.sampled_from([0.0, 0.5, 3.0]),
    eps=st.sampled_from([0, 0.2]),
)
def test_simpo_against_its_formula(batch: Any, beta: float, gamma: float, eps: float) -> None:
    found = engine.simpo_loss(
        avg_chosen_logps=batch[0], avg_rejected_logps=batch[1], beta=beta, gamma=gamma, label_smoothing=eps
    )
    margins = [beta * (c - r) - gamma for c, r in zip(batch[0], batch[1], strict=True)]
    np.testing.assert_allclose(
        found.per_example, [(1 - eps) * nls(m) + eps * nls(-m) for m in margins], rtol=1e-10, atol=1e-12
    )
    assert found.loss == pytest.approx(found.per_example.mean())


def test_simpo_subtracts_its_margin_after_beta() -> None:
    found = engine.simpo_loss(avg_chosen_logps=[-1.0], avg_rejected_logps=[-2.0], beta=2.0, gamma=0.5)
    assert found.loss == pytest.approx(nls(2 * 1 - 0.5))  # not 2 (1 - 0.5)


@OFTEN
@given(
    pairs=st.lists(st.tuples(*[st.floats(-30, -1e-6)] * 2), min_size=1, max_size=4),
    nll=st.sampled_from([0.0, 1.3]),
    beta=st.sampled_from([0.0, 0.1, 2.0]),
)
def test_orpo_against_its_formula(pairs: list[tuple[float, float]], nll: float, beta: float) -> None:
    chosen, rejected = ([pair[side] for pair in pairs] for side in (0, 1))
    found = engine.orpo_loss(avg_chosen_logps=chosen, avg_rejected_logps=rejected, chosen_nll=nll, beta=beta)

    def log_odds(x: float) -> float:
        return x - math.log(-math.expm1(x))

    expected = [log_odds(c) - log_odds(r) for c, r in pairs]
    np.testing.assert_allclose(found.log_odds, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.log_sigmoid_log_odds, [-nls(x) for x in expected], rtol=1e-9, atol=1e-12)
    mean = math.fsum(-nls(x) for x in expected) / len(pairs)
    assert found.loss == pytest.approx(nll - beta * mean, rel=1e-9, abs=1e-12)


def test_orpo_keeps_its_digits_near_certainty() -> None:
    # p = 1 - 1e-12: odds 1e12, whose log is 27.63
    found = engine.orpo_loss(avg_chosen_logps=[-1e-12], avg_rejected_logps=[-math.log(2)], chosen_nll=0.0)
    assert found.log_odds[0] == pytest.approx(12 * math.log(10), rel=1e-9)
    same = engine.orpo_loss(avg_chosen_logps=[0.0, -INF], avg_rejected_logps=[0.0, -INF], chosen_nll=0.0)
    assert same.log_odds.tolist() == [0, 0]


@OFTEN
@given(
    batch=batches,
    ratios=st.lists(st.integers(-40, 40).map(lambda n: n / 8), min_size=1, max_size=4),
    beta=st.sampled_from([0.1, 1.0]),
)
def test_kto_against_its_formula(batch: Any, ratios: list[float], beta: float) -> None:
    found = engine.kto_loss(
        **dict(zip(NAMES, batch, strict=True)),
        kl_logratios=ratios,
        beta=beta,
        desirable_weight=1.5,
        undesirable_weight=0.5,
    )
    z0 = max(0.0, math.fsum(ratios) / len(ratios))
    good = [1.5 * (1 - sigmoid(beta * (p - r - z0))) for p, r in zip(batch[0], batch[2], strict=True)]
    bad = [0.5 * (1 - sigmoid(beta * (z0 - p + r))) for p, r in zip(batch[1], batch[3], strict=True)]
    assert found.kl == pytest.approx(z0, rel=1e-14, abs=1e-15)
    np.testing.assert_allclose(found.per_example, good + bad, rtol=1e-9, atol=1e-12)
    assert found.loss == pytest.approx(math.fsum(good + bad) / len(good + bad), rel=1e-9)


def test_the_reference_point_of_kto_is_never_negative_and_sides_may_differ_in_size() -> None:
    found = engine.kto_loss(
        policy_chosen_logps=[-1.0, -2.0, -3.0],
        policy_rejected_logps=[-1.0],
        ref_chosen_logps=[-1.0, -2.0, -3.0],
        ref_rejected_logps=[-1.0],
        kl_logratios=[-5.0, -1.0],
    )
    assert found.kl == 0
    assert found.per_example.tolist() == [0.5] * 4


ONE = dict(zip(NAMES, ([-1.0], [-2.0], [-1.0], [-1.0]), strict=True))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.dpo_loss(**(ONE | {NAMES[1]: [-1.0, -2.0]})), ShapeError, "policy_rejected_logps: got shape"),
        (lambda: engine.dpo_loss(**(ONE | {NAMES[2]: None})), ShapeError, "ref_chosen_logps: got None"),
        (lambda: engine.dpo_loss(**ONE, beta=0), DTypeError, "beta: got 0, expected above 0"),
        (lambda: engine.dpo_loss(**ONE, loss_type="ppo"), DTypeError, "loss_type: got 'ppo', expected one of cdpo"),
        (
            lambda: engine.dpo_loss(**ONE, loss_type="robust", label_smoothing=0.5),
            DTypeError,
            "label_smoothing: got 0.5",
        ),
        (lambda: engine.dpo_loss(**(ONE | {NAMES[0]: [math.nan]})), DTypeError, "got NaN"),
        (
            lambda: engine.dpo_loss(**(ONE | {NAMES[0]: [-INF], NAMES[2]: [-INF]})),
            DTypeError,
            "difference of infinities",
        ),
        (
            lambda: engine.dpo_loss(**ONE, loss_type="ipo", chosen_lengths=[0], rejected_lengths=[1]),
            DTypeError,
            "chosen_lengths: got 0, expected lengths of at least 1",
        ),
        (lambda: engine.ipo_loss(**ONE, tau=0), DTypeError, "tau: got 0"),
        (
            lambda: engine.orpo_loss(avg_chosen_logps=[0.5], avg_rejected_logps=[-1.0], chosen_nll=0.0),
            DTypeError,
            "avg_chosen_logps: got 0.5, expected log-probabilities",
        ),
        (
            lambda: engine.bradley_terry_loss(chosen_rewards=[1.0], rejected_rewards=[0.0], margin=[1.0, 2.0]),
            ShapeError,
            "margin: got shape",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_an_empty_batch_costs_nothing() -> None:
    empty: dict[str, Any] = {name: [] for name in NAMES}
    assert engine.dpo_loss(**empty).loss == 0
    assert engine.dpo_loss(**empty).accuracy == 0
    assert engine.bradley_terry_loss(chosen_rewards=[], rejected_rewards=[]).loss == 0
    assert engine.kto_loss(**empty, kl_logratios=[]).loss == 0
