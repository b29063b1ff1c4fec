"""Exercises on direct preference optimisation and its kin: DPO, IPO, the optimal policy, best-of-n."""

from math import exp, log
from typing import Any

from interview_prep.exercises.arithmetic import minus_log_sigmoid, normalised, sigmoid, softmax
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, decimals, probabilities


def _log_probabilities(draws: Draws) -> dict[str, Any]:
    names = ("logp_w", "ref_w", "logp_l", "ref_l")
    drawn: dict[str, Any] = {name: draws.decimal(-30, -12, 0.1) for name in names}
    margin = (drawn["logp_w"] - drawn["ref_w"]) - (drawn["logp_l"] - drawn["ref_l"])
    if abs(margin) < 1:
        raise Redraw
    return drawn | {"beta": draws.choice((0.1, 0.2, 0.5))}


@exercise("post-training.dpo-margin", _log_probabilities)
def dpo_margin(*, logp_w: float, ref_w: float, logp_l: float, ref_l: float, beta: float) -> Worked:
    """beta [(ln pi - ln ref)(y_w) - (ln pi - ln ref)(y_l)] (Rafailov et al. 2023, equation 7)."""
    work = Work()
    chosen = work.step("log-ratio of the chosen", "ln π(y_w) − ln π_ref(y_w)", logp_w - ref_w)
    rejected = work.step("log-ratio of the rejected", "ln π(y_l) − ln π_ref(y_l)", logp_l - ref_l)
    margin = work.step("margin", "β (chosen − rejected)", beta * (chosen - rejected))
    return work.done(
        missing_reference=beta * (logp_w - logp_l),
        missing_beta=chosen - rejected,
        rejected_added=beta * (chosen + rejected),
        swapped_pair=-margin,
    )


@exercise("post-training.dpo-loss", _log_probabilities)
def dpo_loss(*, logp_w: float, ref_w: float, logp_l: float, ref_l: float, beta: float) -> Worked:
    """-ln sigma(margin) for one pair (Rafailov et al. 2023, equation 7)."""
    work = Work()
    gap = work.step("difference of the log-ratios", "", (logp_w - ref_w) - (logp_l - ref_l))
    margin = work.step("margin", "m = β · difference", beta * gap)
    work.step("loss", "−ln σ(m) = ln(1 + exp(−m))", minus_log_sigmoid(margin))
    return work.done(
        missing_reference=minus_log_sigmoid(beta * (logp_w - logp_l)),
        missing_beta=minus_log_sigmoid(gap),
        swapped_pair=minus_log_sigmoid(-margin),
        missing_log=sigmoid(margin),
    )


@exercise("post-training.dpo-gradient-weight", margin=decimal(-3, 3, 0.1), beta=choice(0.1, 0.2, 0.5))
def dpo_gradient_weight(*, margin: float, beta: float) -> Worked:
    """beta sigma(-m): how strongly a pair pulls on ln pi(y_w) (Rafailov et al. 2023, section 4)."""
    if abs(margin) < 0.3:
        raise Redraw
    work = Work()
    share = work.step("how wrong the model has the pair", "σ(−m)", sigmoid(-margin))
    work.step("weight", "β σ(−m)", beta * share)
    return work.done(
        weight_when_right=beta * sigmoid(margin), missing_beta=share, constant_beta=beta, half_beta_always=beta / 2
    )


@exercise(
    "post-training.optimal-policy",
    ref=probabilities(3, least=10, ordered=False),
    rewards=decimals(-1, 2, 0.1, 3),
    beta=choice(0.5, 2, 4),
)
def optimal_policy(*, ref: list[float], rewards: list[float], beta: float) -> Worked:
    """pi*(y) = ref(y) exp(r(y)/beta) / Z (Rafailov et al. 2023, equation 4)."""
    if len(set(rewards)) < 3:
        raise Redraw
    work = Work()
    weights = [p * exp(r / beta) for p, r in zip(ref, rewards, strict=True)]
    work.step("tilted reference", "π_ref(y) exp(r(y) / β)", weights)
    total = work.step("normaliser", "Z = Σ", sum(weights))
    work.step("optimal probability of the first", "π*(y_1)", weights[0] / total)
    upside_down = normalised([p * exp(r * beta) for p, r in zip(ref, rewards, strict=True)])
    return work.done(
        missing_reference=softmax([r / beta for r in rewards])[0],
        beta_multiplied=upside_down[0],
        greedy_on_reward=float(rewards[0] == max(rewards)),
        reference_unchanged=ref[0],
    )


@exercise("post-training.best-of-n-kl", n=choice(2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 48, 64))
def best_of_n_kl(*, n: int) -> Worked:
    """An upper bound on KL(best-of-n || reference): ln n - (n-1)/n (Beirami et al. 2024)."""
    work = Work()
    first = work.step("", "ln n", log(n))
    second = work.step("", "(n − 1) / n", (n - 1) / n)
    work.step("bound in nats", "ln n − (n − 1) / n", first - second)
    return work.done(log_n_only=first, n_minus_one=float(n - 1), correction_only=second)


@exercise("post-training.ipo-loss", h=decimal(-2, 5, 0.1), tau=choice(0.1, 0.2, 0.25, 0.5, 1))
def ipo_loss(*, h: float, tau: float) -> Worked:
    """(h - 1/(2 tau))^2 with h the difference of the log-ratios (Azar et al. 2023, equation 17)."""
    work = Work()
    target = work.step("target margin", "1 / (2 τ)", 1 / (2 * tau))
    gap = work.step("gap to the target", "h − 1 / (2 τ)", h - target)
    if abs(gap) < 0.2:
        raise Redraw
    work.step("loss", "(h − 1 / (2 τ))²", gap**2)
    return work.done(target_doubled=(h - 1 / tau) ** 2, dpo_not_ipo=minus_log_sigmoid(tau * h), missing_square=abs(gap))
