"""The search behind `engine.chinchilla_fit`: a robust nonlinear least-squares fit with five unknowns, in NumPy alone.

The idea: for fixed exponents the loss is linear in E, A and B, so a grid of exponents with the linear solution for the
rest gives starts that are already near. From each start, all at once, Levenberg-Marquardt minimises the Huber loss of
log-sum-exp(a - alpha x, b - beta y, e) - log L, where x = log N and y = log D; the Huber loss enters as a weight
min(1, delta / |r|) on each residual (iteratively reweighted least squares). The best start is polished.

References: Hoffmann et al. 2022, appendix D.2 (the objective; the authors used L-BFGS); Marquardt 1963.
Leaves out: bounds, standard errors, several local minima of equal height.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DELTA = 1e-3
_EXPONENTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_SEARCH, _POLISH = 80, 400  # iterations
_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """theta = (a, b, e, alpha, beta); residuals (n,); the starts (S, 5) and what each came down to (S,)."""

    theta: tuple[float, float, float, float, float]
    residuals: _Array
    starts: _Array
    objectives: _Array


def fit_loss(log_params: _Array, log_tokens: _Array, log_loss: _Array) -> Fit:
    """Fit log L = log-sum-exp(a - alpha log N, b - beta log D, e); all arguments (n,)."""
    centre = np.array([log_params.mean(), log_tokens.mean()])
    x, y = log_params - centre[0], log_tokens - centre[1]  # centred, a and alpha hardly depend on each other
    starts = _starts(x, y, log_loss)  # (S, 5)
    found, objectives = _descend(starts, x, y, log_loss, _SEARCH)
    best = found[np.argsort(objectives)[:3]]
    polished, heights = _descend(best, x, y, log_loss, _POLISH)
    theta = polished[np.argmin(heights)]
    residuals = _residuals(theta[None], x, y, log_loss)[0][0]
    return Fit(_uncentred(theta, centre), residuals, np.array([_uncentred(s, centre) for s in starts]), objectives)


def _uncentred(theta: _Array, centre: _Array) -> tuple[float, float, float, float, float]:
    a, b, e, alpha, beta = (float(value) for value in theta)
    return a + alpha * float(centre[0]), b + beta * float(centre[1]), e, alpha, beta


def _starts(x: _Array, y: _Array, log_loss: _Array) -> _Array:
    """For each pair of exponents, the E, A, B of a linear fit of relative errors, made positive.  # (S, 5)"""
    loss = np.exp(log_loss)
    least = 1e-3 * loss.min()
    starts = []
    for alpha in _EXPONENTS:
        for beta in _EXPONENTS:
            columns = np.stack([np.exp(-alpha * x), np.exp(-beta * y), np.ones_like(x)], axis=1)  # (n, 3)
            solution = np.linalg.lstsq(columns / loss[:, None], np.ones_like(loss), rcond=None)[0]
            starts.append([*np.log(np.maximum(solution, least)), alpha, beta])
    return np.array(starts)


def _residuals(theta: _Array, x: _Array, y: _Array, log_loss: _Array) -> tuple[_Array, _Array]:
    """Residuals (S, n) and their derivatives (S, n, 5) at theta (S, 5)."""
    a, b, e, alpha, beta = (theta[:, i, None] for i in range(5))
    terms = np.stack(np.broadcast_arrays(a - alpha * x, b - beta * y, e + 0.0 * x), axis=-1)  # (S, n, 3)
    top = terms.max(axis=-1, keepdims=True)
    weights = np.exp(terms - top)
    total = weights.sum(axis=-1, keepdims=True)
    weights /= total  # softmax: the derivative of log-sum-exp
    slopes = -weights[..., :2] * np.stack([x, y], axis=-1)
    jacobian = np.concatenate([weights, slopes], axis=-1)
    return (top + np.log(total))[..., 0] - log_loss, jacobian


def _huber(residuals: _Array) -> Any:
    size = np.abs(residuals)
    return np.where(size <= _DELTA, 0.5 * size * size, _DELTA * (size - 0.5 * _DELTA)).sum(axis=-1)


def _descend(theta: _Array, x: _Array, y: _Array, log_loss: _Array, iterations: int) -> tuple[_Array, _Array]:
    """Levenberg-Marquardt on every row of theta at once; a step that does not help is refused and made shorter."""
    theta = theta.copy()
    damping = np.full(len(theta), 1e-2)
    residuals, jacobian = _residuals(theta, x, y, log_loss)
    height = _huber(residuals)
    for _ in range(iterations):
        weighted = jacobian * np.minimum(1.0, _DELTA / np.maximum(np.abs(residuals), 1e-300))[..., None]
        normal = np.einsum("sni,snj->sij", weighted, jacobian)  # (S, 5, 5)
        gradient = np.einsum("sni,sn->si", weighted, residuals)  # (S, 5)
        diagonal = np.einsum("sii->si", normal)
        diagonal += damping[:, None] * diagonal + 1e-300
        step = _solved(normal, gradient)
        trial = theta - np.clip(step, -2.0, 2.0)
        trial_residuals, trial_jacobian = _residuals(trial, x, y, log_loss)
        trial_height = _huber(trial_residuals)
        better = trial_height < height
        theta[better], height[better] = trial[better], trial_height[better]
        residuals[better], jacobian[better] = trial_residuals[better], trial_jacobian[better]
        damping = np.clip(np.where(better, damping / 5.0, damping * 4.0), 1e-15, 1e12)
        if not better.any() and damping.min() > 1e6:
            break
    return theta, height


def _solved(matrices: _Array, vectors: _Array) -> _Array:
    """Solutions of S small systems, each scaled to a unit diagonal first; a singular one gets its least-norm step."""
    scale = 1.0 / np.sqrt(np.einsum("sii->si", matrices))  # (S, 5)
    scaled = matrices * scale[:, :, None] * scale[:, None, :]
    try:
        solution = np.linalg.solve(scaled, (vectors * scale)[..., None])[..., 0]
    except np.linalg.LinAlgError:
        solution = (np.linalg.pinv(scaled) @ (vectors * scale)[..., None])[..., 0]
    result: _Array = solution * scale
    return result
