"""Cross-entropy, supervised fine-tuning, sequence log-probabilities and the KL divergence: the losses on tokens.

The idea: every one of them starts from log p(token) = logit - logsumexp(logits). A language model is trained on the
mean of -log p over the tokens that count; a preference or policy loss sums log p over a completion; a KL penalty
compares two such log-probabilities.

References: Szegedy et al. 2016, "Rethinking the Inception Architecture" (label smoothing, section 7); Schulman 2020,
"Approximating KL divergence" (k1, k2, k3); Kullback and Leibler 1951.
Leaves out: gradients through the model, soft targets, class weights, packing of several texts into a row.
The mean over no target at all is 0 here (frameworks differ: torch gives NaN), so that an empty batch adds nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import check_same_shape, check_shape, flag, float64s, floats, integer, number, token_ids
from engine.errors import DTypeError, ShapeError
from engine.stable import mean
from engine.trace import Trace

_BLOCK = 512  # exponentials that one float32 partial sum covers
_BUFFER = 2**18  # numbers in the working buffer: 1 MB of float32, which stays in the cache


@dataclass(frozen=True, slots=True)
class CrossEntropy:
    """Loss of each token (N,), 0 where ignored; their mean over the targets; the gradient of the mean (N, V)."""

    per_token: NDArray[Any]
    mean: float
    grad_logits: NDArray[Any]


@dataclass(frozen=True, slots=True)
class SFTLoss:
    """Mean negative log-probability of the tokens that carry loss, and how many those are."""

    loss: float
    num_target_tokens: int


@dataclass(frozen=True, slots=True)
class KLEstimators:
    """Three single-sample estimates of KL(policy || reference), each of the arguments' shape."""

    k1: NDArray[Any]
    k2: NDArray[Any]
    k3: NDArray[Any]


def cross_entropy(
    *, logits: Any, targets: Any, ignore_index: int = -100, label_smoothing: float = 0.0, trace: Trace | None = None
) -> CrossEntropy:
    """-log softmax(logits)[target], with its mean and gradient, in nats.

    Shapes: logits (N, V), targets (N,) -> per_token (N,), mean (), grad_logits (N, V).
    Rows whose target is `ignore_index` have loss and gradient 0 and do not count in the mean; with no target left the
    mean is 0. Label smoothing eps takes the target distribution (1 - eps) onehot + eps / V, over all V classes, the
    target included. A logit of -inf forbids a class; a forbidden target costs inf.
    Errors: ShapeError, DTypeError (NaN or +inf in logits), TokenIdError.
    Source: Szegedy et al. 2016, section 7.
    """
    z = _logits(logits, 2)  # (N, V)
    ids, valid = _targets(targets, z, ignore_index)  # (N,), (N,)
    eps = number("label_smoothing", label_smoothing, at_least=0.0, at_most=1.0)
    probs, lse = _softmax(z)  # (N, V), (N,)
    rows = np.flatnonzero(valid)  # (n,)
    log_probs = _minus(z[rows, ids[rows]], lse[rows])  # (n,)
    losses = -(1.0 - eps) * log_probs if eps < 1.0 else np.zeros(rows.size)
    if eps > 0.0:
        losses -= eps * _minus(z[rows].sum(axis=1, dtype=np.float64) / max(z.shape[1], 1), lse[rows])
    per_token = np.zeros(len(ids))
    per_token[rows] = losses
    grad = _cross_entropy_grad(probs if trace is None else probs.copy(), ids, valid, eps)  # (N, V)
    result = CrossEntropy(per_token.astype(z.dtype), mean(losses), grad)
    if trace is not None:
        trace.add("logsumexp", lse, "m + log Σ_j exp(z_j - m), m = max_j z_j")
        trace.add("probabilities", probs, "p = exp(z - logsumexp)")
        trace.add("target_log_probs", log_probs, "log p[target], ignored targets left out")
        trace.add("per_token", result.per_token, "-(1 - ε) log p[target] - ε/V Σ_j log p_j")
        trace.add("mean", result.mean, "Σ per_token / number of targets")
        trace.add("grad_logits", grad, "(p - (1 - ε) onehot - ε/V) / number of targets")
    return result


