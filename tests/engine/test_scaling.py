"""Scaling laws against published numbers, a brute-force minimum and noiseless data."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError

OFTEN = settings(deadline=None, max_examples=40, derandomize=True)
HOFFMANN = {"E": 1.69, "A": 406.4, "B": 410.7, "alpha": 0.34, "beta": 0.28}


def test_losses_that_were_published() -> None:
    # Hoffmann et al. 2022, eq. 10, at Gopher's and at Chinchilla's size and data
    assert engine.chinchilla_loss(params=280e9, tokens=300e9, **HOFFMANN) == pytest.approx(1.993, abs=5e-4)
    assert engine.chinchilla_loss(params=70e9, tokens=1.4e12, **HOFFMANN) == pytest.approx(1.936, abs=1e-3)
    # Kaplan et al. 2020: doubling N lowers the loss by 5.1%
    ratio = engine.kaplan_loss(x=2e9) / engine.kaplan_loss(x=1e9)
    assert ratio == pytest.approx(0.949, abs=5e-4)
    # Brown et al. 2020, table D.1: 3.14e23 FLOPs for 175B parameters and 300B tokens
    assert engine.training_flops(params=175e9, tokens=300e9).flops == pytest.approx(3.14e23, rel=5e-3)


@OFTEN
@given(params=st.floats(1e6, 1e12), tokens=st.floats(1e8, 1e14))
def test_the_loss_falls_with_both_to_what_cannot_be_learnt(params: float, tokens: float) -> None:
    loss = engine.chinchilla_loss(params=params, tokens=tokens)
    assert loss == pytest.approx(1.8172 + 482.01 / params**0.3478 + 2085.43 / tokens**0.3658, rel=1e-12)
    assert engine.chinchilla_loss(params=2 * params, tokens=tokens) < loss
    assert engine.chinchilla_loss(params=params, tokens=2 * tokens) < loss
    assert engine.chinchilla_loss(params=1e300, tokens=1e300) == pytest.approx(1.8172)


@OFTEN
@given(exponent=st.floats(18, 26), constants=st.sampled_from([{}, HOFFMANN]))
def test_the_optimum_is_the_least_loss_of_a_fine_grid(exponent: float, constants: dict[str, float]) -> None:
    budget = 10**exponent
    found = engine.chinchilla_optimal(compute_flops=budget, **constants)
    assert 6 * found.params * found.tokens == pytest.approx(budget, rel=1e-12)
    assert found.tokens_per_param == pytest.approx(found.tokens / found.params, rel=1e-12)
    for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 2.0):
        size = found.params * factor
        other = engine.chinchilla_loss(params=size, tokens=budget / 6 / size, **constants)
        assert other > found.loss
    assert found.loss == pytest.approx(engine.chinchilla_loss(params=found.params, tokens=found.tokens, **constants))


def test_the_refitted_constants_give_about_twenty_tokens_per_parameter() -> None:
    found = engine.chinchilla_optimal(compute_flops=5.76e23)
    assert 15 < found.tokens_per_param < 25
    assert 60e9 < found.params < 85e9  # Chinchilla has 70e9
    # the constants printed in 2022 do not give that paper's own optimum
    assert engine.chinchilla_optimal(compute_flops=5.76e23, **HOFFMANN).tokens_per_param > 50


@pytest.mark.parametrize(
    "constants", [HOFFMANN, {"E": 1.8172, "A": 482.01, "B": 2085.43, "alpha": 0.3478, "beta": 0.3658}]
)
def test_a_fit_recovers_the_constants_of_noiseless_runs(constants: dict[str, float]) -> None:
    points = [
        [n, d, constants["E"] + constants["A"] / n ** constants["alpha"] + constants["B"] / d ** constants["beta"]]
        for n in (1e8, 4e8, 1e9, 1e10)
        for d in (1e9, 1e10, 5e10, 1e11)
    ]
    found = engine.chinchilla_fit(points=points)
    for name, value in constants.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-3)


def test_one_outlier_moves_a_fit_little() -> None:
    points = [[n, d, 1.69 + 406.4 / n**0.34 + 410.7 / d**0.28] for n in (1e8, 1e9, 1e10) for d in (1e9, 1e10, 1e11)]
    points[4][2] *= 1.1  # Huber's loss: a run that diverged
    assert engine.chinchilla_fit(points=points).alpha == pytest.approx(0.34, abs=0.03)


def test_kaplan_against_its_equations() -> None:
    for variable, critical, exponent in (("N", 8.8e13, 0.076), ("D", 5.4e13, 0.095), ("C", 3.1e8, 0.050)):
        assert engine.kaplan_loss(x=critical, variable=variable) == 1
        assert engine.kaplan_loss(x=1e3, variable=variable) == pytest.approx((critical / 1e3) ** exponent, rel=1e-12)
    assert engine.kaplan_loss(x=10.0, critical=1000.0, exponent=0.5) == pytest.approx(10.0)
    both = engine.kaplan_loss_nd(params=1e9, tokens=1e10)
    assert both == pytest.approx(((6.4e13 / 1e9) ** (0.076 / 0.103) + 1.8e13 / 1e10) ** 0.103, rel=1e-12)
    # with endless data it is the law in N alone, eq. 1.1
    assert engine.kaplan_loss_nd(params=1e9, tokens=1e300) == pytest.approx((6.4e13 / 1e9) ** 0.076, rel=1e-9)


def test_training_flops_of_integers_are_exact() -> None:
    found = engine.training_flops(params=10**15 + 1, tokens=10**15 + 3)
    assert found.flops == 6 * (10**15 + 1) * (10**15 + 3)
    assert found.forward_only == 2 * (10**15 + 1) * (10**15 + 3)
    assert isinstance(found.flops, int)
    assert engine.training_flops(params=0.5, tokens=2).flops == 6


@OFTEN
@given(exponent=st.floats(-2, 2), coefficient=st.floats(0.01, 100))
def test_a_power_law_is_recovered(exponent: float, coefficient: float) -> None:
    x = [1e6, 3e7, 1e9, 1e11]
    found = engine.power_law_fit(x=x, y=[coefficient * value**-exponent for value in x])
    assert found.exponent == pytest.approx(exponent, abs=1e-9)
    assert found.coefficient == pytest.approx(coefficient, rel=1e-7)


def test_a_power_law_fit_is_least_squares_of_logarithms() -> None:
    x, y = [1.0, 10.0, 100.0], [5.0, 2.0, 1.5]
    slope, intercept = np.polyfit(np.log(x), np.log(y), 1)
    found = engine.power_law_fit(x=x, y=y)
    assert found.exponent == pytest.approx(-slope)
    assert found.coefficient == pytest.approx(math.exp(intercept))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.chinchilla_loss(params=0, tokens=1), DTypeError, "params: got 0, expected above 0"),
        (lambda: engine.chinchilla_optimal(compute_flops=-1), DTypeError, "compute_flops: got -1"),
        (
            lambda: engine.chinchilla_fit(points=[[1e8, 1e9, 2.0]] * 4),
            ShapeError,
            "points: got 4 rows, expected at least 5",
        ),
        (lambda: engine.chinchilla_fit(points=[[1e8, 1e9]] * 6), ShapeError, "points: last dimension 2"),
        (lambda: engine.chinchilla_fit(points=[[1e8, 1e9, 2.0]] * 6), ShapeError, "points: got 1 different params"),
        (lambda: engine.chinchilla_fit(points=[[1e8, 1e9, -2.0]] * 6), DTypeError, "points: got a number that is not"),
        (lambda: engine.kaplan_loss(x=1.0, variable="E"), DTypeError, "variable: got 'E', expected one of C, D, N"),
        (lambda: engine.kaplan_loss_nd(params=1, tokens=1, alpha_D=0), DTypeError, "alpha_D: got 0"),
        (lambda: engine.training_flops(params=-1, tokens=1), DTypeError, "params: got -1"),
        (lambda: engine.power_law_fit(x=[1.0, 1.0], y=[1.0, 2.0]), ShapeError, "x: got 1 different values"),
        (lambda: engine.power_law_fit(x=[1.0, 2.0], y=[0.0, 2.0]), DTypeError, "y: got a number that is not positive"),
        (lambda: engine.power_law_fit(x=[1.0, 2.0], y=[1.0]), ShapeError, "y: got shape"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
