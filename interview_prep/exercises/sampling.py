"""Exercises on filters: temperature, top-k, nucleus, min-p, their order, entropy."""

from math import ceil, exp, log, log2, log10
from typing import Any

from interview_prep.exercises.arithmetic import normalised, nucleus_margin, nucleus_size, softmax
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, descending, probabilities

_MARGIN = 0.005


def cut(probabilities: list[float], mass: float) -> int:
    """The nucleus size; a draw whose sums come within 0.005 of the mass is not worth asking."""
    if nucleus_margin(probabilities, mass) < _MARGIN:
        raise Redraw
    return nucleus_size(probabilities, mass)


@exercise("sampling.temperature-top", logits=descending(-2, 4, 0.1, 4), T=choice(0.5, 0.7, 1.5, 2))
def temperature_top(*, logits: list[float], T: float) -> Worked:
    """The top token's probability after temperature: softmax(z / T)."""
    work = Work()
    divided = work.step("logits over temperature", "z / T", [z / T for z in logits])
    powers = work.step("exponentials", "exp(z_i / T)", [exp(z) for z in divided])
    work.step("top token", "exp(z_1 / T) / Σ exp(z_j / T)", powers[0] / sum(powers))
    return work.done(
        temperature_multiplied=softmax([z * T for z in logits])[0],
        temperature_ignored=softmax(logits)[0],
        temperature_twice=softmax([z / T**2 for z in logits])[0],
    )


@exercise("sampling.temperature-odds", z1=decimal(0.5, 4, 0.1), z2=decimal(-2, 3, 0.1), T=choice(0.5, 0.7, 1.5, 2))
def temperature_odds(*, z1: float, z2: float, T: float) -> Worked:
    """p_1 / p_2 = exp((z_1 - z_2) / T)."""
    if z1 - z2 < 0.4:
        raise Redraw
    work = Work()
    gap = work.step("gap of the logits over T", "(z_1 − z_2) / T", (z1 - z2) / T)
    work.step("odds", "exp of it", exp(gap))
    return work.done(
        temperature_multiplied=exp((z1 - z2) * T),
        temperature_ignored=exp(z1 - z2),
        ratio_of_logits=z1 / z2 if z2 else None,
    )


@exercise("sampling.entropy-bits", p=probabilities(4, least=2))
def entropy_bits(*, p: list[float]) -> Worked:
    """Shannon entropy in bits."""
    work = Work()
    terms = work.step("terms", "−p_i log₂ p_i", [-x * log2(x) for x in p])
    entropy = work.step("their sum", "H", sum(terms))
    return work.done(nats_for_bits=entropy * log(2), min_entropy=-log2(p[0]), uniform_over_support=log2(len(p)))


@exercise("sampling.top-k-renormalised", p=probabilities(6, least=2), k=choice(2, 3, 4))
def top_k_renormalised(*, p: list[float], k: int) -> Worked:
    """The top token's probability after top-k and renormalising."""
    work = Work()
    kept = work.step("mass of the k largest", "Σ", sum(p[:k]))
    work.step("renormalised", "p_1 / mass", p[0] / kept)
    return work.done(not_renormalised=p[0], softmax_of_kept=softmax(p[:k])[0], uniform_over_k=1 / k)


def _nucleus(draws: Draws) -> dict[str, Any]:
    return {"p": probabilities(7)(draws), "top_p": draws.choice((0.5, 0.6, 0.7, 0.8, 0.9, 0.95))}


@exercise("sampling.nucleus-size", _nucleus)
def nucleus_count(*, p: list[float], top_p: float) -> Worked:
    """How many tokens top-p keeps, the crossing one included (Holtzman et al. 2019, section 3.1)."""
    work = Work()
    size = cut(p, top_p)
    work.step("cumulative sums", "", [round(sum(p[: n + 1]), 2) for n in range(len(p))])
    work.step("first sum that reaches top-p", "", size)
    return work.done(
        crossing_dropped=size - 1,
        absolute_threshold=sum(x > top_p for x in p),
        share_of_vocabulary=ceil(top_p * len(p) - 1e-9),
    )


