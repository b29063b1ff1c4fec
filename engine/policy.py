"""Policy-gradient losses: generalised advantage estimation, PPO's clip, GRPO and its relatives.

The idea: raise the log-probability of tokens that did better than expected (advantage A > 0), lower it where they did
worse, and stop once the policy has moved too far from the one that sampled them: the ratio r = new / old is clipped.
PPO takes A from a value function (GAE), GRPO from the other answers to the same prompt.

References: Schulman et al. 2016 (GAE, eq. 16); Schulman et al. 2017 (PPO, eq. 7); Shao et al. 2024 (DeepSeekMath, GRPO,
eq. 3-4); Yu et al. 2025 (DAPO); Liu et al. 2025 (Dr. GRPO); Zheng et al. 2025 (GSPO). Where papers leave room, TRL's
choice holds.
Leaves out: the value loss, entropy bonus, value clipping, advantage whitening, gradients of GRPO.
Means run in float64 over the positions that the mask counts; over no position at all they are 0.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import booleans, check_same_shape, check_shape, choice, finite, floats, integer, number
from engine.errors import DTypeError, ShapeError
from engine.losses import k3
from engine.stable import masked_mean, mean
from engine.trace import Trace

_SCALES = ("batch", "group", "none")
_LOSS_TYPES = ("bnpo", "dapo", "dr_grpo", "grpo")
_LEVELS = ("sequence", "token")


@dataclass(frozen=True, slots=True)
class GAE:
    """Advantages (T,) and the value function's targets, advantages + values (T,)."""

    advantages: NDArray[Any]
    returns: NDArray[Any]


@dataclass(frozen=True, slots=True)
class PPOLoss:
    """Loss of each token and ratio (N,), the masked mean, its gradient (N,), the share of ratios outside the band."""

    per_token: NDArray[Any]
    ratio: NDArray[Any]
    loss: float
    grad_logps: NDArray[Any]
    clip_fraction: float


@dataclass(frozen=True, slots=True)
class GRPOLoss:
    """The loss, and the k3 estimate of the KL to the reference for each token (B, T), masked or not."""

    loss: float
    k3: NDArray[Any]


def gae(
    *,
    rewards: Any,
    values: Any,
    dones: Any = None,
    last_value: float = 0.0,
    gamma: float = 0.99,
    lam: float = 0.95,
    trace: Trace | None = None,
) -> GAE:
    """Generalised advantage estimation, backwards through a rollout of T steps.

    Shapes: rewards, values, dones (T,), last_value () -> advantages, returns (T,).
    delta_t = r_t + gamma V_{t+1} (1 - done_t) - V_t and A_t = delta_t + gamma lam (1 - done_t) A_{t+1}, with V_T =
    last_value. dones[t] = 1 says that the episode ends AFTER step t; None says that none does.
    Errors: ShapeError, DTypeError. Source: Schulman et al. 2016, eq. 16.
    """
    reward = floats("rewards", rewards, ndim=1)  # (T,)
    value = floats("values", values, ndim=1)
    check_same_shape("values", value, "rewards", reward)
    done = booleans("dones", np.zeros(reward.shape, bool) if dones is None else dones, ndim=1)
    check_same_shape("dones", done, "rewards", reward)
    discount = number("gamma", gamma, at_least=0.0, at_most=1.0)
    decay = discount * number("lam", lam, at_least=0.0, at_most=1.0)
    next_value = np.append(value[1:], finite("last_value", last_value)).astype(np.float64)[: reward.size]
    alive = 1.0 - done
    delta = reward.astype(np.float64) + discount * next_value * alive - value  # (T,)
    if trace is not None:
        trace.add("next_value", next_value * alive, "V(t+1), 0 where the episode ended after t")
        trace.add("delta", delta, "δ_t = r_t + γ V(t+1) - V_t")
    advantages = np.empty(reward.size)
    following = 0.0
    for t in reversed(range(reward.size)):
        following = float(delta[t]) + decay * float(alive[t]) * following
        advantages[t] = following
        if trace is not None:
            trace.add("backward", following, f"A_{t} = δ_{t} + γλ A_{t + 1}" if alive[t] else f"A_{t} = δ_{t}")
    dtype = np.result_type(reward, value)
    result = GAE(advantages.astype(dtype), (advantages + value).astype(dtype))
    if trace is not None:
        trace.add("advantages", result.advantages, "A_t")
        trace.add("returns", result.returns, "A_t + V_t")
    return result


