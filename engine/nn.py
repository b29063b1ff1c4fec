"""The small parts of a transformer: norms, activations, softmax.

The idea: each is a formula of one line. Layer norm: Ba et al. 2016; RMS norm: Zhang and Sennrich 2019; GELU: Hendrycks
and Gimpel 2016; SiLU: Elfwing et al. 2017. Statistics run in float64, results have the dtype of `x`. Left out: dropout,
training, every other activation.
"""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError
from engine.trace import Trace

FloatArray: TypeAlias = NDArray[Any]
ACTIVATIONS = ("gelu", "gelu_tanh", "relu", "silu")
_LOWEST = -1e100  # stands for -inf: every activation has come to its limit, 0, long before
_erfc = np.frompyfunc(math.erfc, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Softmax:
    """softmax and log_softmax (..., n); logsumexp (...)."""

    softmax: FloatArray
    log_softmax: FloatArray
    logsumexp: Any


@dataclass(frozen=True, slots=True, eq=False)
class LogSigmoid:
    """output = log sigmoid(x), sigmoid(x); both shaped as x."""

    output: FloatArray
    sigmoid: FloatArray


def layer_norm(
    *, x: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5, trace: Trace | None = None
) -> FloatArray:
    """(x - mean) / sqrt(var + eps) * weight + bias over the last dimension; the variance is the biased one.

    x (..., d), weight (d,), bias (d,) -> (..., d). Raises ShapeError, DTypeError. Source: Ba et al. 2016, eq. 4.
    """
    given = _rows("x", x)
    gain, shift = _per_feature("weight", weight, given, 1.0), _per_feature("bias", bias, given, 0.0)
    small = arrays.number("eps", eps, at_least=0)
    wide = given.astype(np.float64)
    mean = wide.mean(axis=-1, keepdims=True)  # (..., 1)
    variance = np.square(wide - mean).mean(axis=-1, keepdims=True)  # (..., 1)
    normed = _divided(wide - mean, np.sqrt(variance + small))  # (..., d)
    output = (normed * gain + shift).astype(given.dtype)
    if trace is not None:
        trace.add("mean", mean, "mean of x")
        trace.add("variance", variance, "mean of (x - mean)²")
        trace.add("normalised", normed, "(x - mean) / √(variance + eps)")
        trace.add("output", output, "normalised · weight + bias")
    return output


def rms_norm(*, x: Any, weight: Any = None, eps: float = 1e-6, trace: Trace | None = None) -> FloatArray:
    """x / sqrt(mean(x²) + eps) * weight over the last dimension.

    x (..., d), weight (d,) -> (..., d). Raises ShapeError, DTypeError. Source: Zhang and Sennrich 2019, eq. 4.
    """
    given = _rows("x", x)
    gain = _per_feature("weight", weight, given, 1.0)
    small = arrays.number("eps", eps, at_least=0)
    wide = given.astype(np.float64)
    square = np.square(wide).mean(axis=-1, keepdims=True)  # (..., 1)
    normed = _divided(wide, np.sqrt(square + small))  # (..., d)
    output = (normed * gain).astype(given.dtype)
    if trace is not None:
        trace.add("mean_square", square, "mean of x²")
        trace.add("normalised", normed, "x / √(mean square + eps)")
        trace.add("output", output, "normalised · weight")
    return output


def activation(*, x: Any, kind: str, trace: Trace | None = None) -> FloatArray:
    """x times a gate: gelu x Φ(x), gelu_tanh (its tanh form), relu max(x, 0), silu x σ(x); elementwise, shaped as x.

    Raises DTypeError for another kind. Source: Hendrycks and Gimpel 2016, section 2.
    """
    given = arrays.floats("x", x)
    wide = np.maximum(given.astype(np.float64), _LOWEST)
    gate = _gate(wide, arrays.choice("kind", kind, ACTIVATIONS))
    output = np.where(gate == 0, 0.0, wide * gate).astype(given.dtype)
    if trace is not None:
        trace.add("gate", gate, _GATES[kind])
        trace.add("output", output, "x · gate")
    return output


def softmax(*, x: Any, trace: Trace | None = None) -> Softmax:
    """exp(x_i - max) / sum_j exp(x_j - max) over the last dimension, its logarithm, and log sum exp.

    x (..., n). A row of -inf gives zeros, log_softmax -inf and logsumexp -inf; an empty batch keeps its shape. Raises
    ShapeError for a number, DTypeError for NaN or +inf.
    """
    given = _rows("x", x)
    if np.isnan(given).any() or np.isposinf(given).any():
        raise DTypeError("x: got NaN or +inf, expected finite numbers or -inf")
    wide = given.astype(np.float64)
    top = wide.max(axis=-1, keepdims=True, initial=-np.inf)  # (..., 1)
    shift = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(over="ignore"):  # 1e308 - (-1e308): the difference is -inf, its exponential 0
        exponentials = np.exp(wide - shift)  # (..., n)
    total = exponentials.sum(axis=-1, keepdims=True)  # (..., 1)
    weights = _divided(exponentials, total)
    with np.errstate(divide="ignore"):
        logsumexp = shift + np.log(total)  # (..., 1)
    with np.errstate(invalid="ignore", over="ignore"):
        logs = np.where(total > 0, wide - logsumexp, -np.inf)
    result = Softmax(
        weights.astype(given.dtype), logs.astype(given.dtype), _plain(logsumexp[..., 0].astype(given.dtype))
    )
    if trace is not None:
        trace.add("row_max", top[..., 0], "largest of the row")
        trace.add("exponentials", exponentials, "exp(x - row max)")
        trace.add("denominators", total[..., 0], "sum of exponentials")
        trace.add("softmax", result.softmax, "exponentials / denominator")
    return result


def log_sigmoid(*, x: Any, trace: Trace | None = None) -> LogSigmoid:
    """log sigmoid(x) = min(x, 0) - log1p(exp(-|x|)), and sigmoid(x); elementwise, shaped as x, exact at -800."""
    given = arrays.floats("x", x)
    wide = given.astype(np.float64)
    decay = np.exp(-np.abs(wide))
    output = np.minimum(wide, 0.0) - np.log1p(decay)
    result = LogSigmoid(np.asarray(output).astype(given.dtype), np.asarray(_sigmoid(wide)).astype(given.dtype))
    if trace is not None:
        trace.add("decay", decay, "exp(-|x|)")
        trace.add("output", result.output, "min(x, 0) - log1p(decay)")
        trace.add("sigmoid", result.sigmoid, "exp(min(x, 0)) / (1 + decay)")
    return result


_GATES = {
    "gelu": "Φ(x), the normal distribution",
    "gelu_tanh": "(1 + tanh(√(2/π) (x + 0.044715 x³))) / 2",
    "relu": "1 where x > 0, else 0",
    "silu": "σ(x)",
}


def _gate(x: FloatArray, kind: str) -> FloatArray:
    """What x is multiplied by. erfc(-x) and σ(2u) stand for 1 + erf(x) and 1 + tanh(u), which cancel far below 0."""
    match kind:
        case "gelu":
            return np.asarray(_erfc(x / -math.sqrt(2.0)) * 0.5, dtype=np.float64)
        case "gelu_tanh":
            with np.errstate(over="ignore"):
                return _sigmoid(2.0 * math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3))
        case "relu":
            return np.asarray(x > 0, dtype=np.float64)
    return _sigmoid(x)


def _sigmoid(x: FloatArray) -> FloatArray:
    result: FloatArray = np.exp(np.minimum(x, 0.0)) / (1.0 + np.exp(-np.abs(x)))
    return result


def _rows(name: str, x: Any) -> FloatArray:
    given = arrays.floats(name, x)
    if given.ndim == 0:
        arrays.floats(name, x, ndim=1)
    return given


def _per_feature(name: str, value: Any, x: FloatArray, neutral: float) -> FloatArray:
    if value is None:
        return np.full(x.shape[-1], neutral)
    vector = arrays.float64s(name, value, ndim=1)
    arrays.check_last(name, vector, x.shape[-1], "x")
    return vector


def _divided(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """top / bottom, and 0 where the bottom is 0."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0)


def _plain(value: FloatArray) -> Any:
    return value[()] if value.ndim == 0 else value
