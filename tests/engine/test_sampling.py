"""Temperature, filters and draws against plain loops, and each convention on its own."""

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
SCALES = st.sampled_from([1e-3, 1.0, 30.0, 1e4])


@st.composite
def rows(draw: st.DrawFn) -> list[float]:
    """Logits with ties, -inf and amplitudes from 1e-3 to 1e4."""
    scale = draw(SCALES)
    steps = draw(st.lists(st.one_of(st.integers(-8, 8), st.just(-INF)), min_size=1, max_size=12))
    return [step * scale / 8 for step in steps]


def softmax(logits: list[float]) -> list[float]:
    peak = max(logits)
    if peak == -INF:
        return [0.0] * len(logits)
    weights = [math.exp(z - peak) for z in logits]
    return [w / math.fsum(weights) for w in weights]


def check_kept(result: Any, logits: list[float], kept: set[int]) -> None:
    """`result` must hold the logits of `kept`, -inf elsewhere, and the softmax of that."""
    expected = [z if i in kept else -INF for i, z in enumerate(logits)]
    np.testing.assert_array_equal(result.logits, expected)
    np.testing.assert_allclose(result.probs, softmax(expected), rtol=1e-12, atol=1e-300)


def nucleus_sizes(logits: list[float], p: float) -> tuple[list[int], set[int]]:
    """Tokens from most to least probable, and how many reach p; two sizes where rounding decides."""
    probs = softmax(logits)
    order = sorted(range(len(probs)), key=lambda i: (-probs[i], i))
    sizes = set()
    for slack in (-1e-12, 1e-12):
        size = 1
        while size < len(order) and math.fsum(probs[i] for i in order[:size]) < p + slack:
            size += 1
        sizes.add(size)
    return order, sizes


@OFTEN
@given(logits=rows(), heat=st.sampled_from([0.1, 0.7, 1.0, 1.5, 100.0]))
def test_temperature_is_the_softmax_of_the_quotient(logits: list[float], heat: float) -> None:
    result = engine.temperature(logits=logits, temperature=heat)
    np.testing.assert_allclose(result.logits, [z / heat for z in logits], rtol=1e-14)
    np.testing.assert_allclose(result.probs, softmax([z / heat for z in logits]), rtol=1e-9, atol=1e-300)
    assert result.argmax == logits.index(max(logits))


@pytest.mark.parametrize("heat", [0, 0.0, 1e-320])
def test_temperature_0_is_greedy_and_the_first_index_wins(heat: float) -> None:
    result = engine.temperature(logits=[1.0, 3.0, 3.0, -INF], temperature=heat)
    assert result.probs.tolist() == [0, 1, 0, 0]
    assert result.logits.tolist() == [-INF, 3, -INF, -INF]
    assert result.argmax == 1


def test_temperature_of_many_rows() -> None:
    result = engine.temperature(logits=[[0.0, 1.0], [5.0, 5.0]], temperature=0)
    assert result.probs.tolist() == [[0, 1], [1, 0]]
    assert result.argmax.tolist() == [1, 0]


@OFTEN
@given(logits=rows(), k=st.integers(1, 14))
def test_top_k_keeps_the_k_largest_and_all_ties(logits: list[float], k: int) -> None:
    floor = sorted(logits, reverse=True)[min(k, len(logits)) - 1]
    kept = {i for i, z in enumerate(logits) if z >= floor}
    for top_k in (engine.top_k, engine.naive_top_k):
        check_kept(top_k(logits=logits, k=k), logits, kept)


def test_top_k_keeps_every_token_tied_with_the_kth() -> None:
    assert engine.top_k(logits=[1.0, 2.0, 1.0, 1.0, 0.0], k=2).logits.tolist() == [1, 2, 1, 1, -INF]


@OFTEN
@given(logits=rows(), p=st.floats(0, 1), least=st.integers(1, 4))
def test_top_p_keeps_the_fewest_tokens_that_reach_p(logits: list[float], p: float, least: int) -> None:
    order, sizes = nucleus_sizes(logits, p)
    for top_p in (engine.top_p, engine.naive_top_p):
        result = top_p(logits=logits, p=p, min_tokens_to_keep=least)
        alive = {i for i, z in enumerate(logits) if z > -INF}
        if p == 1:
            check_kept(result, logits, alive)
            continue
        kept = {i for i in range(len(logits)) if result.logits[i] > -INF}
        allowed = [set(order[: max(size, least)]) & alive for size in sizes]
        # what has no probability left in floating point may stay or go
        solid = {i for i in alive if softmax(logits)[i] > 1e-12}
        assert kept & solid in [choice & solid for choice in allowed]
        check_kept(result, logits, kept)


