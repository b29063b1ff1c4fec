"""A second way to compute the answers of sixteen exercises: brute force, simulation, integrals, finite differences.

Nothing here is shared with the engine or the exercises, so that both would have to make the same mistake.
"""

from cmath import exp as cexp
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from math import exp, log
from typing import Any, TypeAlias

from interview_prep.questions.model import Tolerance

Shown: TypeAlias = Mapping[str, Any]
SecondMethod: TypeAlias = Callable[[Shown], tuple[Any, Tolerance]]
_CLOSE = Tolerance(absolute=1e-6, relative=1e-6)
_INTEGRAL = Tolerance(absolute=2e-3)
_STEPS = 2_000


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _attended(query: Sequence[float], keys: Any, values: Any) -> list[float]:
    """One row of attention: the values averaged with weights that are ratios of exponentials."""
    raised = [exp(_dot(query, key) / len(query) ** 0.5) for key in keys]
    columns = zip(*values, strict=True)
    return [_dot(raised, column) / sum(raised) for column in columns]


def _attention_output(shown: Shown) -> tuple[Any, Tolerance]:
    return _attended(shown["q"], shown["K"], shown["V"]), _CLOSE


def _attention_from_x(shown: Shown) -> tuple[Any, Tolerance]:
    def projected(weights: Any) -> list[list[float]]:
        return [[_dot(row, column) for column in zip(*weights, strict=True)] for row in shown["X"]]

    keys, values = projected(shown["WK"]), projected(shown["WV"])
    return _attended(projected(shown["WQ"])[-1], keys, values), _CLOSE


def _rope_relative(shown: Shown) -> tuple[Any, Tolerance]:
    """The rotation as a complex number of modulus one."""

    def turned(pair: Sequence[float], position: int) -> complex:
        return complex(*pair) * cexp(1j * position * shown["theta"])

    query = turned(shown["q"], shown["m"] + shown["shift"])
    key = turned(shown["k"], shown["n"] + shown["shift"])
    return (query * key.conjugate()).real, Tolerance(absolute=1e-3)


def _k3(shown: Shown) -> tuple[Any, Tolerance]:
    """(r - 1) - ln r is the integral of 1 - 1/t from 1 to r."""
    ratio = exp(shown["logp_ref"] - shown["logp"])
    width = (ratio - 1) / _STEPS
    area = sum((1 - 1 / (1 + (step + 0.5) * width)) * width for step in range(_STEPS))
    return area, Tolerance(absolute=2e-3, relative=1e-3)


def _ppo_zero_gradient(shown: Shown) -> tuple[Any, Tolerance]:
    def objective(ratio: float) -> float:
        clipped = min(max(ratio, 1 - shown["eps"]), 1 + shown["eps"])
        return float(min(ratio * shown["adv"], clipped * shown["adv"]))

    slope = objective(shown["ratio"] + 1e-6) - objective(shown["ratio"] - 1e-6)
    return abs(slope) < 1e-12, _CLOSE


def _dpo_loss(shown: Shown) -> tuple[Any, Tolerance]:
    """The chosen response's share of two raised ratios."""
    won = (exp(shown["logp_w"]) / exp(shown["ref_w"])) ** shown["beta"]
    lost = (exp(shown["logp_l"]) / exp(shown["ref_l"])) ** shown["beta"]
    return -log(won / (won + lost)), _CLOSE


def _dpo_gradient_weight(shown: Shown) -> tuple[Any, Tolerance]:
    """The slope of the loss in the log-probability of the chosen response, by differences."""

    def loss(change: float) -> float:
        return log(1 + exp(-(shown["margin"] + shown["beta"] * change)))

    return (loss(-1e-5) - loss(1e-5)) / 2e-5, Tolerance(absolute=1e-5)


def _optimal_policy(shown: Shown) -> tuple[Any, Tolerance]:
    """Climb the objective itself: reward minus beta times KL, by multiplicative steps on the simplex."""
    reference, rewards, beta = shown["ref"], shown["rewards"], shown["beta"]
    policy = [1 / len(reference)] * len(reference)
    for _ in range(200):
        slopes = [r - beta * log(p / q) for r, p, q in zip(rewards, policy, reference, strict=True)]
        raised = [p * exp(slope / (2 * beta)) for p, slope in zip(policy, slopes, strict=True)]
        policy = [value / sum(raised) for value in raised]
    return policy[0], _CLOSE