def ppo_clip_loss(
    *,
    logps: Any,
    old_logps: Any,
    advantages: Any,
    mask: Any = None,
    clip_eps: float = 0.2,
    trace: Trace | None = None,
) -> PPOLoss:
    """PPO's clipped surrogate: the masked mean of -min(r A, clip(r, 1 - eps, 1 + eps) A), with r = exp(logp - old).

    Shapes: all (N,) or all (B, T) -> per_token, ratio, grad_logps of that shape; loss, clip_fraction ().
    `mask` is True where a token counts (None: everywhere). The gradient of the mean loss is -r A / n, and 0 where the
    clip holds: A > 0 with r > 1 + eps, or A < 0 with r < 1 - eps. clip_fraction is the masked mean of |r - 1| > eps.
    Errors: ShapeError, DTypeError. Source: Schulman et al. 2017, eq. 7.
    """
    new, old, advantage = (
        floats(name, value, ndim=(1, 2))
        for name, value in (("logps", logps), ("old_logps", old_logps), ("advantages", advantages))
    )
    counted = np.ones(new.shape, bool) if mask is None else booleans("mask", mask, ndim=(1, 2))
    for name, array in (("old_logps", old), ("advantages", advantage), ("mask", counted)):
        check_same_shape(name, array, "logps", new)
    eps = number("clip_eps", clip_eps, at_least=0.0)
    dtype = np.result_type(new, old, advantage)
    ratio = _exp(_log_ratio("logps", new, "old_logps", old, counted))  # (N,)
    plain = _times(ratio, advantage)
    clipped = np.clip(ratio, 1.0 - eps, 1.0 + eps) * advantage
    per_token = -np.minimum(plain, clipped)  # (N,)
    loss = masked_mean(per_token, counted)
    count = max(int(np.count_nonzero(counted)), 1)
    grad = np.where(counted & (plain <= clipped), -plain / count, 0.0)
    outside = masked_mean(np.abs(ratio - 1.0) > eps, counted)
    result = PPOLoss(per_token.astype(dtype), ratio.astype(dtype), loss, grad.astype(dtype), outside)
    if trace is not None:
        trace.add("ratio", result.ratio, "r = exp(logp - old_logp)")
        trace.add("clipped_ratio", np.clip(ratio, 1.0 - eps, 1.0 + eps), "clip(r, 1 - ε, 1 + ε)")
        trace.add("surrogate", plain, "r A")
        trace.add("clipped_surrogate", clipped, "clip(r, 1 - ε, 1 + ε) A")
        trace.add("per_token", result.per_token, "-min(surrogate, clipped_surrogate)")
        trace.add("loss", loss, "masked mean of per_token")
        trace.add("clip_fraction", outside, "masked mean of |r - 1| > ε")
        trace.add("grad_logps", result.grad_logps, "-r A / n, 0 where clipped or masked")
    return result


