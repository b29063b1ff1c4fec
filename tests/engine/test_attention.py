"""Attention against loops over every query, key and component, and each convention on its own."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, Trace, attention_tiles

INF = math.inf
OFTEN = settings(deadline=None, max_examples=60, derandomize=True)


def one_row(query: Any, keys: Any, values: Any, seen: list[int], scale: float, bias: list[float]) -> list[float]:
    """One query over the keys that it sees; zeros when there is none."""
    scores = {j: math.fsum(a * b for a, b in zip(query, keys[j], strict=True)) * scale + bias[j] for j in seen}
    scores = {j: score for j, score in scores.items() if score > -INF}
    if not scores:
        return [0.0] * values.shape[-1]
    peak = max(scores.values())
    weights = {j: math.exp(score - peak) for j, score in scores.items()}
    total = math.fsum(weights.values())
    return [math.fsum(w / total * values[j][c] for j, w in weights.items()) for c in range(values.shape[-1])]


def loops(
    q: Any,
    k: Any,
    v: Any,
    *,
    causal: bool = False,
    window: int | None = None,
    mask: Any = None,
    bias: Any = None,
    scale: float | None = None,
) -> Any:
    """The same by loops, for q (B, H, T, d) and k, v (B, H_kv, S, ...)."""
    batch, heads, rows, width = q.shape
    columns = k.shape[2]
    factor = width**-0.5 if scale is None else scale
    output = np.zeros((batch, heads, rows, v.shape[-1]))
    for b, h, i in np.ndindex(batch, heads, rows):
        kept = h // (heads // k.shape[1])
        here = i + columns - rows
        seen = [
            j
            for j in range(columns)
            if (not causal or j <= here) and (window is None or here - j < window) and (mask is None or mask[i][j])
        ]
        added = [0.0] * columns if bias is None else np.broadcast_to(bias, (batch, heads, rows, columns))[b, h, i]
        output[b, h, i] = one_row(q[b, h, i], k[b, kept], v[b, kept], seen, factor, list(added))
    return output


def drawn(seed: int, shape: tuple[int, int, int, int, int, int], amplitude: float = 1.0) -> tuple[Any, Any, Any]:
    """q (B, H, T, d), k and v (B, H_kv, S, d and d + 1)."""
    batch, heads, kept, rows, columns, width = shape
    rng = np.random.default_rng(seed)
    q = amplitude * rng.standard_normal((batch, heads, rows, width))
    return q, rng.standard_normal((batch, kept, columns, width)), rng.standard_normal((batch, kept, columns, width + 1))


shapes = st.tuples(
    st.integers(1, 2),
    st.sampled_from([(1, 1), (2, 2), (2, 1), (4, 2)]),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(1, 4),
).map(lambda t: (t[0], *t[1], *t[2:]))


@OFTEN
@given(
    shape=shapes,
    seed=st.integers(0, 999),
    amplitude=st.sampled_from([1e-3, 1.0, 1e4]),
    causal=st.booleans(),
    window=st.sampled_from([None, 1, 3]),
    scale=st.sampled_from([None, 1.0, 0.3]),
    masked=st.booleans(),
    biased=st.sampled_from([None, "matrix", "whole"]),
)
def test_attention_against_loops(
    shape: Any, seed: int, amplitude: float, causal: bool, window: Any, scale: Any, masked: bool, biased: Any
) -> None:
    q, k, v = drawn(seed, shape, amplitude)
    rng = np.random.default_rng(seed + 1)
    mask = rng.random((shape[3], shape[4])) < 0.7 if masked else None
    bias = None
    if biased:
        bias = rng.standard_normal((shape[3], shape[4]) if biased == "matrix" else (shape[0], shape[1], *shape[3:5]))
        bias[rng.random(bias.shape) < 0.2] = -INF
    kwargs: dict[str, Any] = {"causal": causal, "window": window, "mask": mask, "bias": bias, "scale": scale}
    expected = loops(q, k, v, **kwargs)
    found = engine.scaled_dot_product_attention(q=q, k=k, v=v, **kwargs, return_weights=True)
    np.testing.assert_allclose(found.output, expected, rtol=1e-9, atol=1e-9)
    plain = engine.scaled_dot_product_attention(q=q, k=k, v=v, **kwargs)
    np.testing.assert_allclose(plain.output, found.output, rtol=1e-12, atol=1e-12)
    assert plain.weights is None
    sums = found.weights.sum(axis=-1)
    assert (np.isclose(sums, 1) | (sums == 0)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(
    "shape",
    [
        (1, 8, 8, 150, 150, 16),
        (2, 4, 2, 130, 400, 8),
        (1, 6, 1, 300, 300, 4),
        (1, 2, 2, 270, 90, 8),
        (1, 1, 1, 1, 40_000, 2),
        (1, 1, 1, 1300, 1400, 4),
    ],
)
@pytest.mark.parametrize("amplitude", [1e-3, 1.0, 60.0, 1e4])
def test_blocks_and_rows_give_what_the_whiteboard_gives(
    shape: Any, causal: bool, dtype: type, amplitude: float
) -> None:
    q, k, v = (x.astype(dtype) for x in drawn(1, shape, amplitude))
    found = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=causal).output
    assert found.dtype == dtype
    exact = engine.naive_attention(
        q=q.astype(np.float64), k=k.astype(np.float64), v=v.astype(np.float64), causal=causal
    )
    wide = dtype == np.float64
    tolerance = 1e-9 if wide else 2e-6 * max(4.0, amplitude)  # a float32 score of that size is off by so much
    if wide or amplitude < 1e3:
        np.testing.assert_allclose(found, exact, rtol=tolerance, atol=tolerance)
    assert np.isfinite(found).all()


def test_both_ways_of_tiling_agree_on_masks_and_grouped_heads() -> None:
    q, k, v = drawn(2, (2, 6, 3, 140, 200, 8))
    rng = np.random.default_rng(0)
    mask = rng.random((140, 200)) < 0.6
    mask[7] = False
    bias = rng.standard_normal((2, 1, 140, 200))
    kwargs: dict[str, Any] = {"causal": True, "window": 90, "mask": mask, "bias": bias}
    tiled = engine.scaled_dot_product_attention(q=q, k=k, v=v, **kwargs).output
    whole = engine.scaled_dot_product_attention(q=q, k=k, v=v, **kwargs, return_weights=True)
    np.testing.assert_allclose(tiled, whole.output, rtol=1e-10, atol=1e-12)
    assert (tiled[:, :, 7] == 0).all()
    assert (whole.weights[:, :, 7] == 0).all()


def test_scores_are_small_only_when_no_score_can_be_large() -> None:
    ones = np.ones((1, 4))
    assert attention_tiles.scores_are_small(ones, ones, ones, 7.4)  # 4 * 7.4 = 29.6
    assert not attention_tiles.scores_are_small(ones, ones, ones, 7.6)
    assert not attention_tiles.scores_are_small(ones, ones, -2e15 * ones, 1.0)
    assert not attention_tiles.scores_are_small(1e200 * ones, 1e200 * ones, ones, 1.0)
    unknown = ones * math.nan
    for query, key, value in ((unknown, ones, ones), (ones, unknown, ones), (ones, ones, unknown)):
        assert not attention_tiles.scores_are_small(query, key, value, 1.0)


def test_the_causal_mask_is_aligned_to_the_last_key() -> None:
    # a decode step against a cache of 7: the one query sees all 7
    q, k, v = drawn(3, (1, 1, 1, 1, 7, 4))
    weights = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=True, return_weights=True).weights
    assert (weights > 0).all()
    # chunked prefill, T < S: query i sees S - T + i + 1 keys
    q, k, v = drawn(3, (1, 1, 1, 2, 5, 4))
    weights = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=True, return_weights=True).weights
    assert (weights[0, 0] > 0).tolist() == [[True] * 4 + [False], [True] * 5]
    # T > S: the first rows see nothing, and are zeros
    q, k, v = drawn(3, (1, 1, 1, 5, 3, 4))
    found = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=True, return_weights=True)
    assert (found.output[0, 0, :2] == 0).all()
    assert (found.weights[0, 0, :2] == 0).all()
    assert (found.weights[0, 0, 2:] > 0).tolist() == np.tri(3, dtype=bool).tolist()


def test_a_mask_is_true_where_attention_is_allowed_and_a_window_counts_its_own_key() -> None:
    q, k, v = drawn(4, (1, 1, 1, 4, 4, 4))
    mask = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    found = engine.scaled_dot_product_attention(q=q, k=k, v=v, mask=mask, return_weights=True)
    assert found.weights[0, 0].tolist() == mask
    np.testing.assert_array_equal(found.output[0, 0, 2], v[0, 0, 3])
    weights = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=True, window=3, return_weights=True).weights
    assert (weights[0, 0] > 0).tolist() == [[0 <= i - j < 3 for j in range(4)] for i in range(4)]


def test_query_head_h_reads_key_head_h_over_the_group_size() -> None:
    q, k, v = drawn(5, (1, 6, 2, 3, 3, 4))
    found = engine.scaled_dot_product_attention(q=q, k=k, v=v).output
    for head in range(6):
        kept = head // 3
        alone = engine.scaled_dot_product_attention(
            q=q[:, head : head + 1], k=k[:, kept : kept + 1], v=v[:, kept : kept + 1]
        )
        np.testing.assert_allclose(found[:, head : head + 1], alone.output, rtol=1e-12)


def test_fewer_dimensions_and_lists_and_text_are_taken() -> None:
    q, k, v = drawn(6, (1, 2, 2, 3, 3, 4))
    whole = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=True).output
    np.testing.assert_array_equal(
        engine.scaled_dot_product_attention(q=q[0], k=k[0], v=v[0], causal=True).output, whole[0]
    )
    flat = engine.scaled_dot_product_attention(q=q[0, 0].tolist(), k=k[0, 0].tolist(), v=v[0, 0].tolist(), causal=True)
    np.testing.assert_allclose(flat.output, whole[0, 0], rtol=1e-14)
    bias = [["0", "-inf", "-inf"]] * 3
    first = engine.scaled_dot_product_attention(q=q[0, 0], k=k[0, 0], v=v[0, 0], bias=bias).output
    np.testing.assert_array_equal(first, np.tile(v[0, 0, :1], (3, 1)))
    assert engine.scaled_dot_product_attention(q=[[1, 0]], k=[[1, 0]], v=[[3]]).output.tolist() == [[3]]


def test_float32_stays_float32_whatever_the_scale() -> None:
    q, k, v = (x.astype(np.float32) for x in drawn(7, (1, 2, 2, 3, 3, 64)))
    for kwargs in ({}, {"scale": 0.1}, {"return_weights": True}, {"bias": np.zeros((3, 3))}, {"trace": Trace()}):
        found = engine.scaled_dot_product_attention(q=q, k=k, v=v, **kwargs)
        assert found.output.dtype == np.float32
        assert found.weights is None or found.weights.dtype == np.float32


def test_a_trace_shows_each_step_of_attention() -> None:
    trace = Trace()
    q, k, v = [[2.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0], [3.0]]
    engine.scaled_dot_product_attention(q=q, k=k, v=v, trace=trace)
    scale = 2**-0.5
    assert trace["scores"].tolist() == [[2, 0]]
    np.testing.assert_allclose(trace["scaled"], [[2 * scale, 0]])
    np.testing.assert_allclose(trace["row_max"], [2 * scale])
    np.testing.assert_allclose(trace["exponentials"], [[1, math.exp(-2 * scale)]])
    np.testing.assert_allclose(trace["denominators"], [1 + math.exp(-2 * scale)])
    np.testing.assert_allclose(trace["weights"].sum(), 1)
    np.testing.assert_allclose(trace["output"], trace["weights"] @ v)


def loop_multi_head(x: Any, weights: dict[str, Any], heads: int, causal: bool) -> Any:
    """Project by loops over outputs, attend per head, join, project."""

    def project(rows: Any, matrix: Any, bias: Any) -> Any:
        return np.array([[math.fsum(w * a for w, a in zip(line, row, strict=True)) + b
                          for line, b in zip(matrix, bias, strict=True)] for row in rows])  # fmt: skip

    q, k, v = (project(x, weights[f"w_{n}"], weights[f"b_{n}"]) for n in "qkv")
    size = q.shape[1] // heads
    parts = [loops(*(y[None, None, :, h * size : (h + 1) * size] for y in (q, k, v)), causal=causal)[0, 0]
             for h in range(heads)]  # fmt: skip
    return project(np.concatenate(parts, axis=1), weights["w_o"], weights["b_o"])


@pytest.mark.parametrize("causal", [False, True])
def test_multi_head_attention_against_loops(causal: bool) -> None:
    rng = np.random.default_rng(8)
    x = rng.standard_normal((2, 4, 6))
    weights = {f"w_{n}": rng.standard_normal((6, 6)) for n in "qkvo"} | {
        f"b_{n}": rng.standard_normal(6) for n in "qkvo"
    }
    found = engine.multi_head_attention(x=x, **weights, num_heads=3, causal=causal, return_weights=True)
    for at in range(2):
        np.testing.assert_allclose(found.output[at], loop_multi_head(x[at], weights, 3, causal), rtol=1e-9)
    assert found.weights.shape == (2, 3, 4, 4)
    assert engine.multi_head_attention(x=x, **weights, num_heads=3).weights is None
    without = {name: array for name, array in weights.items() if name.startswith("w")}
    zero = {name: np.zeros(6) if name.startswith("b") else array for name, array in weights.items()}
    np.testing.assert_array_equal(
        engine.multi_head_attention(x=x, **without, num_heads=2).output,
        engine.multi_head_attention(x=x, **zero, num_heads=2).output,
    )


@OFTEN
@given(shape=shapes, prefill=st.integers(0, 5), seed=st.integers(0, 99))
def test_a_cache_gives_what_one_pass_gives(shape: Any, prefill: int, seed: int) -> None:
    q, k, v = drawn(seed, (*shape[:4], shape[3], shape[5]))
    prefill = min(prefill, shape[3])
    np.testing.assert_allclose(
        engine.kv_cache_decode(q=q, k=k, v=v, prefill=prefill), loops(q, k, v, causal=True), rtol=1e-9, atol=1e-12
    )


@OFTEN
@given(
    steps=st.lists(st.one_of(st.integers(-8, 8), st.just(-INF)), max_size=12),
    scale=st.sampled_from([1e-3, 1.0, 1e4]),
    block=st.integers(1, 14),
)
def test_online_softmax_against_the_two_pass_one(steps: list[float], scale: float, block: int) -> None:
    scores = [step * scale / 8 for step in steps]
    found = engine.online_softmax(scores=scores, block=block)
    assert len(found.running_max) == -(-len(scores) // block)
    for at, (top, total) in enumerate(zip(found.running_max, found.running_sum, strict=True)):
        seen = scores[: (at + 1) * block]
        assert top == max(seen)
        expected = math.fsum(math.exp(x - max(seen)) for x in seen) if max(seen) > -INF else 0.0
        assert total == pytest.approx(expected, rel=1e-12)
    peak = max(scores, default=-INF)
    weights = [math.exp(x - peak) if peak > -INF else 0.0 for x in scores]
    np.testing.assert_allclose(found.probs, [w / (math.fsum(weights) or 1) for w in weights], rtol=1e-12)


def test_online_softmax_of_nothing_but_minus_infinity_is_zero() -> None:
    found = engine.online_softmax(scores=["-inf", "-inf", "-inf"], block=2)
    assert found.running_max.tolist() == [-INF, -INF]
    assert found.running_sum.tolist() == [0, 0]
    assert found.probs.tolist() == [0, 0, 0]
    with pytest.raises(DTypeError, match=r"scores: got NaN or \+inf"):
        engine.online_softmax(scores=[INF], block=1)


ROW = [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda sdp: sdp(q=[[1.0] * 4], k=[[1.0] * 5], v=ROW), ShapeError, "k: last dimension 5 does not match q's 4"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW * 2), ShapeError, r"v: got shape \(2, 2\), expected k's \(1,\)"),
        (
            lambda sdp: sdp(q=[ROW] * 3, k=[ROW] * 2, v=[ROW] * 2),
            ShapeError,
            "k: got 2 heads, expected a divisor of q's 3",
        ),
        (lambda sdp: sdp(q=[[ROW]] * 2, k=[[ROW]], v=[[ROW]]), ShapeError, r"expected q's batch \(2,\)"),
        (lambda sdp: sdp(q=[1.0], k=ROW, v=ROW), ShapeError, "q: got 1 dimensions"),
        (lambda sdp: sdp(q=ROW, k=[ROW], v=[ROW]), ShapeError, "k: got 3 dimensions"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW, mask=[[1, 0]]), ShapeError, r"mask: got shape \(1, 2\)"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW, mask=[[0.5]]), DTypeError, "mask: got floats, expected True and False"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW, bias=[[INF]]), DTypeError, r"bias: got NaN or \+inf"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW, window=0), DTypeError, "window: got 0, expected an integer at least 1"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW, causal=1), DTypeError, "causal: got 1, expected True or False"),
        (lambda sdp: sdp(q=ROW, k=ROW, v=ROW, scale="x"), DTypeError, "scale: got 'x', expected a number"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[Any], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(engine.scaled_dot_product_attention)


def test_what_does_not_fit_the_heads_or_the_cache_is_refused_by_name() -> None:
    eye = np.eye(4)
    with pytest.raises(ShapeError, match="w_q: got 4 outputs, expected a multiple of num_heads 3"):
        engine.multi_head_attention(x=eye, w_q=eye, w_k=eye, w_v=eye, w_o=eye, num_heads=3)
    with pytest.raises(ShapeError, match="w_k: last dimension 3 does not match x's 4"):
        engine.multi_head_attention(x=eye, w_q=eye, w_k=np.ones((4, 3)), w_v=eye, w_o=eye, num_heads=2)
    with pytest.raises(DTypeError, match="prefill: got 9, expected an integer at least 0 and at most 4"):
        engine.kv_cache_decode(q=eye, k=eye, v=eye, prefill=9)
    with pytest.raises(ShapeError, match="as long as q"):
        engine.kv_cache_decode(q=eye, k=eye[:3], v=eye[:3], prefill=0)