def sft_loss(
    *, logits: Any, input_ids: Any, labels: Any, ignore_index: int = -100, trace: Trace | None = None
) -> SFTLoss:
    """Next-token loss over the tokens whose label is not `ignore_index` (prompt and padding are), in nats.

    Shapes: logits (B, T, V), input_ids (B, T), labels (B, T) -> loss (), num_target_tokens.
    Labels come UNSHIFTED, as Hugging Face has them: labels is input_ids with -100 where no loss is wanted, and
    logits[:, t] predicts labels[:, t + 1]. The mean runs over the target tokens of the whole batch; none gives 0.
    Errors: ShapeError, DTypeError, TokenIdError.
    """
    z = _logits(logits, 3)  # (B, T, V)
    inputs = token_ids("input_ids", input_ids, z.shape[-1], ndim=2, ignore=None)
    check_shape("input_ids", inputs, z.shape[:2], "as in logits")
    ids, valid = _targets(labels, z, ignore_index, "labels")
    shifted_ids, shifted = ids[:, 1:], valid[:, 1:]  # (B, T - 1)
    logps = _token_logps(z[:, :-1], shifted_ids, shifted)  # (B, T - 1)
    count = int(np.count_nonzero(shifted))
    loss = -float(logps.sum()) / count if count else 0.0
    if trace is not None:
        trace.add(
            "shifted_labels",
            np.where(shifted, shifted_ids, ignore_index),
            "labels[:, 1:]: logits[t] predicts labels[t + 1]",
        )
        trace.add("token_log_probs", logps, "log p(labels[t + 1] | tokens up to t), 0 where ignored")
        trace.add("num_target_tokens", count, "labels that are not ignore_index")
        trace.add("loss", loss, "-Σ token_log_probs / num_target_tokens")
    return SFTLoss(loss, count)


def sequence_logps(
    *, logits: Any, targets: Any, ignore_index: int = -100, average: bool = False, trace: Trace | None = None
) -> NDArray[Any]:
    """log p(completion) for each row: the sum (or the mean per token) of its tokens' log-probabilities, in nats.

    Shapes: logits (B, T, V), targets (B, T) -> (B,). Targets are already shifted: logits[:, t] predicts targets[:, t].
    `ignore_index` marks tokens that do not count; a row without any gives 0.
    The rows are worked through in a buffer that stays in the cache (never a second (B, T, V) array), and token sums
    run in float64. `naive_sequence_logps` is the same on a whiteboard.
    Errors: ShapeError, DTypeError, TokenIdError.
    """
    z = _logits(logits, 3)  # (B, T, V)
    ids, valid = _targets(targets, z, ignore_index)
    mean_wanted = flag("average", average)
    if trace is None:
        logps = _token_logps(z, ids, valid)  # (B, T)
    else:
        logps = np.where(valid, np.take_along_axis(_log_softmax(z), _safe(ids, valid)[..., None], axis=-1)[..., 0], 0.0)
    sums = logps.sum(axis=-1)  # (B,)
    counts = valid.sum(axis=-1)  # (B,)
    result: NDArray[Any] = (sums / np.maximum(counts, 1) if mean_wanted else sums).astype(z.dtype)
    if trace is not None:
        trace.add("token_log_probs", logps, "log softmax(logits)[target], 0 where ignored")
        trace.add("num_tokens", counts, "targets that are not ignore_index")
        trace.add("sum", sums, "Σ_t token_log_probs")
        trace.add("logps", result, "sum / num_tokens when average, else sum")
    return result


def naive_sequence_logps(*, logits: Any, targets: Any, ignore_index: int = -100) -> NDArray[Any]:
    """The whiteboard's `sequence_logps`: log_softmax of everything, pick the targets, sum.

    Shapes: logits (B, T, V), targets (B, T) -> (B,). Errors as there.
    """
    z = _logits(logits, 3)  # (B, T, V)
    ids, valid = _targets(targets, z, ignore_index)
    log_probs = _log_softmax(z)  # (B, T, V)
    picked = np.take_along_axis(log_probs, _safe(ids, valid)[..., None], axis=-1)[..., 0]  # (B, T)
    result: NDArray[Any] = np.where(valid, picked, 0.0).sum(axis=-1).astype(z.dtype)  # (B,)
    return result


