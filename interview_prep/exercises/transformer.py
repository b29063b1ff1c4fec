"""Exercises on attention and normalisation, each computed by hand on small integer vectors."""

from math import exp, sqrt
from typing import Any

from interview_prep.exercises.arithmetic import dot, mean, normalised, sigmoid, softmax, times, weighted
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimals, integers, matrix, probabilities

Ints = list[int]
Rows = list[list[int]]


def _query_and_key(draws: Draws) -> dict[str, Any]:
    d_k = draws.choice((4, 9, 16))
    q, k = draws.integers(-3, 3, d_k), draws.integers(-3, 3, d_k)
    if dot(q, k) == 0:
        raise Redraw
    return {"d_k": d_k, "q": q, "k": k}


@exercise("transformer.scaled-score", _query_and_key)
def scaled_score(*, d_k: int, q: Ints, k: Ints) -> Worked:
    """q.k / sqrt(d_k): the score that enters the softmax (Vaswani et al. 2017, section 3.2.1)."""
    work = Work()
    score = work.step("dot product", "q · k", dot(q, k))
    work.step("scaled", "q · k / √d_k", score / sqrt(d_k))
    length = sqrt(dot(q, q) * dot(k, k))
    return work.done(unscaled=score, divided_by_dk=score / d_k, cosine_similarity=score / length)


@exercise("transformer.softmax-row", scores=decimals(-2, 4, 0.1, 3))
def softmax_row(*, scores: list[float]) -> Worked:
    """The softmax weight on the first of three keys."""
    low = [score - min(scores) for score in scores]
    if len(set(scores)) < len(scores):
        raise Redraw
    work = Work()
    powers = work.step("exponentials", "exp(s_j)", [exp(score) for score in scores])
    total = work.step("their sum", "Σ exp(s_j)", sum(powers))
    work.step("weight on the first key", "exp(s_1) / Σ exp(s_j)", powers[0] / total)
    return work.done(
        linear_normalisation=low[0] / sum(low),
        sigmoid_per_score=sigmoid(scores[0]),
        softmax_base_two=normalised([2**score for score in scores])[0],
        hard_argmax=float(scores[0] == max(scores)),
    )


@exercise(
    "transformer.causal-output",
    q=integers(-2, 2, 4),
    K=matrix(-2, 2, 3, 4),
    V=matrix(-3, 3, 3, 2),
    pos=choice(2),
)
def causal_output(*, q: Ints, K: Rows, V: Rows, pos: int) -> Worked:
    """The output at the second of three positions under the causal mask."""
    work = Work()
    scores = work.step("scaled scores", "q · k_j / √4", [dot(q, key) / 2 for key in K])
    seen = work.step("allowed by the mask: the past and itself", "s_3 = −∞", scores[:pos])
    weights = work.step("softmax over these", "", softmax(seen))
    work.step("weighted values", "Σ a_j v_j", weighted(weights, V[:pos]))
    full = softmax(scores)
    if full[pos] < 0.05:
        raise Redraw
    return work.done(
        no_mask=weighted(full, V),
        masked_with_zero=weighted(softmax([*seen, *([0.0] * (len(V) - pos))]), V),
        masked_after_softmax=weighted(full[:pos], V[:pos]),
        masked_itself=weighted(softmax(scores[: pos - 1]), V[: pos - 1]),
    )


@exercise(
    "transformer.attention-from-x",
    X=matrix(-2, 2, 3, 2),
    WQ=matrix(-1, 1, 2, 2),
    WK=matrix(-1, 1, 2, 2),
    WV=matrix(-1, 1, 2, 2),
)
def attention_from_x(*, X: Rows, WQ: Rows, WK: Rows, WV: Rows) -> Worked:
    """The last token's causal attention output from the inputs and the three projections."""
    work = Work()
    Q, K, V = ([times(x, weights) for x in X] for weights in (WQ, WK, WV))
    work.step("query of the last token", "x_3 W_Q", Q[2])
    work.step("keys", "X W_K", K)
    work.step("values", "X W_V", V)
    raw = [dot(Q[2], key) for key in K]
    swapped = weighted(softmax([dot(K[2], query) / sqrt(2) for query in Q]), V)
    if max(raw) - min(raw) < 2 or swapped == weighted(softmax([s / sqrt(2) for s in raw]), V):
        raise Redraw
    scores = work.step("scaled scores; the last token sees all three", "q_3 · k_j / √2", [s / sqrt(2) for s in raw])
    weights = work.step("softmax", "", softmax(scores))
    work.step("weighted values", "Σ a_j v_j", weighted(weights, V))
    bare = weighted(softmax(raw), V)
    if max(abs(a - b) for a, b in zip(bare, weighted(weights, V), strict=True)) < 0.03:
        raise Redraw
    by_key = [softmax([dot(Q[i], K[j]) / sqrt(2) for i in range(3)])[2] for j in range(3)]
    return work.done(
        unscaled=bare,
        input_as_values=weighted(weights, X),
        swapped_query_key=swapped,
        softmax_over_queries=weighted(by_key, V),
    )