def grpo_advantages(
    *, rewards: Any, group_size: int, scale: str = "group", eps: float = 1e-4, trace: Trace | None = None
) -> NDArray[Any]:
    """How much better each answer did than the others of its group, in standard deviations.

    Shapes: rewards (P * group_size,), the answers of a prompt side by side -> (P * group_size,).
    A = (r - mean of the group) / (std + eps); the std is the sample's (n - 1), of the group or of the whole batch;
    scale `none` leaves it out (Dr. GRPO). Equal rewards, also a group of one, give exactly 0.
    Errors: ShapeError, DTypeError. Source: Shao et al. 2024, section 4.1.2 (which leaves n - 1 open); TRL's trainer.
    """
    reward = floats("rewards", rewards, ndim=1)
    size = integer("group_size", group_size, at_least=1)
    if reward.size % size:
        raise ShapeError(f"rewards: got {reward.size} of them, expected a multiple of group_size {size}")
    kind = choice("scale", scale, _SCALES)
    small = number("eps", eps, at_least=0.0)
    if not np.isfinite(reward).all():
        raise DTypeError("rewards: got NaN or inf, expected finite numbers")
    groups = reward.astype(np.float64).reshape(-1, size)  # (P, G)
    shifted = groups - groups[:, :1]  # taking one of them off first makes equal rewards exactly 0
    centred = shifted - shifted.mean(axis=1, keepdims=True)
    deviation = np.ones((len(groups), 1))
    if kind != "none":
        deviation = _sample_std(groups if kind == "group" else groups.reshape(1, -1)) + small
    advantages = np.divide(centred, deviation, out=np.zeros_like(centred), where=centred != 0.0).reshape(-1)
    result: NDArray[Any] = advantages.astype(reward.dtype)
    if trace is not None:
        trace.add("groups", groups, "rewards, a row for each prompt")
        trace.add("mean", groups.mean(axis=1), "mean of each group")
        trace.add("centred", centred, "r - mean")
        trace.add("deviation", deviation, "sample standard deviation (n - 1) + eps, 1 when scale is none")
        trace.add("advantages", result, "centred / deviation")
    return result


def grpo_loss(
    *,
    logps: Any,
    old_logps: Any,
    ref_logps: Any,
    advantages: Any,
    mask: Any = None,
    beta: float = 0.04,
    epsilon_low: float = 0.2,
    epsilon_high: float = 0.2,
    loss_type: str = "grpo",
    importance_level: str = "token",
    max_completion_length: int | None = None,
    trace: Trace | None = None,
) -> GRPOLoss:
    """PPO's clip with one advantage per answer, plus beta times the k3 estimate of the KL to the reference.

    Shapes: logps, old_logps, ref_logps, mask (B, T), advantages (B,) -> loss (), k3 (B, T).
    The band is [1 - epsilon_low, 1 + epsilon_high]. importance_level `sequence` (GSPO) takes for every token the ratio
    exp(mean over the answer's tokens of logp - old_logp). How tokens are averaged:
    - `grpo`: the mean over answers of each answer's token mean
    - `bnpo`, `dapo`: the mean over all tokens of the batch
    - `dr_grpo`: the sum over B * max_completion_length (None: T), whatever the answers' lengths
    k3 is per token and not masked. Errors: ShapeError, DTypeError.
    Source: Shao et al. 2024, eq. 3-4; Yu et al. 2025; Liu et al. 2025; Zheng et al. 2025; TRL's trainer.
    """
    new, old, ref = (
        floats(name, value, ndim=2)
        for name, value in (("logps", logps), ("old_logps", old_logps), ("ref_logps", ref_logps))
    )
    counted = np.ones(new.shape, bool) if mask is None else booleans("mask", mask, ndim=2)
    for name, array in (("old_logps", old), ("ref_logps", ref), ("mask", counted)):
        check_same_shape(name, array, "logps", new)
    advantage = floats("advantages", advantages, ndim=1)
    check_shape("advantages", advantage, (len(new),), "one for each row of logps")
    low = number("epsilon_low", epsilon_low, at_least=0.0, at_most=1.0)
    high = number("epsilon_high", epsilon_high, at_least=0.0)
    scale = number("beta", beta, at_least=0.0, below=math.inf)
    kind, level = choice("loss_type", loss_type, _LOSS_TYPES), choice("importance_level", importance_level, _LEVELS)

    log_ratio = _log_ratio("logps", new, "old_logps", old, counted)  # (B, T)
    if level == "sequence":
        log_ratio = np.broadcast_to(_row_means(log_ratio, counted)[:, None], log_ratio.shape)
    ratio = _exp(log_ratio)  # (B, T)
    surrogate = _clipped(ratio, advantage[:, None], 1.0 - low, 1.0 + high)
    with np.errstate(over="ignore"):
        penalty = k3(_log_ratio("ref_logps", ref, "logps", new, counted))  # (B, T)
    per_token = -surrogate + scale * penalty if scale else -surrogate
    longest = new.shape[1] if max_completion_length is None else max_completion_length
    loss = _over_tokens(kind, per_token, counted, integer("max_completion_length", longest, at_least=0))
    result = GRPOLoss(loss, penalty.astype(np.result_type(new, ref)))
    if trace is not None:
        trace.add("log_ratio", log_ratio, "log π - log π_old" + (", mean over the answer" * (level == "sequence")))
        trace.add("ratio", ratio, "r = exp(log_ratio)")
        trace.add("surrogate", surrogate, "min(r A, clip(r, 1 - ε_low, 1 + ε_high) A)")
        trace.add("k3", result.k3, "exp(d) - 1 - d, d = log π_ref - log π")
        trace.add("per_token", per_token, "-surrogate + β k3")
        trace.add("tokens", counted.sum(axis=1), "tokens of each answer that count")
        trace.add("loss", loss, f"{kind}: {_AVERAGES[kind]}")
    return result