@exercise("sampling.nucleus-probability", _nucleus)
def nucleus_probability(*, p: list[float], top_p: float) -> Worked:
    """The top token's probability after top-p and renormalising."""
    work = Work()
    size = cut(p, top_p)
    if size < 2:
        raise Redraw
    mass = work.step(f"mass of the {size} kept", "Σ", sum(p[:size]))
    work.step("renormalised", "p_1 / mass", p[0] / mass)
    return work.done(divided_by_top_p=p[0] / top_p, not_renormalised=p[0], crossing_dropped=p[0] / sum(p[: size - 1]))


@exercise("sampling.min-p-size", p=probabilities(6), min_p=choice(0.05, 0.1, 0.15, 0.2, 0.3))
def min_p_size(*, p: list[float], min_p: float) -> Worked:
    """How many tokens min-p keeps: those of at least min_p times the largest (Nguyen et al. 2024, section 3)."""
    threshold = min_p * p[0]
    if any(abs(x - threshold) < 0.002 or abs(x - min_p) < 0.002 for x in p):
        raise Redraw
    size, absolute = sum(x >= threshold for x in p), sum(x >= min_p for x in p)
    if size in (len(p), absolute):
        raise Redraw
    work = Work()
    work.step("threshold", "min_p · p_max", threshold)
    work.step("tokens at or above it", "", size)
    return work.done(absolute_threshold=absolute, mass_not_threshold=nucleus_size(p, min_p), keeps_all=len(p))


def _peaked(draws: Draws) -> dict[str, Any]:
    count = draws.integer(4, 6)
    return {
        "logits": descending(-2, 4, 0.1, count)(draws),
        "T": draws.choice((1.5, 2, 2.5)),
        "top_p": draws.choice((0.8, 0.9, 0.95)),
    }


@exercise("sampling.temperature-before-top-p", _peaked)
def temperature_before_top_p(*, logits: list[float], T: float, top_p: float) -> Worked:
    """The nucleus size when temperature comes first, as in Hugging Face and vLLM; the order changes it."""
    work = Work()
    flat = work.step("softmax(z / T)", "", softmax([z / T for z in logits]))
    size, before = cut(flat, top_p), cut(softmax(logits), top_p)
    if size in (before, len(logits)):
        raise Redraw
    sums = [sum(flat[: n + 1]) for n in range(len(flat))]
    work.step("cumulative sums", "", sums)
    work.step("first sum that reaches top-p", "", size)
    return work.done(
        top_p_first=before,
        keeps_all=len(logits),
        temperature_multiplied=nucleus_size(softmax([z * T for z in logits]), top_p),
    )


@exercise("sampling.solve-temperature", gap=decimal(0.5, 5, 0.1), odds=choice(1.5, 2, 3, 5, 10, 20, 50, 100))
def solve_temperature(*, gap: float, odds: float) -> Worked:
    """The temperature at which a gap of logits gives the wanted odds: gap / ln(odds)."""
    work = Work()
    log_odds = work.step("logarithm of the odds", "ln(odds)", log(odds))
    work.step("temperature", "gap / ln(odds)", gap / log_odds)
    return work.done(inverted=log_odds / gap, missing_log=gap / odds, log_base_ten=gap / log10(odds))


@exercise(
    "sampling.top-k-then-top-p",
    p=probabilities(6, least=2),
    k=choice(2, 3, 4, 5),
    top_p=choice(0.5, 0.6, 0.7, 0.8, 0.9),
)
def top_k_then_top_p(*, p: list[float], k: int, top_p: float) -> Worked:
    """How many tokens are kept when top-k comes first and renormalises before top-p."""
    work = Work()
    kept = work.step("top k, renormalised", "", normalised(p[:k]))
    size, alone = cut(kept, top_p), cut(p, top_p)
    if size == min(k, alone):
        raise Redraw
    work.step("cumulative sums", "", [sum(kept[: n + 1]) for n in range(k)])
    work.step("first sum that reaches top-p", "", size)
    return work.done(intersection_on_original=min(k, alone), union_on_original=max(k, alone))
