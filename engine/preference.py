"""Preference losses on pairs: Bradley-Terry, DPO with its loss types, IPO.

The idea: people compare two answers more reliably than they score one. Bradley-Terry says that the chosen answer wins
with probability sigmoid(r_chosen - r_rejected). A reward model learns r by that; DPO puts r = beta log(policy /
reference) in its place, so that the policy is its own reward model and no sampling is needed.

References: Bradley and Terry 1952; Rafailov et al. 2023 (DPO, eq. 7); Mitchell 2023 (conservative DPO); Chowdhury et
al. 2024 (robust DPO); Zhao et al. 2023 (the hinge of SLiC-HF); Azar et al. 2023 (IPO, eq. 17). Where papers leave room,
TRL's choice holds.
Leaves out: gradients through the model, mixtures of losses, f-divergences other than the reverse KL.
Every loss is in nats and is a mean over the batch, 0 for an empty one. What is one number per pair keeps the arguments'
precision; means run in float64.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import check_same_shape, choice, floats, floats_like, number
from engine.errors import DTypeError, ShapeError
from engine.stable import mean, neg_log_sigmoid, sigmoid
from engine.trace import Trace

_LOSS_TYPES = ("cdpo", "hinge", "ipo", "robust", "sigmoid")


@dataclass(frozen=True, slots=True)
class BradleyTerryLoss:
    """Mean loss, loss of each pair (N,) without the centring term, gradients of the mean loss (N,)."""

    loss: float
    per_example: NDArray[Any]
    grad_chosen: NDArray[Any]
    grad_rejected: NDArray[Any]


@dataclass(frozen=True, slots=True)
class DPOLoss:
    """Loss of each pair (N,), their mean, its gradients (N,), implicit rewards (N,), share with chosen > rejected."""

    per_example: NDArray[Any]
    loss: float
    grad_policy_chosen: NDArray[Any]
    grad_policy_rejected: NDArray[Any]
    chosen_rewards: NDArray[Any]
    rejected_rewards: NDArray[Any]
    accuracy: float


@dataclass(frozen=True, slots=True)
class PairLoss:
    """Loss of each pair (N,) and their mean."""

    per_example: NDArray[Any]
    loss: float


def bradley_terry_loss(
    *,
    chosen_rewards: Any,
    rejected_rewards: Any,
    margin: Any = None,
    center_coefficient: float = 0.0,
    trace: Trace | None = None,
) -> BradleyTerryLoss:
    """-log sigmoid(r_chosen - r_rejected - margin), plus center_coefficient * mean((r_chosen + r_rejected)^2).

    Shapes: rewards (N,), margin (N,) or None -> loss (), per_example (N,), grad_chosen (N,), grad_rejected (N,).
    The centring term keeps rewards near 0; it is part of `loss` and of the gradients, not of `per_example`.
    Errors: ShapeError, DTypeError. Source: Bradley and Terry 1952; Eisenstein et al. 2023 (centring); TRL's trainer.
    """
    chosen, rejected = batch(chosen_rewards=chosen_rewards, rejected_rewards=rejected_rewards)
    center = number("center_coefficient", center_coefficient, at_least=0.0)
    gap = chosen - rejected  # (N,)
    if margin is not None:
        margins = floats("margin", margin, ndim=1)
        check_same_shape("margin", margins, "chosen_rewards", chosen)
        gap -= margins
    per_example = neg_log_sigmoid(gap)  # (N,)
    total = chosen + rejected
    loss = mean(per_example) + center * mean(total * total)
    count = max(gap.size, 1)
    slope = np.expm1(-per_example)  # -sigmoid(-gap)
    pull = 2.0 * center * total
    result = BradleyTerryLoss(
        checked(loss), per_example, grad_chosen=(pull + slope) / count, grad_rejected=(pull - slope) / count
    )
    if trace is not None:
        trace.add("gap", gap, "r_chosen - r_rejected - margin")
        trace.add("probability", sigmoid(gap), "P(chosen wins) = σ(gap)")
        trace.add("per_example", result.per_example, "-log σ(gap)")
        trace.add("loss", loss, "mean(per_example) + c mean((r_chosen + r_rejected)²)")
        trace.add("grad_chosen", result.grad_chosen, "(-σ(-gap) + 2c (r_chosen + r_rejected)) / N")
        trace.add("grad_rejected", result.grad_rejected, "(σ(-gap) + 2c (r_chosen + r_rejected)) / N")
    return result


def dpo_loss(
    *,
    policy_chosen_logps: Any,
    policy_rejected_logps: Any,
    ref_chosen_logps: Any = None,
    ref_rejected_logps: Any = None,
    beta: float = 0.1,
    loss_type: str = "sigmoid",
    label_smoothing: float = 0.0,
    chosen_lengths: Any = None,
    rejected_lengths: Any = None,
    trace: Trace | None = None,
) -> DPOLoss:
    """Direct preference optimisation: a classifier on beta times the difference of two log-ratios.

    Shapes: all log-probabilities (N,), summed over the completion; lengths (N,) in tokens, for `ipo` only.
    With h = log(policy/ref)(chosen) - log(policy/ref)(rejected), x = beta h and eps = label_smoothing:
    - `sigmoid`: -log sigmoid(x)
    - `cdpo`: -(1 - eps) log sigmoid(x) - eps log sigmoid(-x)
    - `robust`: [-(1 - eps) log sigmoid(x) + eps log sigmoid(-x)] / (1 - 2 eps)
    - `hinge`: max(0, 1 - x)
    - `ipo`: (h - 1/(2 beta))^2, each log-ratio in h divided by its completion's length
    Only `cdpo` and `robust` take notice of label_smoothing, only `ipo` of the lengths.
    Without both reference arguments the log-ratios are the policy's own log-probabilities (reference-free).
    Rewards are beta times the summed log-ratios; accuracy is the share of pairs whose chosen reward is the higher one.
    The gradients are of the MEAN loss with respect to the policy's log-probabilities.
    Errors: ShapeError, DTypeError. Source: Rafailov et al. 2023, eq. 7 and section 4; TRL's trainer for the types.
    """
    kind = choice("loss_type", loss_type, _LOSS_TYPES)
    scale = number("beta", beta, above=0.0)
    chosen, rejected = _log_ratios(policy_chosen_logps, policy_rejected_logps, ref_chosen_logps, ref_rejected_logps)
    count = max(chosen.size, 1)
    lengths = _lengths(chosen_lengths, rejected_lengths, chosen) if kind == "ipo" else None
    h = chosen - rejected if lengths is None else chosen / lengths[0] - rejected / lengths[1]  # (N,)
    per_example, slope = pair_loss(kind, h, scale, label_smoothing)  # (N,), (N,)
    slope *= scale / count
    grad_chosen, grad_rejected = (slope, -slope) if lengths is None else (slope / lengths[0], -slope / lengths[1])
    chosen_rewards, rejected_rewards = scale * chosen, scale * rejected
    result = DPOLoss(
        per_example,
        checked(mean(per_example)),
        grad_chosen,
        grad_rejected,
        chosen_rewards,
        rejected_rewards,
        float(np.count_nonzero(chosen_rewards > rejected_rewards)) / count,
    )
    if trace is not None:
        _record_dpo(trace, kind, scale, (chosen, rejected), h, result)
    return result


def ipo_loss(
    *,
    policy_chosen_logps: Any,
    policy_rejected_logps: Any,
    ref_chosen_logps: Any,
    ref_rejected_logps: Any,
    tau: float = 0.1,
    trace: Trace | None = None,
) -> PairLoss:
    """Identity preference optimisation as the paper has it: (h - 1/(2 tau))^2 with h on summed log-probabilities.

    Shapes: all (N,) -> per_example (N,), loss (). No division by length: that is `dpo_loss` with `loss_type="ipo"`.
    Errors: ShapeError, DTypeError. Source: Azar et al. 2023, eq. 17.
    """
    target = 1.0 / (2.0 * number("tau", tau, above=0.0))
    for name, value in (("ref_chosen_logps", ref_chosen_logps), ("ref_rejected_logps", ref_rejected_logps)):
        floats(name, value, ndim=1)
    chosen, rejected = _log_ratios(policy_chosen_logps, policy_rejected_logps, ref_chosen_logps, ref_rejected_logps)
    h = chosen - rejected  # (N,)
    per_example = (h - target) ** 2
    result = PairLoss(per_example, checked(mean(per_example)))
    if trace is not None:
        trace.add("h", h, "log(π/ref)(chosen) - log(π/ref)(rejected)")
        trace.add("target", target, "1 / (2τ)")
        trace.add("per_example", result.per_example, "(h - target)²")
        trace.add("loss", result.loss, "mean(per_example)")
    return result


def batch(**arrays: Any) -> list[NDArray[Any]]:
    """The named vectors, all as long as the first and of one dtype: float32 if all were, else float64."""
    names, given = list(arrays), [floats(name, value, ndim=1) for name, value in arrays.items()]
    first = given[0]
    for name, array in zip(names, given, strict=True):
        check_same_shape(name, array, names[0], first)
    if all(array.dtype == first.dtype for array in given):
        return given
    return [array.astype(np.float64, copy=False) for array in given]


def _log_ratios(
    policy_chosen: Any, policy_rejected: Any, ref_chosen: Any, ref_rejected: Any
) -> tuple[NDArray[Any], NDArray[Any]]:
    """log(policy / reference) of both answers (N,), or log policy where there is no reference."""
    if (ref_chosen is None) != (ref_rejected is None):
        missing, other = ("chosen", "rejected") if ref_chosen is None else ("rejected", "chosen")
        raise ShapeError(f"ref_{missing}_logps: got None, expected an array as ref_{other}_logps (or None for both)")
    policies = {"policy_chosen_logps": policy_chosen, "policy_rejected_logps": policy_rejected}
    if ref_chosen is None:
        chosen, rejected = batch(**policies)
        return chosen, rejected
    references = {"ref_chosen_logps": ref_chosen, "ref_rejected_logps": ref_rejected}
    chosen, rejected, chosen_ref, rejected_ref = batch(**policies, **references)
    with np.errstate(invalid="ignore"):  # -inf - -inf is refused below, where the loss has become NaN
        return chosen - chosen_ref, rejected - rejected_ref


def _lengths(chosen: Any, rejected: Any, like: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Completion lengths in tokens, at least one each."""
    lengths = []
    for name, value in (("chosen_lengths", chosen), ("rejected_lengths", rejected)):
        if value is None:
            raise ShapeError(f'{name}: got None, expected the completions\' lengths, which loss_type "ipo" divides by')
        array = floats_like(name, value, like, ndim=1)
        check_same_shape(name, array, "policy_chosen_logps", like)
        if not (array >= 1).all():
            raise DTypeError(f"{name}: got {array.min():g}, expected lengths of at least 1 token")
        lengths.append(array)
    return lengths[0], lengths[1]