def test_top_p_keeps_the_token_that_crosses() -> None:
    logits = np.log([0.5, 0.3, 0.15, 0.05])
    assert (engine.top_p(logits=logits, p=0.6).probs > 0).tolist() == [True, True, False, False]
    np.testing.assert_allclose(engine.top_p(logits=logits, p=0.6).probs, [0.625, 0.375, 0, 0])
    assert (engine.top_p(logits=logits, p=0.1).probs > 0).sum() == 1
    assert (engine.top_p(logits=logits, p=0.1, min_tokens_to_keep=3).probs > 0).sum() == 3


def test_top_p_gives_equal_tokens_by_index() -> None:
    assert engine.top_p(logits=[0.0, 0.0, 0.0, 0.0, 1e-9], p=0.45).logits.tolist() == [0, 0, -INF, -INF, 1e-9]


@OFTEN
@given(logits=rows(), share=st.floats(1e-6, 0.99))
def test_min_p_is_relative_to_the_largest_probability(logits: list[float], share: float) -> None:
    peak = max(logits)
    ratios = [math.exp(z - peak) if peak > -INF else 0.0 for z in logits]
    if any(abs(ratio - share) < 1e-9 * share for ratio in ratios):
        return
    kept = {i for i, ratio in enumerate(ratios) if ratio >= share}
    check_kept(engine.min_p(logits=logits, min_p=share), logits, kept)
    check_kept(engine.min_p(logits=logits, min_p=share, trace=Trace()), logits, kept)


def test_min_p_is_no_absolute_threshold() -> None:
    logits = np.log([0.26, 0.23, 0.21, 0.18, 0.09, 0.03])
    assert (engine.min_p(logits=logits, min_p=0.2).probs > 0).sum() == 5  # above 0.052; above 0.2 there are three
    assert (engine.min_p(logits=logits, min_p=0).probs > 0).all()
    assert (engine.min_p(logits=logits, min_p=1).probs > 0).sum() == 1


@OFTEN
@given(
    weights=st.lists(st.integers(1, 60), min_size=1, max_size=10, unique=True),
    mass=st.floats(0.05, 0.99),
)
def test_typical_takes_the_tokens_nearest_to_the_entropy(weights: list[int], mass: float) -> None:
    logits = [math.log(w) for w in weights]
    probs = softmax(logits)
    h = -math.fsum(p * math.log(p) for p in probs)
    order = sorted(range(len(probs)), key=lambda i: abs(-math.log(probs[i]) - h))
    size, total = 0, 0.0
    while size < len(order) and total < mass:
        total += probs[order[size]]
        size += 1
    if abs(total - mass) < 1e-9 or abs(total - probs[order[size - 1]] - mass) < 1e-9:
        return
    check_kept(engine.typical(logits=logits, mass=mass), logits, set(order[:size]))


def test_typical_may_drop_the_most_probable_token_and_keeps_ties() -> None:
    # H = 0.4 ln 2.5 + 0.6 ln(1 / 0.06) = 2.05; distances 1.14 and, ten times, 0.76
    logits = np.log([0.4] + [0.06] * 10)
    assert (engine.typical(logits=logits, mass=0.2).probs > 0).tolist() == [False] + [True] * 10
    assert (engine.typical(logits=[0.0, 0.0, 0.0], mass=0.2).probs > 0).all()
    assert engine.typical(logits=[2.0, 0.0, -INF], mass=1).logits.tolist() == [2, 0, -INF]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [0.0, 1e-3, 1.0, 6.0, 40.0])