def _components(draws: Draws) -> dict[str, Any]:
    return {"x": draws.integers(-3, 5, 4)}


@exercise("transformer.layer-norm", _components)
def layer_norm(*, x: Ints) -> Worked:
    """(x - mean) / population standard deviation, with weight 1, bias 0, eps 0 (Ba et al. 2016)."""
    centre = mean(x)
    spread = sqrt(mean([(value - centre) ** 2 for value in x]))
    if spread == 0 or not any(x):
        raise Redraw
    work = Work()
    work.step("mean", "μ = Σ x_i / 4", centre)
    shifted = work.step("centred", "x_i − μ", [value - centre for value in x])
    work.step("standard deviation over all four", "σ = √(Σ (x_i − μ)² / 4)", spread)
    work.step("normalised", "(x_i − μ) / σ", [value / spread for value in shifted])
    sample = spread * sqrt(4 / 3)
    return work.done(
        rms_not_layer_norm=_rms(x),
        sample_deviation=[value / sample for value in shifted],
        divided_by_variance=[value / spread**2 for value in shifted],
    )


@exercise("transformer.rms-norm", _components)
def rms_norm(*, x: Ints) -> Worked:
    """x / sqrt(mean of squares), with weight 1, eps 0 (Zhang and Sennrich 2019)."""
    centre = mean(x)
    spread = sqrt(mean([(value - centre) ** 2 for value in x]))
    if not any(x) or spread == 0:
        raise Redraw
    work = Work()
    square = work.step("mean of the squares", "Σ x_i² / 4", mean([value**2 for value in x]))
    root = work.step("its root", "RMS", sqrt(square))
    work.step("normalised", "x_i / RMS", [value / root for value in x])
    return work.done(
        layer_norm_not_rms=[(value - centre) / spread for value in x],
        length_not_rms=[value / sqrt(dot(x, x)) for value in x],
        missing_root=[value / square for value in x],
    )


def _rms(x: Ints) -> list[float]:
    root = sqrt(mean([value**2 for value in x]))
    return [value / root for value in x]


@exercise("transformer.score-variance", d_k=choice(16, 32, 64, 128, 256), sigma=choice(0.5, 1.5, 2, 3))
def score_variance(*, d_k: int, sigma: float) -> Worked:
    """Var(q.k) = d_k sigma^4 for independent components of mean 0 and standard deviation sigma."""
    work = Work()
    term = work.step("variance of one product", "σ² · σ²", sigma**4)
    work.step("sum over the components", "d_k · σ⁴", d_k * term)
    return work.done(
        deviation_not_variance=sqrt(d_k) * sigma**2, one_factor_only=d_k * sigma**2, root_of_dk=sqrt(d_k) * term
    )


def _two_widths(draws: Draws) -> dict[str, Any]:
    d1 = draws.choice((8, 16, 32, 64))
    return {"d1": d1, "d2": d1 * draws.choice((4, 9, 16, 25))}


@exercise("transformer.score-spread", _two_widths)
def score_spread(*, d1: int, d2: int) -> Worked:
    """How much the standard deviation of unscaled scores grows with the head size."""
    work = Work()
    ratio = work.step("ratio of the head sizes", "d_2 / d_1", d2 / d1)
    work.step("ratio of the standard deviations", "√(d_2 / d_1)", sqrt(ratio))
    return work.done(linear_in_dk=ratio, already_scaled=1.0, quadratic_in_dk=ratio**2)


@exercise("transformer.softmax-jacobian", p=probabilities(3, least=5, ordered=False))
def softmax_jacobian(*, p: list[float]) -> Worked:
    """d p_1 / d s_2 = -p_1 p_2: an off-diagonal entry of the softmax's Jacobian."""
    work = Work()
    work.step("the general entry", "∂p_i/∂s_j = p_i (δ_ij − p_j)", "δ_12 = 0")
    work.step("off the diagonal", "−p_1 p_2", -p[0] * p[1])
    return work.done(diagonal_entry=p[0] * (1 - p[0]), sign_lost=p[0] * p[1], independent_outputs=0.0)