def pair_loss(kind: str, h: NDArray[Any], beta: float, label_smoothing: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """The loss of each pair and its derivative with respect to x = beta h.

    sigmoid(-x) is -expm1(-loss) of the plain loss: one expression, and exact when the pair is already well apart.
    """
    if kind == "ipo":
        gap = h - 1.0 / (2.0 * beta)
        return gap * gap, gap * (2.0 / beta)
    x = beta * h
    if kind == "hinge":
        return np.maximum(0.0, 1.0 - x), -(x < 1.0).astype(h.dtype)
    wrong = neg_log_sigmoid(x)
    slope = np.negative(wrong)
    np.expm1(slope, out=slope)  # -sigmoid(-x)
    eps = 0.0 if kind == "sigmoid" else number("label_smoothing", label_smoothing, at_least=0.0, at_most=0.5)
    if eps == 0.0:
        return wrong, slope
    flipped = neg_log_sigmoid(-x)
    if kind == "cdpo":
        return (1.0 - eps) * wrong + eps * flipped, slope + eps
    sharpness = 1.0 - 2.0 * number("label_smoothing", label_smoothing, below=0.5)
    return ((1.0 - eps) * wrong - eps * flipped) / sharpness, slope - eps / sharpness


def checked(loss: float) -> float:
    """The loss, unless NaN came in or arose from inf - inf."""
    if math.isnan(loss):
        raise DTypeError("log-probabilities or rewards: got NaN or a difference of infinities, expected numbers")
    return loss


_FORMULAS = {
    "sigmoid": "-log σ(x)",
    "cdpo": "-(1 - ε) log σ(x) - ε log σ(-x)",
    "robust": "[-(1 - ε) log σ(x) + ε log σ(-x)] / (1 - 2ε)",
    "hinge": "max(0, 1 - x)",
    "ipo": "(h - 1/(2β))²",
}


def _record_dpo(
    trace: Trace,
    kind: str,
    beta: float,
    ratios: tuple[NDArray[Any], NDArray[Any]],
    h: NDArray[Any],
    result: DPOLoss,
) -> None:
    """From the log-probabilities to the loss and its gradient, step by step."""
    per_token = " / length" if kind == "ipo" else ""
    trace.add("chosen_log_ratio", ratios[0], "log π(chosen) - log ref(chosen)")
    trace.add("rejected_log_ratio", ratios[1], "log π(rejected) - log ref(rejected)")
    trace.add("h", h, f"chosen_log_ratio{per_token} - rejected_log_ratio{per_token}")
    trace.add("margin", beta * h, "x = β h")
    trace.add("probability", sigmoid(beta * h), "P(chosen wins) = σ(x)")
    trace.add("chosen_rewards", result.chosen_rewards, "β chosen_log_ratio")
    trace.add("rejected_rewards", result.rejected_rewards, "β rejected_log_ratio")
    trace.add("accuracy", result.accuracy, "share of pairs with chosen_rewards > rejected_rewards")
    trace.add("per_example", result.per_example, _FORMULAS[kind])
    trace.add("loss", result.loss, "mean(per_example)")
    trace.add("grad_policy_chosen", result.grad_policy_chosen, "∂ loss / ∂ log π(chosen)")
    trace.add("grad_policy_rejected", result.grad_policy_rejected, "∂ loss / ∂ log π(rejected)")