def test_over_a_large_vocabulary_the_fast_filters_agree_with_the_whiteboard(dtype: type, scale: float) -> None:
    generator = np.random.default_rng(7)
    logits: Any = (generator.standard_normal((2, 40_000)) * scale).astype(dtype)
    logits[0, ::7] = -INF
    logits[1] = np.round(logits[1], 1)  # many ties
    for k in (1, 50, 3000, 39_999):
        fast, slow = engine.top_k(logits=logits, k=k), engine.naive_top_k(logits=logits, k=k)
        np.testing.assert_array_equal(fast.logits, slow.logits)
        np.testing.assert_allclose(fast.probs, slow.probs, rtol=1e-6)
    for p, least in ((0.0, 1), (0.01, 1), (0.5, 1), (0.9, 1), (0.9, 39_000), (0.999, 1), (1.0, 1)):
        fast = engine.top_p(logits=logits, p=p, min_tokens_to_keep=least)
        slow = engine.naive_top_p(logits=logits, p=p, min_tokens_to_keep=least)
        np.testing.assert_array_equal(fast.logits, slow.logits)
        np.testing.assert_allclose(fast.probs, slow.probs, rtol=1e-6)


FILTERS: list[Callable[[Any], Any]] = [
    lambda logits: engine.temperature(logits=logits, temperature=0.7),
    lambda logits: engine.temperature(logits=logits, temperature=0),
    lambda logits: engine.top_k(logits=logits, k=2),
    lambda logits: engine.top_p(logits=logits, p=0.8),
    lambda logits: engine.min_p(logits=logits, min_p=0.1),
    lambda logits: engine.typical(logits=logits, mass=0.8),
    lambda logits: engine.repetition_penalty(logits=logits, token_ids=[0], penalty=1.2),
    lambda logits: engine.frequency_presence_penalty(logits=logits, token_ids=[0], frequency_penalty=0.3),
    lambda logits: engine.process_logits(logits=logits, temperature=0.7, top_k=3, top_p=0.9),
]


@pytest.mark.parametrize("apply", FILTERS)
def test_every_filter_keeps_dtype_shape_and_dead_rows_and_leaves_its_input_alone(apply: Callable[[Any], Any]) -> None:
    logits = np.random.default_rng(1).standard_normal((2, 3, 5)).astype(np.float32)
    logits[1, 1] = -INF
    before = logits.copy()
    result = apply(logits)
    np.testing.assert_array_equal(logits, before)
    assert not np.shares_memory(result.logits, logits)
    assert (result.logits.dtype, result.probs.dtype) == (np.float32, np.float32)
    assert result.probs.shape == (2, 3, 5)
    assert (result.probs[1, 1] == 0).all()
    live = result.probs.sum(axis=-1)[logits.max(axis=-1) > -INF]
    np.testing.assert_allclose(live, 1, rtol=1e-6)
    np.testing.assert_allclose(result.probs[0, 2], apply(logits[0, 2]).probs, rtol=1e-6)  # rows do not see each other
    assert apply([1, 0, 2]).probs.dtype == np.float64
    assert apply(np.zeros((0, 4))).probs.shape == (0, 4)
    for wrong, error in (([], ShapeError), (1.0, ShapeError), ([1.0, math.nan], DTypeError), ([INF, 0.0], DTypeError)):
        with pytest.raises(error, match="logits: got"):
            apply(wrong)