def kl_estimators(*, logp: Any, ref_logp: Any, trace: Trace | None = None) -> KLEstimators:
    """Three estimates of KL(policy || reference) from tokens sampled from the policy, in nats.

    Shapes: logp (N,), ref_logp (N,) -> k1, k2, k3 (N,) each. With d = ref_logp - logp:
    k1 = -d (unbiased, noisy), k2 = d^2 / 2 (biased), k3 = expm1(d) - d (unbiased, never negative).
    Errors: ShapeError, DTypeError. Source: Schulman 2020, "Approximating KL divergence".
    """
    policy = floats("logp", logp, ndim=(1, 2))
    reference = floats("ref_logp", ref_logp, ndim=(1, 2))
    check_same_shape("ref_logp", reference, "logp", policy)
    d = reference.astype(np.float64) - policy  # (N,)
    with np.errstate(over="ignore"):
        estimates = (-d, d * d / 2.0, k3(d))
    dtype = np.result_type(policy, reference)
    result = KLEstimators(*(value.astype(dtype) for value in estimates))
    if trace is not None:
        trace.add("log_ratio", d, "d = log π_ref - log π")
        trace.add("k1", result.k1, "-d")
        trace.add("k2", result.k2, "d² / 2")
        trace.add("k3", result.k3, "exp(d) - 1 - d")
    return result


def k3(d: NDArray[np.float64]) -> NDArray[np.float64]:
    """exp(d) - 1 - d without cancellation: expm1(d) - d, and its series d²/2 + d³/6 + ... where even that cancels."""
    series = d * d * (0.5 + d * (1.0 / 6.0 + d * (1.0 / 24.0 + d / 120.0)))
    value: NDArray[np.float64] = np.where(np.abs(d) < 1e-3, series, np.expm1(d) - d)
    return value


def kl_divergence(*, p: Any, q: Any, trace: Trace | None = None) -> float:
    """KL(p || q) = Σ p log(p / q) in nats; 0 log 0 is 0, and p > 0 where q = 0 gives inf.

    Shapes: p (V,), q (V,) -> (). The order matters (torch's kl_div takes log q first, then p). Nothing is renormalised.
    Errors: ShapeError, DTypeError (negative or NaN entries). Source: Kullback and Leibler 1951.
    """
    first, second = (_probabilities(name, value) for name, value in (("p", p), ("q", q)))
    check_same_shape("q", second, "p", first)
    held = first > 0  # 0 log 0 = 0
    log_ratio = np.zeros_like(first)
    with np.errstate(divide="ignore"):
        log_ratio[held] = np.log(first[held]) - np.log(second[held])
    terms = np.zeros_like(first)
    terms[held] = first[held] * log_ratio[held]
    result = float(terms.sum())
    if trace is not None:
        trace.add("log_ratio", log_ratio, "log(p / q), 0 where p is 0")
        trace.add("terms", terms, "p log(p / q)")
        trace.add("kl", result, "Σ terms")
    return result


def _logits(value: Any, ndim: int) -> NDArray[Any]:
    logits = floats("logits", value, ndim=ndim)
    if logits.shape[-1] == 0 and logits.size < np.prod(logits.shape[:-1]):
        raise ShapeError(f"logits: got shape {logits.shape}, expected a vocabulary of at least one token")
    return logits