def _best_of_n_kl(shown: Shown) -> tuple[Any, Tolerance]:
    """The largest of n uniform ranks has the density n u^(n-1): integrate density times its logarithm."""
    n, total = shown["n"], 0.0
    for step in range(20 * _STEPS):
        density = n * ((step + 0.5) / (20 * _STEPS)) ** (n - 1)
        total += density * log(density) / (20 * _STEPS) if density > 0 else 0.0
    return total, _INTEGRAL


def _temperature_top(shown: Shown) -> tuple[Any, Tolerance]:
    """Probabilities at temperature one, raised to 1/T and renormalised."""
    plain = [exp(logit) for logit in shown["logits"]]
    raised = [(value / sum(plain)) ** (1 / shown["T"]) for value in plain]
    return max(raised) / sum(raised), _CLOSE


def _speculative_tokens(shown: Shown) -> tuple[Any, Tolerance]:
    """Token i of a pass comes if all before it were accepted."""
    return sum(shown["alpha"] ** index for index in range(shown["gamma"] + 1)), _CLOSE


def _stateless_resending(shown: Shown) -> tuple[Any, Tolerance]:
    """Play the conversation and count what is sent."""
    history, billed = shown["system"], 0
    for _ in range(shown["turns"]):
        history += shown["user"]
        billed += history
        history += shown["assistant"]
    return billed, _CLOSE


def _gradient_step(shown: Shown) -> tuple[Any, Tolerance]:
    """One step down the squared loss from zero weights, its slopes by differences."""

    def loss(weights: Sequence[float]) -> float:
        return float(sum((y - _dot(weights, x)) ** 2 for x, y in zip(shown["X"], shown["y"], strict=True))) / 2

    size = len(shown["x_q"])
    units = [[1e-4 if column == row else 0.0 for column in range(size)] for row in range(size)]
    slopes = [(loss(unit) - loss([-value for value in unit])) / 2e-4 for unit in units]
    return _dot([-shown["eta"] * slope for slope in slopes], shown["x_q"]), _CLOSE


def _majority_vote(shown: Shown) -> tuple[Any, Tolerance]:
    """Every outcome of n votes, weighted by its probability."""
    p, total = shown["p"], 0.0
    for votes in product((True, False), repeat=shown["n"]):
        if sum(votes) > len(votes) / 2:
            total += p ** sum(votes) * (1 - p) ** (len(votes) - sum(votes))
    return total, _CLOSE


def _pass_at_k(shown: Shown) -> tuple[Any, Tolerance]:
    """Every choice of k samples: the share that holds a correct one."""
    choices = list(combinations(range(shown["n"]), shown["k"]))
    return sum(min(choice) < shown["c"] for choice in choices) / len(choices), _CLOSE


def _parametric_optimum(shown: Shown) -> tuple[Any, Tolerance]:
    """The smallest loss over a grid of sizes at fixed compute, with the refit's constants (Besiroglu et al. 2024)."""

    def loss(size: float) -> float:
        data = shown["C"] / (6 * size)
        return float(1.8172 + 482.01 / size**0.3478 + 2085.43 / data**0.3658)

    sizes = [10 ** (6 + step / 500) for step in range(4_000)]
    return min(sizes, key=loss), Tolerance(relative=0.02)


SECOND_METHODS: dict[str, SecondMethod] = {
    "transformer.attention-output": _attention_output,
    "transformer.attention-from-x": _attention_from_x,
    "tokens.rope-relative": _rope_relative,
    "post-training.k3-estimator": _k3,
    "post-training.ppo-zero-gradient": _ppo_zero_gradient,
    "post-training.dpo-loss": _dpo_loss,
    "post-training.dpo-gradient-weight": _dpo_gradient_weight,
    "post-training.optimal-policy": _optimal_policy,
    "post-training.best-of-n-kl": _best_of_n_kl,
    "sampling.temperature-top": _temperature_top,
    "sampling.speculative-tokens": _speculative_tokens,
    "prompts.stateless-resending": _stateless_resending,
    "in-context.gradient-step": _gradient_step,
    "chain-of-thought.majority-vote": _majority_vote,
    "chain-of-thought.pass-at-k": _pass_at_k,
    "scaling.parametric-optimum": _parametric_optimum,
}
"""By the name of the exercise, or by the question's id where an engine operation computes the answer."""
