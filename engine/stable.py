"""The few expressions that every loss needs in a form that neither overflows nor cancels.

Written out, log(sigmoid(x)) is -inf at -800, exp(d) - 1 - d is three times too large at d = 1e-4 in float32, and
log(1 - exp(x)) loses everything near 0. Each function here says which algebra avoids it. Private to the engine's
modules; `engine.log_sigmoid` is the public one. Leaves out argument checks: callers pass float arrays.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def neg_log_sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    """-log sigmoid(x) as log1p(exp(-|x|)) - min(x, 0), in one buffer: no exponential is above 1."""
    result: NDArray[Any] = np.abs(x)
    np.negative(result, out=result)
    np.exp(result, out=result)
    np.log1p(result, out=result)
    result -= np.minimum(x, 0.0)
    return result


def sigmoid(x: NDArray[Any]) -> NDArray[Any]:
    """1 / (1 + exp(-x)), as exp(min(x, 0)) / (1 + exp(-|x|)): both exponentials are at most 1."""
    result: NDArray[Any] = np.exp(np.minimum(x, 0.0)) / (1.0 + np.exp(-np.abs(x)))
    return result


def log1mexp(x: NDArray[Any]) -> NDArray[Any]:
    """log(1 - exp(x)) for x <= 0 (-inf at 0): log(-expm1(x)) above -ln 2, log1p(-exp(x)) below (Maechler 2012)."""
    near = x > -math.log(2.0)
    with np.errstate(divide="ignore"):
        result: NDArray[Any] = np.where(near, np.log(-np.expm1(np.where(near, x, -1.0))), np.log1p(-np.exp(x)))
    return result


def mean(x: NDArray[Any]) -> float:
    """The mean in float64; the mean of nothing is 0, so that an empty batch adds nothing to a loss."""
    return float(np.add.reduce(x, axis=None, dtype=np.float64)) / x.size if x.size else 0.0


def masked_mean(x: NDArray[Any], mask: NDArray[Any]) -> float:
    """The mean over the positions where `mask` is True, 0 when there is none; what is masked may be anything."""
    return mean(x[mask])