def _targets(
    value: Any, logits: NDArray[Any], ignore_index: int, name: str = "targets"
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The ids, and where they count."""
    ignored = integer("ignore_index", ignore_index)
    ids = token_ids(name, value, logits.shape[-1], ndim=logits.ndim - 1, ignore=ignored)
    check_shape(name, ids, logits.shape[:-1], "as in logits")
    return ids, ids != ignored


def _probabilities(name: str, value: Any) -> NDArray[np.float64]:
    array = float64s(name, value, ndim=1)
    if not (array >= 0).all():
        raise DTypeError(f"{name}: got a negative number or NaN, expected probabilities")
    return array


def _safe(ids: NDArray[np.int64], valid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Ids that may index the vocabulary everywhere: 0 stands where a target is ignored."""
    return np.where(valid, ids, 0)


def _minus(values: NDArray[Any], lse: NDArray[np.float64]) -> NDArray[np.float64]:
    """values - lse in float64; a token of a row that is -inf throughout has log-probability -inf, not NaN."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(values), -np.inf, values.astype(np.float64) - lse)


def _row_max(z: NDArray[Any]) -> NDArray[Any]:
    """The maximum of each row, 0 where all are -inf; NaN and +inf are refused.  # (..., 1)"""
    if z.size == 0:
        return np.zeros((*z.shape[:-1], 1), z.dtype)
    maximum = z.max(axis=-1, keepdims=True)
    if not (maximum < np.inf).all():
        raise DTypeError("logits: got NaN or inf, expected finite numbers (or -inf for a forbidden token)")
    shift: NDArray[Any] = np.where(np.isneginf(maximum), z.dtype.type(0), maximum)
    return shift


def _log_softmax(z: NDArray[Any]) -> NDArray[np.float64]:
    """log p of every token in float64, -inf throughout where a row is -inf throughout.  # (..., V)"""
    maximum = _row_max(z)
    with np.errstate(divide="ignore"):
        lse = maximum + np.log(np.exp(z - maximum).sum(axis=-1, keepdims=True, dtype=np.float64))
    return _minus(z, lse)


def _softmax(z: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Probabilities (N, V), zeros where a row is -inf throughout, and logsumexp (N,)."""
    maximum = _row_max(z)  # (N, 1)
    probs = np.exp(z - maximum)  # (N, V)
    total = probs.sum(axis=1, keepdims=True, dtype=np.float64)  # (N, 1)
    np.divide(probs, total, out=probs, where=total > 0, casting="same_kind")
    with np.errstate(divide="ignore"):
        return probs, (maximum + np.log(total))[:, 0]


def _cross_entropy_grad(
    probs: NDArray[Any], ids: NDArray[np.int64], valid: NDArray[np.bool_], eps: float
) -> NDArray[Any]:
    """(p - q) / n with q = (1 - eps) onehot + eps / V, written into `probs`; rows that do not count are 0."""
    rows = np.flatnonzero(valid)
    if eps > 0.0:
        probs -= eps / probs.shape[1]
    probs[rows, ids[rows]] -= 1.0 - eps
    probs *= np.where(valid, 1.0 / max(rows.size, 1), 0.0).astype(probs.dtype)[:, None]
    return probs


def _token_logps(z: NDArray[Any], ids: NDArray[np.int64], valid: NDArray[np.bool_]) -> NDArray[np.float64]:
    """log p of the targets, 0 where they do not count; z (B, T, V), ids and valid (B, T) -> (B, T)."""
    result = np.zeros(ids.shape)
    workspace = _Workspace(z.shape[-1], z.dtype, at_most=z.shape[1])
    for row, (logits, targets, counted) in enumerate(zip(z, ids, valid, strict=True)):  # (T, V), (T,), (T,)
        where = np.flatnonzero(counted)
        for start in range(0, where.size, workspace.rows):
            part = where[start : start + workspace.rows]
            whole = part[-1] - part[0] + 1 == part.size  # a slice needs no copy
            chunk = logits[part[0] : part[-1] + 1] if whole else logits[part]  # (rows, V)
            lse = workspace.logsumexp(chunk)
            result[row, part] = _minus(logits[part, targets[part]], lse)
    return result


class _Workspace:
    """Logsumexp of a few rows at a time in one buffer.

    Three passes over the numbers (maximum, exponential, sum) become one and a bit: the exponentials are taken without
    a shift and summed by a matrix product over blocks of 512, whose partial sums are added in float64. Rows whose sum
    left the safe range (logits beyond about +-60) are done again with their maximum taken off first.
    """

    def __init__(self, vocab_size: int, dtype: Any, *, at_most: int) -> None:
        blocks = -(-vocab_size // _BLOCK)
        self.vocab_size = vocab_size
        self.rows = max(1, min(at_most, _BUFFER // max(blocks * _BLOCK, 1)))
        self.padded = np.zeros((self.rows, blocks * _BLOCK), dtype)  # zeros past V add nothing
        self.ones = np.ones(_BLOCK, dtype)

    def logsumexp(self, chunk: NDArray[Any]) -> NDArray[np.float64]:
        """chunk (rows, V) -> (rows,), in float64."""
        with np.errstate(over="ignore", invalid="ignore"):
            total = self._total_of_exp(chunk)
        safe = (total > 1e-25) & (total < 1e25)
        if safe.all():
            return np.log(total)
        maximum = _row_max(chunk)  # (rows, 1)
        with np.errstate(divide="ignore"):
            lse: NDArray[np.float64] = maximum[:, 0] + np.log(self._total_of_exp(chunk - maximum))
        return lse

    def _total_of_exp(self, chunk: NDArray[Any]) -> NDArray[np.float64]:
        used = self.padded[: len(chunk)]  # (rows, padded V)
        np.exp(chunk, out=used[:, : self.vocab_size])
        partial = used.reshape(-1, _BLOCK) @ self.ones  # (rows * blocks,)
        total: NDArray[np.float64] = partial.reshape(len(chunk), -1).sum(axis=1, dtype=np.float64)  # (rows,)
        return total
