"""Norms, activations and softmax against loops in plain Python, and each convention on its own."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError

INF = math.inf
OFTEN = settings(deadline=None, max_examples=60, derandomize=True)
AMPLITUDES = st.sampled_from([1e-3, 1.0, 30.0, 1e4])


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    """A few rows of equal length, with amplitudes from 1e-3 to 1e4."""
    amplitude = draw(AMPLITUDES)
    width = draw(st.integers(1, 6))
    row = st.lists(st.integers(-16, 16).map(lambda n: n * amplitude / 16), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=4))


def loop_layer_norm(row: list[float], weight: list[float], bias: list[float], eps: float) -> list[float]:
    mean = math.fsum(row) / len(row)
    variance = math.fsum((v - mean) ** 2 for v in row) / len(row)
    if variance + eps == 0:
        return list(bias)
    return [(v - mean) / math.sqrt(variance + eps) * w + b for v, w, b in zip(row, weight, bias, strict=True)]


@OFTEN
@given(x=matrices(), eps=st.sampled_from([0.0, 1e-5, 0.1]))
def test_layer_norm_against_a_loop(x: list[list[float]], eps: float) -> None:
    width = len(x[0])
    weight, bias = [0.5 + i for i in range(width)], [0.25 * i - 1 for i in range(width)]
    expected = [loop_layer_norm(row, weight, bias, eps) for row in x]
    np.testing.assert_allclose(engine.layer_norm(x=x, weight=weight, bias=bias, eps=eps), expected, 1e-9, 1e-9)
    stacked = engine.layer_norm(x=[x, x], weight=weight, bias=bias, eps=eps)
    np.testing.assert_array_equal(stacked[1], engine.layer_norm(x=x, weight=weight, bias=bias, eps=eps))


@OFTEN
@given(x=matrices(), eps=st.sampled_from([0.0, 1e-6, 0.1]))
def test_rms_norm_against_a_loop(x: list[list[float]], eps: float) -> None:
    weight = [0.5 + i for i in range(len(x[0]))]
    for row, found in zip(x, engine.rms_norm(x=x, weight=weight, eps=eps), strict=True):
        root = math.sqrt(math.fsum(v * v for v in row) / len(row) + eps)
        expected = [v / root * w if root else 0.0 for v, w in zip(row, weight, strict=True)]
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_the_variance_is_biased_and_eps_stands_inside_the_root() -> None:
    # x = -1, 1: biased variance 1, sample variance 2
    np.testing.assert_allclose(engine.layer_norm(x=[-1.0, 1.0], eps=3.0), [-0.5, 0.5], rtol=1e-15)
    np.testing.assert_allclose(engine.rms_norm(x=[1.0, -1.0], eps=3.0), [0.5, -0.5], rtol=1e-15)


def test_a_constant_row_without_eps_is_the_bias_and_nothing_is_nan() -> None:
    assert engine.layer_norm(x=[[4.0, 4.0]], weight=[2.0, 2.0], bias=[1.0, -1.0], eps=0).tolist() == [[1, -1]]
    assert engine.rms_norm(x=[[0.0, 0.0]], weight=[2.0, 2.0], eps=0).tolist() == [[0, 0]]


def test_statistics_run_in_float64() -> None:
    x = np.array([1e4, 1e4 + 1, 1e4 + 2], dtype=np.float32)
    exact = engine.layer_norm(x=x.astype(np.float64), eps=0)
    assert engine.layer_norm(x=x, eps=0).dtype == np.float32
    np.testing.assert_allclose(engine.layer_norm(x=x, eps=0), exact, rtol=1e-6)


ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "gelu": lambda x: x * 0.5 * math.erfc(-x / math.sqrt(2)),
    "gelu_tanh": lambda x: x * 0.5 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "relu": lambda x: max(x, 0.0),
    "silu": lambda x: x / (1 + math.exp(-x)),
}


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_against_their_formulas(kind: str, dtype: type) -> None:
    points = [-4.0, -1.25, -0.5, -0.0, 0.0, 1e-3, 0.5, 1.0, 3.0, 20.0]
    found = engine.activation(x=np.array(points, dtype), kind=kind)
    assert found.dtype == dtype
    tolerance = 2e-6 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(found, [ACTIVATIONS[kind](x) for x in points], rtol=tolerance, atol=1e-15)


def test_gelu_and_its_tanh_form_differ() -> None:
    exact, tanh = (float(engine.activation(x=[2.0], kind=kind)[0]) for kind in ("gelu", "gelu_tanh"))
    assert exact == pytest.approx(1.9544997361036416, rel=1e-14)  # 2 Φ(2), Φ from tables: 0.9772498680518208
    assert 1e-5 < abs(exact - tanh) < 1e-3


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_far_out_an_activation_is_its_limit(kind: str) -> None:
    found = engine.activation(x=[-INF, -1e4, 1e4, INF], kind=kind)
    assert found.tolist() == [0, 0, 1e4, INF]
    assert engine.activation(x=np.zeros((0,)), kind=kind).shape == (0,)
    with pytest.raises(DTypeError, match="kind: got 'swish', expected one of gelu, gelu_tanh, relu, silu"):
        engine.activation(x=[1.0], kind="swish")


@st.composite
def score_rows(draw: st.DrawFn) -> list[float]:
    """Scores with ties, -inf and amplitudes from 1e-3 to 1e4."""
    scale = draw(AMPLITUDES)
    steps = draw(st.lists(st.one_of(st.integers(-8, 8), st.just(-INF)), min_size=1, max_size=9))
    return [step * scale / 8 for step in steps]


@OFTEN
@given(row=score_rows(), shift=st.sampled_from([-1e4, 0.0, 3.0]))
def test_softmax_against_a_loop(row: list[float], shift: float) -> None:
    found = engine.softmax(x=[row])
    peak = max(row)
    if peak == -INF:
        assert found.softmax.tolist() == [[0.0] * len(row)]
        assert found.log_softmax.tolist() == [[-INF] * len(row)]
        assert found.logsumexp.tolist() == [-INF]
        return
    weights = [math.exp(v - peak) for v in row]
    total = math.fsum(weights)
    np.testing.assert_allclose(found.softmax[0], [w / total for w in weights], rtol=1e-12)
    np.testing.assert_allclose(found.log_softmax[0], [v - peak - math.log(total) for v in row], rtol=1e-12, atol=1e-12)
    assert found.logsumexp[0] == pytest.approx(peak + math.log(total), rel=1e-14, abs=1e-14)
    moved = engine.softmax(x=[v + shift for v in row])
    np.testing.assert_allclose(moved.softmax, found.softmax[0], rtol=1e-9)
    assert moved.softmax.sum() == pytest.approx(1, rel=1e-12)


def test_softmax_keeps_empty_batches_and_takes_text() -> None:
    assert engine.softmax(x=np.zeros((0, 3))).softmax.shape == (0, 3)
    assert engine.softmax(x=np.zeros((0, 3))).logsumexp.shape == (0,)
    assert engine.softmax(x=["-inf", "0", 0.0]).softmax.tolist() == [0, 0.5, 0.5]
    assert engine.softmax(x=[[1, 2]]).softmax.dtype == np.float64
    assert np.ndim(engine.softmax(x=[1.0, 2.0]).logsumexp) == 0
    for wrong in ([math.nan, 1.0], [INF, 1.0]):
        with pytest.raises(DTypeError, match=r"x: got NaN or \+inf"):
            engine.softmax(x=wrong)
    with pytest.raises(ShapeError, match="x: got 0 dimensions"):
        engine.softmax(x=1.0)


@OFTEN
@given(x=st.floats(-700, 700))
def test_log_sigmoid_against_its_formula(x: float) -> None:
    found = engine.log_sigmoid(x=[x, -x])
    expected = -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))
    np.testing.assert_allclose(found.output[0], expected, rtol=1e-14)
    np.testing.assert_allclose(found.output[0] - found.output[1], x, rtol=1e-12, atol=1e-12)  # log-odds are x
    np.testing.assert_allclose(found.sigmoid.sum(), 1, rtol=1e-14)
    np.testing.assert_allclose(np.log(found.sigmoid), found.output, rtol=1e-12, atol=1e-15)


def test_log_sigmoid_is_exact_far_out() -> None:
    found = engine.log_sigmoid(x=[-800.0, 800.0, -INF, INF])
    assert found.output.tolist() == [-800, 0, -INF, 0]
    assert found.sigmoid.tolist() == [0, 1, 0, 1]
    narrow = engine.log_sigmoid(x=np.array([-200.0, 20.0], dtype=np.float32))
    assert narrow.output.dtype == np.float32
    np.testing.assert_allclose(narrow.output, [-200, -2.0611536e-9], rtol=1e-6)  # -log(1 + e^-20), by its series


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: engine.layer_norm(x=[[1.0, 2.0]], weight=[1.0]),
            ShapeError,
            "weight: last dimension 1 does not match",
        ),
        (lambda: engine.layer_norm(x=[1.0], bias=[[1.0]]), ShapeError, "bias: got 2 dimensions"),
        (lambda: engine.layer_norm(x=[1.0], eps=-1), DTypeError, "eps: got -1, expected at least 0"),
        (lambda: engine.rms_norm(x=[["a"]]), DTypeError, "x: got text, expected numbers"),
        (lambda: engine.rms_norm(x=[[1.0], [1.0, 2.0]]), ShapeError, "x: got rows of unequal length"),
        (lambda: engine.rms_norm(x=3.0), ShapeError, "x: got 0 dimensions"),
        (lambda: engine.log_sigmoid(x=None), DTypeError, "x: got None"),
        (lambda: engine.activation(x=[1j], kind="relu"), DTypeError, "x: got complex numbers, expected numbers"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
