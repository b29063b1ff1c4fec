"""Sinusoids, rotary embeddings and linear biases against formulas written out, complex numbers and published values."""

import cmath
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


def rotated(row: list[float], position: float, frequencies: list[float], layout: str) -> list[float]:
    """Each pair as a complex number, multiplied by e^(i position frequency)."""
    half = len(row) // 2
    places = [(i, i + half) if layout == "half" else (2 * i, 2 * i + 1) for i in range(half)]
    result = list(row)
    for (one, other), frequency in zip(places, frequencies, strict=True):
        turned = complex(row[one], row[other]) * cmath.exp(1j * position * frequency)
        result[one], result[other] = turned.real, turned.imag
    return result


def frequencies(width: int, base: float = 10000.0) -> list[float]:
    return [base ** (-2 * i / width) for i in range(width // 2)]


def test_sinusoids_against_the_formula() -> None:
    for layout in ("interleaved", "concatenated"):
        table = engine.sinusoidal_positions(num_positions=5, dim=6, base=100.0, layout=layout)
        for position in range(5):
            for i in range(3):
                angle = position / 100 ** (2 * i / 6)
                at = (2 * i, 2 * i + 1) if layout == "interleaved" else (i, i + 3)
                assert table[position, at[0]] == pytest.approx(math.sin(angle), abs=1e-15)
                assert table[position, at[1]] == pytest.approx(math.cos(angle), abs=1e-15)
    assert engine.sinusoidal_positions(num_positions=0, dim=4).shape == (0, 4)
    assert engine.sinusoidal_positions(num_positions=2, dim=0).shape == (2, 0)
    assert engine.sinusoidal_positions(num_positions=2, dim=4).tolist()[0] == [0, 1, 0, 1]  # sin and cos in turn
    with pytest.raises(ShapeError, match="dim: got 5 dimensions, expected an even number"):
        engine.sinusoidal_positions(num_positions=2, dim=5)


@OFTEN
@given(
    layout=st.sampled_from(["half", "interleaved"]),
    positions=st.lists(st.integers(0, 200_000), min_size=1, max_size=3),
    seed=st.integers(0, 99),
)
def test_rope_turns_each_pair_as_a_complex_number(layout: str, positions: list[int], seed: int) -> None:
    x = np.random.default_rng(seed).standard_normal((2, len(positions), 6))
    found = engine.rope(x=x, positions=positions, layout=layout)
    np.testing.assert_allclose(found.inv_freq, frequencies(6), rtol=1e-14)
    for head in range(2):
        for at, position in enumerate(positions):
            expected = rotated(x[head, at].tolist(), position, frequencies(6), layout)
            np.testing.assert_allclose(found.output[head, at], expected, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(found.output, axis=-1), np.linalg.norm(x, axis=-1), rtol=1e-12)


def test_the_two_layouts_pair_other_components() -> None:
    x, quarter = [[1.0, 2.0, 3.0, 4.0]], math.pi / 2
    one_turn = {"positions": [quarter], "base": 1.0}  # base 1: every frequency is 1
    np.testing.assert_allclose(engine.rope(x=x, layout="half", **one_turn).output, [[-3, -4, 1, 2]], atol=1e-12)
    np.testing.assert_allclose(engine.rope(x=x, layout="interleaved", **one_turn).output, [[-2, 1, -4, 3]], atol=1e-12)
    np.testing.assert_allclose(engine.rope(x=x, **one_turn).output, [[-3, -4, 1, 2]], atol=1e-12)  # half, if not said


def test_float32_angles_are_built_in_float64() -> None:
    x = np.ones((1, 64), dtype=np.float32)
    found = engine.rope(x=x, positions=[131_071])
    expected = rotated([1.0] * 64, 131_071, frequencies(64), "half")
    assert found.output.dtype == np.float32
    np.testing.assert_allclose(found.output[0], expected, atol=1e-6)  # float32 angles would miss by 7e-3


def scaled(kind: str, width: int, position: float, **settings: float) -> tuple[float, list[float]]:
    """Position and frequencies after a scaling, as the papers write it."""
    factor = settings["factor"]
    if kind == "linear":
        return position / factor, frequencies(width)
    if kind == "dynamic_ntk":
        length, trained = max(settings["seq_len"], settings["original_max_position"]), settings["original_max_position"]
        factor = factor * length / trained - (factor - 1)
    return position, frequencies(width, 10000 * factor ** (width / (width - 2)))


@pytest.mark.parametrize("kind", ["linear", "ntk", "dynamic_ntk"])
@pytest.mark.parametrize("length", [1024, 16_384])
def test_scalings_against_their_formulas(kind: str, length: int) -> None:
    x = np.random.default_rng(3).standard_normal((1, 8))
    settings = {"factor": 4.0, "original_max_position": 2048, "seq_len": length}
    found = engine.rope(x=x, positions=[777], scaling={"type": kind, **settings})
    position, expected = scaled(kind, 8, 777, **settings)
    np.testing.assert_allclose(found.inv_freq, expected, rtol=1e-12)
    np.testing.assert_allclose(found.output[0], rotated(x[0].tolist(), position, expected, "half"), atol=1e-9)


def test_dynamic_ntk_leaves_short_texts_alone() -> None:
    scaling = {"type": "dynamic_ntk", "factor": 8.0, "original_max_position": 2048, "seq_len": 2000}
    np.testing.assert_allclose(engine.rope(x=np.ones((1, 8)), positions=[5], scaling=scaling).inv_freq, frequencies(8))


def test_llama_3_slows_long_waves_keeps_short_ones_and_blends_between() -> None:
    scaling = {
        "type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position": 8192,
    }  # fmt: skip
    found = engine.rope(x=np.ones((1, 128)), positions=[0], base=500_000.0, scaling=scaling).inv_freq
    for frequency, plain in zip(found, frequencies(128, 500_000.0), strict=True):
        wavelength = 2 * math.pi / plain
        smooth = min(1.0, max(0.0, (8192 / wavelength - 1.0) / (4.0 - 1.0)))
        assert frequency == pytest.approx((1 - smooth) * plain / 8 + smooth * plain, rel=1e-12)
    assert found[0] == 1.0
    assert found[-1] == pytest.approx(frequencies(128, 500_000.0)[-1] / 8)


@OFTEN
@given(m=st.integers(0, 5000), n=st.integers(0, 5000), shift=st.integers(0, 100_000))
def test_the_dot_depends_on_the_distance_alone(m: int, n: int, shift: int) -> None:
    q, k = [1.0, -0.5, 0.25, 2.0], [0.3, 1.0, -1.0, 0.7]
    here, there = engine.rope_relative_dot(q=q, k=k, pairs=[[m, n], [m + shift, n + shift]])
    assert here == pytest.approx(there, abs=1e-8)
    turned = rotated(q, m - n, frequencies(4), "half")
    assert here == pytest.approx(sum(a * b for a, b in zip(turned, k, strict=True)), abs=1e-8)


def test_alibi_slopes_are_the_published_ones() -> None:
    # Press et al. 2022, section 3: for 8 heads 1/2 to 1/256; for 16 the geometric sequence from 2^-0.5
    np.testing.assert_allclose(engine.alibi_slopes(num_heads=8), [2.0**-i for i in range(1, 9)], rtol=1e-15)
    np.testing.assert_allclose(engine.alibi_slopes(num_heads=16)[[0, 1, 15]], [2**-0.5, 0.5, 2**-8], rtol=1e-15)
    # 12 heads: those of 8, then the first, third, fifth and seventh of 16
    np.testing.assert_allclose(engine.alibi_slopes(num_heads=12)[8:], [2**-0.5, 2**-1.5, 2**-2.5, 2**-3.5], rtol=1e-15)
    assert engine.alibi_slopes(num_heads=1).tolist() == [2**-8]


@pytest.mark.parametrize(("queries", "keys"), [(3, 3), (1, 4), (2, 5), (4, 2)])
def test_alibi_bias_against_a_loop(queries: int, keys: int) -> None:
    slopes = engine.alibi_slopes(num_heads=3)
    open_bias = engine.alibi_bias(num_heads=3, query_len=queries, key_len=keys)
    causal = engine.alibi_bias(num_heads=3, query_len=queries, key_len=keys, causal=True)
    for head in range(3):
        for i in range(queries):
            for j in range(keys):
                distance = i + keys - queries - j
                assert open_bias[head, i, j] == pytest.approx(-slopes[head] * abs(distance), abs=1e-15)
                expected = -math.inf if distance < 0 else -slopes[head] * distance
                assert causal[head, i, j] == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.rope(x=[[1.0, 2.0]], positions=[0, 1]), ShapeError, "positions: got 2, expected x's 1"),
        (lambda: engine.rope(x=[[1.0]], positions=[0]), ShapeError, "x: got 1 dimensions, expected an even number"),
        (lambda: engine.rope(x=[1.0, 2.0], positions=[0]), ShapeError, r"x: got shape \(2,\), expected \(..., T, d\)"),
        (lambda: engine.rope(x=[[1.0, 2.0]], positions=[0], layout="both"), DTypeError, "layout: got 'both'"),
        (lambda: engine.rope(x=[[1.0, 2.0]], positions=[0], base=0), DTypeError, "base: got 0, expected above 0"),
        (
            lambda: engine.rope(x=[[1.0, 2.0]], positions=[0], scaling={"type": "yarn"}),
            DTypeError,
            "scaling: got 'yarn'",
        ),
        (lambda: engine.rope(x=[[1.0, 2.0]], positions=[0], scaling={"type": "ntk"}), DTypeError, "got no factor"),
        (lambda: engine.rope_relative_dot(q=[1.0, 0.0], k=[1.0], pairs=[[0, 0]]), ShapeError, "k: last dimension 1"),
        (lambda: engine.rope_relative_dot(q=[1.0, 0.0], k=[1.0, 0.0], pairs=[[0]]), ShapeError, r"pairs: got shape"),
        (lambda: engine.alibi_slopes(num_heads=0), DTypeError, "num_heads: got 0, expected an integer at least 1"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
