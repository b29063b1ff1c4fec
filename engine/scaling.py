"""Scaling laws: the loss from model size and data, the best split of a compute budget, and how such laws are fitted.

The idea: loss falls as a power law in parameters N, tokens D and compute C, and C = 6 N D ties the three, so that a
budget fixes the best N and D.

References: Kaplan et al. 2020 (eq. 1.1-1.5, tables 2 and 4-6); Hoffmann et al. 2022, "Training Compute-Optimal Large
Language Models" (section 3.3, eq. 2-4); Besiroglu et al. 2024, "Chinchilla Scaling: A replication attempt" (its
constants are the defaults here: those printed in 2022 do not give that paper's own optimum).
Leaves out: repeated data, inference cost, learning-rate schedules, confidence intervals, downstream scores.
Losses are in nats per token, compute in FLOPs; Kaplan's C is in PF-days.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import check_last, check_same_shape, choice, finite, float64s, number
from engine.errors import DTypeError, ShapeError
from engine.scaling_fit import fit_loss
from engine.trace import Trace

KAPLAN = {"N": (8.8e13, 0.076), "D": (5.4e13, 0.095), "C": (3.1e8, 0.050)}  # critical scale, exponent
FLOPS_PER_PARAM_TOKEN = 6  # 2 forward, 4 backward


@dataclass(frozen=True, slots=True)
class ChinchillaOptimum:
    """Parameters and tokens that minimise the loss at a compute budget, their ratio, and that loss."""

    params: float
    tokens: float
    tokens_per_param: float
    loss: float


@dataclass(frozen=True, slots=True)
class ChinchillaFit:
    """The five constants of L(N, D) = E + A / N^alpha + B / D^beta."""

    E: float
    A: float
    B: float
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True)
class TrainingFlops:
    """FLOPs of training (forward and backward) and of the forward passes alone."""

    flops: int | float
    forward_only: int | float


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """y = coefficient * x^(-exponent)."""

    exponent: float
    coefficient: float


def chinchilla_loss(
    *,
    params: float,
    tokens: float,
    E: float = 1.8172,
    A: float = 482.01,
    B: float = 2085.43,
    alpha: float = 0.3478,
    beta: float = 0.3658,
    trace: Trace | None = None,
) -> float:
    """L(N, D) = E + A / N^alpha + B / D^beta, in nats per token.

    Errors: DTypeError. Source: Hoffmann et al. 2022, eq. 2; constants of Besiroglu et al. 2024.
    """
    size, data = number("params", params, above=0.0), number("tokens", tokens, above=0.0)
    floor, a, b = finite("E", E), finite("A", A), finite("B", B)
    size_term = a * size ** -number("alpha", alpha, at_least=0.0)
    data_term = b * data ** -number("beta", beta, at_least=0.0)
    loss: float = floor + size_term + data_term
    if trace is not None:
        trace.add("irreducible", floor, "E, the entropy of text")
        trace.add("size_term", size_term, "A / N^α")
        trace.add("data_term", data_term, "B / D^β")
        trace.add("loss", loss, "E + A / N^α + B / D^β")
    return loss


def chinchilla_optimal(
    *,
    compute_flops: float,
    E: float = 1.8172,
    A: float = 482.01,
    B: float = 2085.43,
    alpha: float = 0.3478,
    beta: float = 0.3658,
    trace: Trace | None = None,
) -> ChinchillaOptimum:
    """The N and D of least loss with 6 N D = C, in closed form.

    N = G (C/6)^(beta/(alpha+beta)) with G = (alpha A / (beta B))^(1/(alpha+beta)), and D = C / (6 N).
    Errors: DTypeError. Source: Hoffmann et al. 2022, eq. 4; constants of Besiroglu et al. 2024.
    """
    budget = number("compute_flops", compute_flops, above=0.0, below=math.inf)
    a, b = (number(name, value, above=0.0, below=math.inf) for name, value in (("A", A), ("B", B)))
    on_size, on_data = number("alpha", alpha, above=0.0), number("beta", beta, above=0.0)
    ratio = (on_size * a / (on_data * b)) ** (1.0 / (on_size + on_data))
    exponent = on_data / (on_size + on_data)
    params = ratio * (budget / FLOPS_PER_PARAM_TOKEN) ** exponent
    tokens = budget / FLOPS_PER_PARAM_TOKEN / params
    loss = chinchilla_loss(params=params, tokens=tokens, E=E, A=a, B=b, alpha=on_size, beta=on_data)
    result = ChinchillaOptimum(params, tokens, tokens / params, loss)
    if trace is not None:
        trace.add("G", ratio, "(α A / (β B))^(1/(α + β))")
        trace.add("exponent", exponent, "β / (α + β)")
        trace.add("params", params, "N = G (C/6)^exponent")
        trace.add("tokens", tokens, "D = C / (6 N)")
        trace.add("tokens_per_param", result.tokens_per_param, "D / N")
        trace.add("loss", loss, "E + A / N^α + B / D^β")
    return result


def chinchilla_fit(*, points: Any, trace: Trace | None = None) -> ChinchillaFit:
    """Recover E, A, B, alpha and beta from training runs.

    Shapes: points (n, 3), a row for each run: parameters, tokens, loss; n >= 5, and at least 3 different values of
    each of parameters and tokens.
    Minimises Huber (delta 1e-3) of log-sum-exp(a - alpha log N, b - beta log D, e) - log L from many starts, with
    A = exp(a), B = exp(b), E = exp(e).
    Errors: ShapeError, DTypeError. Source: Hoffmann et al. 2022, section 3.3 and appendix D.2.
    """
    runs = float64s("points", points, ndim=2)
    check_last("points", runs, 3, "(params, tokens, loss)")
    if len(runs) < 5:
        raise ShapeError(f"points: got {len(runs)} rows, expected at least 5, one for each constant")
    if not ((runs > 0) & (runs < np.inf)).all():
        raise DTypeError("points: got a number that is not positive and finite, expected (params, tokens, loss)")
    for column, name in enumerate(("params", "tokens")):
        distinct = len(np.unique(runs[:, column]))
        if distinct < 3:
            raise ShapeError(f"points: got {distinct} different {name}, expected at least 3 to fit an exponent")
    log_params, log_tokens, log_loss = np.log(runs).T  # (n,) each
    best = fit_loss(log_params, log_tokens, log_loss)
    a, b, e, alpha, beta = best.theta
    result = ChinchillaFit(math.exp(e), math.exp(a), math.exp(b), alpha, beta)
    if trace is not None:
        trace.add("starts", best.starts, "where the search began: rows of a, b, e, α, β")
        trace.add("objectives", best.objectives, "Σ Huber of each start after the search")
        trace.add("theta", np.array(best.theta), "a, b, e, α, β of the best start, polished")
        trace.add("residuals", best.residuals, "log-sum-exp(a - α log N, b - β log D, e) - log L")
        trace.add("constants", np.array([result.E, result.A, result.B, alpha, beta]), "E, A, B, α, β")
    return result


def kaplan_loss(
    *,
    x: float,
    variable: str = "N",
    critical: float | None = None,
    exponent: float | None = None,
    trace: Trace | None = None,
) -> float:
    """L(x) = (x_c / x)^exponent when x alone limits: N parameters without embeddings, D tokens, C PF-days.

    critical and exponent default to the paper's: N 8.8e13 and 0.076, D 5.4e13 and 0.095, C 3.1e8 and 0.050 (the latter
    for the smallest sufficient compute). Errors: DTypeError. Source: Kaplan et al. 2020, eq. 1.1-1.3.
    """
    scale = number("x", x, above=0.0)
    published = KAPLAN[choice("variable", variable, KAPLAN)]
    limit = published[0] if critical is None else number("critical", critical, above=0.0)
    power = published[1] if exponent is None else number("exponent", exponent)
    loss = (limit / scale) ** power
    if trace is not None:
        trace.add("ratio", limit / scale, f"{variable}_c / {variable}")
        trace.add("loss", loss, "ratio^exponent")
    return float(loss)


def kaplan_loss_nd(
    *,
    params: float,
    tokens: float,
    Nc: float = 6.4e13,
    Dc: float = 1.8e13,
    alpha_N: float = 0.076,
    alpha_D: float = 0.103,
    trace: Trace | None = None,
) -> float:
    """L(N, D) = [(Nc / N)^(alpha_N / alpha_D) + Dc / D]^alpha_D; N counts no embeddings. Defaults: the paper's table 2.

    Errors: DTypeError. Source: Kaplan et al. 2020, eq. 1.5.
    """
    size, data = number("params", params, above=0.0), number("tokens", tokens, above=0.0)
    on_size, on_data = number("alpha_N", alpha_N, above=0.0), number("alpha_D", alpha_D, above=0.0)
    size_term = (number("Nc", Nc, above=0.0) / size) ** (on_size / on_data)
    data_term = number("Dc", Dc, above=0.0) / data
    loss = (size_term + data_term) ** on_data
    if trace is not None:
        trace.add("size_term", size_term, "(N_c / N)^(α_N / α_D)")
        trace.add("data_term", data_term, "D_c / D")
        trace.add("loss", loss, "(size_term + data_term)^α_D")
    return float(loss)


def training_flops(*, params: float, tokens: float, trace: Trace | None = None) -> TrainingFlops:
    """6 N D FLOPs of training, 2 N D of them forward: a multiply-add per parameter and token, twice that backward.

    Attention scores are not counted. Ints give ints, exactly. Errors: DTypeError.
    Source: Kaplan et al. 2020, section 2.1.
    """
    size = _count("params", params)
    data = _count("tokens", tokens)
    result = TrainingFlops(FLOPS_PER_PARAM_TOKEN * size * data, 2 * size * data)
    if trace is not None:
        trace.add("forward_only", result.forward_only, "2 N D")
        trace.add("backward", 2 * result.forward_only, "4 N D")
        trace.add("flops", result.flops, "6 N D")
    return result


def power_law_fit(*, x: Any, y: Any, trace: Trace | None = None) -> PowerLaw:
    """Least squares of log y on log x: y = coefficient * x^(-exponent).

    Shapes: x (n,), y (n,), both positive, n >= 2 with at least two different x. Errors: ShapeError, DTypeError.
    """
    scales, values = float64s("x", x, ndim=1), float64s("y", y, ndim=1)
    check_same_shape("y", values, "x", scales)
    for name, array in (("x", scales), ("y", values)):
        if not ((array > 0) & (array < np.inf)).all():
            raise DTypeError(f"{name}: got a number that is not positive and finite, expected only such")
    if np.unique(scales).size < 2:
        raise ShapeError(f"x: got {np.unique(scales).size} different values, expected at least 2 to fit a line")
    log_x, log_y = np.log(scales), np.log(values)
    centred = log_x - log_x.mean()
    slope = float(centred @ (log_y - log_y.mean()) / (centred @ centred))
    intercept = float(log_y.mean() - slope * log_x.mean())
    if trace is not None:
        trace.add("log_x", log_x, "log x")
        trace.add("log_y", log_y, "log y")
        trace.add("exponent", -slope, "-slope of log y on log x")
        trace.add("coefficient", math.exp(intercept), "exp(intercept)")
    return PowerLaw(-slope, math.exp(intercept))


def _count(name: str, value: Any) -> int | float:
    """A number above 0 or equal to it; an int stays one, so that large products stay exact."""
    checked = number(name, value, at_least=0.0, below=math.inf)
    return int(value) if isinstance(value, int | np.integer) else checked
