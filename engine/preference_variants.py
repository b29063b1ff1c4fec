"""More preference losses: SimPO and ORPO, which need no reference model, and KTO, which needs no pairs.

The idea: DPO pays for a second model in memory and for pairs of answers. SimPO puts the average log-probability of a
token in place of the log-ratio; ORPO adds an odds-ratio term to fine-tuning; KTO weighs single answers, each good or
bad, against a reference point, as prospect theory says that people do.

References: Meng et al. 2024 (SimPO, eq. 6); Hong et al. 2024 (ORPO, eq. 6-7); Ethayarajh et al. 2024 (KTO, eq. 8).
Where papers leave room, TRL's choice holds.
Leaves out: gradients, length-controlled sampling, the choice of the mismatched pairs from which KTO estimates its KL.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import floats, number
from engine.errors import DTypeError
from engine.preference import PairLoss, batch, checked, pair_loss
from engine.stable import log1mexp, mean, neg_log_sigmoid, sigmoid
from engine.trace import Trace


@dataclass(frozen=True, slots=True)
class ORPOLoss:
    """Log odds ratio (N,), its log-sigmoid (N,), and the whole loss with the fine-tuning term."""

    log_odds: NDArray[Any]
    log_sigmoid_log_odds: NDArray[Any]
    loss: float


@dataclass(frozen=True, slots=True)
class KTOLoss:
    """The reference point z0, the loss of each answer (chosen first, then rejected), their mean."""

    kl: float
    per_example: NDArray[Any]
    loss: float


def simpo_loss(
    *,
    avg_chosen_logps: Any,
    avg_rejected_logps: Any,
    beta: float = 2.0,
    gamma: float = 0.5,
    label_smoothing: float = 0.0,
    trace: Trace | None = None,
) -> PairLoss:
    """Reference-free, on per-token AVERAGE log-probabilities: -log sigmoid(beta (chosen - rejected) - gamma).

    Shapes: (N,), (N,) -> per_example (N,), loss (). The margin gamma is subtracted after beta (TRL's `simpo_gamma`; the
    paper's code takes the ratio gamma / beta instead). Label smoothing as in conservative DPO.
    Errors: ShapeError, DTypeError. Source: Meng et al. 2024, eq. 6.
    """
    chosen, rejected = batch(avg_chosen_logps=avg_chosen_logps, avg_rejected_logps=avg_rejected_logps)
    scale = number("beta", beta, above=0.0)
    x = scale * (chosen - rejected) - number("gamma", gamma)  # (N,)
    per_example, _ = pair_loss("cdpo", x, 1.0, label_smoothing)
    result = PairLoss(per_example, checked(mean(per_example)))
    if trace is not None:
        trace.add("scaled", scale * (chosen - rejected), "β (avg log p(chosen) - avg log p(rejected))")
        trace.add("margin", x, "scaled - γ")
        trace.add("per_example", result.per_example, "-(1 - ε) log σ(margin) - ε log σ(-margin)")
        trace.add("loss", result.loss, "mean(per_example)")
    return result


def orpo_loss(
    *,
    avg_chosen_logps: Any,
    avg_rejected_logps: Any,
    chosen_nll: float,
    beta: float = 0.1,
    trace: Trace | None = None,
) -> ORPOLoss:
    """Fine-tuning loss plus an odds-ratio term: chosen_nll - beta * mean(log sigmoid(log odds ratio)).

    Shapes: per-token average log-probabilities (N,), (N,) -> log_odds (N,), log_sigmoid_log_odds (N,), loss ().
    odds(p) = p / (1 - p), so log odds = log p - log(1 - p), taken with log1mexp. Equal log-probabilities give 0.
    Errors: ShapeError, DTypeError (log-probabilities above 0). Source: Hong et al. 2024, eq. 6 and 7; TRL's trainer.
    """
    chosen, rejected = batch(avg_chosen_logps=avg_chosen_logps, avg_rejected_logps=avg_rejected_logps)
    for name, values in (("avg_chosen_logps", chosen), ("avg_rejected_logps", rejected)):
        if not (values <= 0).all():
            raise DTypeError(f"{name}: got {values.max():g}, expected log-probabilities of at most 0")
    nll, scale = number("chosen_nll", chosen_nll), number("beta", beta, at_least=0.0)
    chosen_odds, rejected_odds = chosen - log1mexp(chosen), rejected - log1mexp(rejected)
    with np.errstate(invalid="ignore"):  # two certain or two impossible answers: inf - inf
        log_odds = np.where(chosen == rejected, 0.0, chosen_odds - rejected_odds)  # (N,)
    log_sigmoid = -neg_log_sigmoid(log_odds)
    loss = nll - scale * mean(log_sigmoid)
    result = ORPOLoss(log_odds, log_sigmoid, loss)
    if trace is not None:
        trace.add("chosen_log_odds", chosen_odds, "log p - log(1 - p) of the chosen answer")
        trace.add("rejected_log_odds", rejected_odds, "log p - log(1 - p) of the rejected answer")
        trace.add("log_odds", result.log_odds, "chosen_log_odds - rejected_log_odds")
        trace.add("log_sigmoid_log_odds", result.log_sigmoid_log_odds, "log σ(log_odds)")
        trace.add("loss", loss, "chosen_nll - β mean(log_sigmoid_log_odds)")
    return result


def kto_loss(
    *,
    policy_chosen_logps: Any,
    policy_rejected_logps: Any,
    ref_chosen_logps: Any,
    ref_rejected_logps: Any,
    kl_logratios: Any,
    beta: float = 0.1,
    desirable_weight: float = 1.0,
    undesirable_weight: float = 1.0,
    trace: Trace | None = None,
) -> KTOLoss:
    """Kahneman-Tversky optimisation: single answers, each good or bad, against a reference point z0.

    Shapes: chosen (N,), rejected (M,), kl_logratios (K,) -> kl (), per_example (N + M,) chosen first, loss ().
    z0 = max(0, mean(kl_logratios)), where kl_logratios = log(policy/ref) of MISMATCHED prompt-completion pairs; no
    gradient passes through it. A good answer costs w_d (1 - sigmoid(beta (r - z0))), a bad one w_u (1 - sigmoid(beta
    (z0 - r))), r being its log-ratio.
    Errors: ShapeError, DTypeError. Source: Ethayarajh et al. 2024, eq. 8; TRL's trainer.
    """
    scale = number("beta", beta, above=0.0)
    weights = number("desirable_weight", desirable_weight), number("undesirable_weight", undesirable_weight)
    policy_good, ref_good = batch(policy_chosen_logps=policy_chosen_logps, ref_chosen_logps=ref_chosen_logps)
    policy_bad, ref_bad = batch(policy_rejected_logps=policy_rejected_logps, ref_rejected_logps=ref_rejected_logps)
    kl = max(0.0, mean(floats("kl_logratios", kl_logratios, ndim=1)))
    with np.errstate(invalid="ignore"):  # -inf - -inf is refused below, where the loss has become NaN
        good, bad = policy_good - ref_good, policy_bad - ref_bad  # (N,), (M,)
    # 1 - sigmoid(x) = sigmoid(-x), which keeps its digits when the answer is already far on the right side
    losses = np.concatenate([weights[0] * sigmoid(scale * (kl - good)), weights[1] * sigmoid(scale * (bad - kl))])
    result = KTOLoss(kl, losses, checked(mean(losses)))
    if trace is not None:
        trace.add("kl", kl, "z0 = max(0, mean(kl_logratios))")
        trace.add("chosen_log_ratio", good, "log π(chosen) - log ref(chosen)")
        trace.add("rejected_log_ratio", bad, "log π(rejected) - log ref(rejected)")
        trace.add("per_example", result.per_example, "w_d (1 - σ(β (r - z0))), then w_u (1 - σ(β (z0 - r)))")
        trace.add("loss", result.loss, "mean(per_example)")
    return result