_AVERAGES = {
    "grpo": "mean over answers of the token mean",
    "bnpo": "mean over all tokens",
    "dapo": "mean over all tokens",
    "dr_grpo": "sum / (B max_completion_length)",
}


def _over_tokens(kind: str, per_token: NDArray[Any], counted: NDArray[np.bool_], limit: int) -> float:
    """(B, T) to a number."""
    if kind == "grpo":
        return mean(_row_means(per_token, counted))
    if kind == "dr_grpo":
        slots = len(per_token) * limit
        if counted.any() and slots == 0:
            raise DTypeError(f"max_completion_length: got {limit}, expected an integer at least 1")
        return float(per_token[counted].sum()) / max(slots, 1)
    return masked_mean(per_token, counted)


def _row_means(values: NDArray[Any], counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mean of each row over what counts, 0 for a row without any.  # (B,)"""
    means: NDArray[np.float64] = np.where(counted, values, 0.0).sum(axis=1) / np.maximum(counted.sum(axis=1), 1)
    return means


def _log_ratio(
    name: str, first: NDArray[Any], other: str, second: NDArray[Any], counted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """first - second in float64. NaN is refused where the mask counts, and 0 where it does not (padding)."""
    with np.errstate(invalid="ignore"):
        difference: NDArray[np.float64] = first.astype(np.float64) - second
    unknown = np.isnan(difference)
    if unknown.any():
        if (unknown & counted).any():
            raise DTypeError(f"{name}, {other}: got NaN or a difference of infinities, expected log-probabilities")
        difference[unknown] = 0.0
    return difference


def _exp(log_ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ratio, inf where that overflows."""
    with np.errstate(over="ignore"):
        return np.exp(log_ratio)


def _times(ratio: NDArray[np.float64], advantage: NDArray[Any]) -> NDArray[np.float64]:
    """ratio * advantage, where an advantage of 0 gives 0 whatever the ratio."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(advantage == 0.0, 0.0, ratio * advantage)


def _clipped(ratio: NDArray[Any], advantage: NDArray[Any], least: float, most: float) -> NDArray[Any]:
    """min(r A, clip(r, least, most) A)."""
    smaller: NDArray[Any] = np.minimum(_times(ratio, advantage), np.clip(ratio, least, most) * advantage)
    return smaller


def _sample_std(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation of each row with n - 1, 0 for a row of one.  # (rows, 1)"""
    if values.shape[1] < 2:
        return np.zeros((len(values), 1))
    deviation: NDArray[np.float64] = np.std(values, axis=1, ddof=1, keepdims=True)
    return deviation