@OFTEN
@given(logits=rows(), p=st.floats(0.01, 1), mass=st.floats(0.01, 1))
def test_a_traced_filter_gives_what_a_plain_one_gives(logits: list[float], p: float, mass: float) -> None:
    calls: list[Callable[[Trace | None], Any]] = [
        lambda trace: engine.top_k(logits=logits, k=3, trace=trace),
        lambda trace: engine.top_p(logits=logits, p=p, trace=trace),
        lambda trace: engine.typical(logits=logits, mass=mass, trace=trace),
        lambda trace: engine.temperature(logits=logits, temperature=p, trace=trace),
    ]
    for call in calls:
        trace = Trace()
        traced, plain = call(trace), call(None)
        np.testing.assert_array_equal(traced.logits, plain.logits)
        np.testing.assert_allclose(traced.probs, plain.probs, rtol=1e-12)
        np.testing.assert_array_equal(trace["probs"], traced.probs)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: engine.temperature(logits=[1.0], temperature=-1), "temperature: got -1, expected at least 0"),
        (lambda: engine.top_k(logits=[1.0], k=0), "k: got 0, expected an integer at least 1"),
        (lambda: engine.top_k(logits=[1.0], k=1.5), "k: got 1.5, expected an integer"),
        (lambda: engine.top_p(logits=[1.0], p=1.1), "p: got 1.1, expected at least 0 and at most 1"),
        (lambda: engine.top_p(logits=[1.0], p=0.5, min_tokens_to_keep=0), "min_tokens_to_keep: got 0"),
        (lambda: engine.min_p(logits=[1.0], min_p=-0.1), "min_p: got -0.1"),
        (lambda: engine.typical(logits=[1.0], mass=0), "mass: got 0, expected above 0"),
        (lambda: engine.entropy(probs=[0.5, -0.5]), "probs: got -0.5"),
        (lambda: engine.entropy(probs=[1.0], unit="bans"), "unit: got 'bans', expected one of bits, nats"),
        (lambda: engine.perplexity(token_logprobs=[0.5]), "token_logprobs: got 0.5"),
        (lambda: engine.sample_inverse_cdf(logits=[1.0], uniforms=[1.0]), "uniforms: got a number outside 0 to 1"),
        (lambda: engine.sample_inverse_cdf(logits=[-INF], uniforms=[0.5]), "logits: got a row of -inf"),
    ],
)
def test_bad_values_are_refused_by_name(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(DTypeError, match=message):
        call()


def test_entropy_in_nats_and_bits() -> None:
    assert engine.entropy(probs=[0.5, 0.25, 0.125, 0.125], unit="bits") == pytest.approx(1.75, rel=1e-15)
    assert engine.entropy(probs=[0.25] * 4) == pytest.approx(math.log(4), rel=1e-15)
    assert engine.entropy(probs=[1.0, 0.0, 0.0]) == 0
    trace = Trace()
    rows_of = engine.entropy(probs=[[0.5, 0.5], [1.0, 0.0]], unit="bits", trace=trace)
    np.testing.assert_allclose(rows_of, [1, 0])
    np.testing.assert_allclose(trace["terms"], np.array([[0.5, 0.5], [0, 0]]))
    with pytest.raises(ShapeError, match="probs: got shape"):
        engine.entropy(probs=[])


def test_perplexity_is_the_exponential_of_the_mean_in_natural_logarithms() -> None:
    assert engine.perplexity(token_logprobs=[math.log(0.25)] * 3) == pytest.approx(4)
    assert engine.perplexity(token_logprobs=np.log([0.5, 0.125])) == pytest.approx(4)  # geometric, not arithmetic
    assert engine.perplexity(token_logprobs=[0.0, 0.0]) == 1
    assert engine.perplexity(token_logprobs=[-1e4]) == INF
    assert engine.perplexity(token_logprobs=[-INF, -1.0]) == INF
    with pytest.raises(ShapeError, match="token_logprobs: got shape"):
        engine.perplexity(token_logprobs=[])


def test_inverse_cdf_takes_the_first_sum_above_u() -> None:
    logits = np.log([0.5, 0.25, 0.25])
    assert engine.sample_inverse_cdf(logits=logits, uniforms=[0.0, 0.49, 0.51, 0.74, 0.76, 0.999]).tolist() == [
        0, 0, 1, 1, 2, 2,
    ]  # fmt: skip
    # u = 0 may not draw a token that is out, and neither may a u beyond the rounded sum
    edges = [0.0, 0.5, np.nextafter(1, 0)]
    assert engine.sample_inverse_cdf(logits=[-INF, 0.0, 0.0, -INF], uniforms=edges).tolist() == [1, 2, 2]


@OFTEN
@given(logits=rows(), u=st.floats(0, 1, exclude_max=True))
def test_inverse_cdf_against_a_loop(logits: list[float], u: float) -> None:
    if max(logits) == -INF:
        return
    probs = softmax(logits)
    sums = [math.fsum(probs[: i + 1]) for i in range(len(probs))]
    if any(abs(u - s) < 1e-12 for s in sums):
        return
    expected = next(i for i, s in enumerate(sums) if u < s)
    assert engine.sample_inverse_cdf(logits=logits, uniforms=[u]).tolist() == [expected]
    both = engine.sample_inverse_cdf(logits=[logits, logits], uniforms=[u, u])
    assert both.tolist() == [expected, expected]


def test_inverse_cdf_draws_each_token_as_often_as_its_probability() -> None:
    uniforms = (np.arange(1000) + 0.5) / 1000
    ids = engine.sample_inverse_cdf(logits=np.log([0.2, 0.5, 0.3]), uniforms=uniforms)
    assert np.bincount(ids).tolist() == [200, 500, 300]
    with pytest.raises(ShapeError, match=r"uniforms: got shape \(3,\), expected logits' \(2,\)"):
        engine.sample_inverse_cdf(logits=[[0.0, 1.0]] * 2, uniforms=[0.1] * 3)
