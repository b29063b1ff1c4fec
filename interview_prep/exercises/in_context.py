"""Exercises on in-context learning: shots, break-even, calibration, orderings, significance, the gradient view."""

from math import ceil, comb, factorial, floor, sqrt
from typing import Any

from interview_prep.exercises.arithmetic import dot, normalised, softmax
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, integer, integers, matrix, probabilities


@exercise(
    "in-context.shots-that-fit",
    window=choice(2048, 4096, 8192),
    instr=integer(50, 300),
    shot=integer(60, 300),
    query=integer(40, 250),
    reserve=choice(64, 128, 256, 512),
)
def shots_that_fit(*, window: int, instr: int, shot: int, query: int, reserve: int) -> Worked:
    """How many demonstrations fit beside instruction, query and answer."""
    work = Work()
    room = work.step("room for shots", "window − instruction − query − reserve", window - instr - query - reserve)
    if room % shot == 0:
        raise Redraw
    work.step("whole shots", "⌊room / shot⌋", floor(room / shot))
    return work.done(
        query_and_answer_forgotten=floor((window - instr) / shot),
        rounded_up=ceil(room / shot),
        shots_alone=floor(window / shot),
    )


def _prices(draws: Draws) -> dict[str, Any]:
    p = draws.choice((0.5, 1, 2.5, 5))
    return {
        "K": draws.integer(4, 30),
        "shot": draws.integer(40, 200),
        "base": draws.integer(100, 500),
        "p": p,
        "q": p * draws.choice((1.5, 2, 3)),
        "F": draws.choice((5, 20, 50, 100)),
    }


@exercise("in-context.tuning-break-even", _prices)
def tuning_break_even(*, K: int, shot: int, base: int, p: float, q: float, F: float) -> Worked:
    """Calls after which a tuned model, dearer per token, is cheaper than shots in every prompt."""
    work = Work()
    prompted = work.step("call with shots, USD per million calls", "(b + K t) p", (base + K * shot) * p)
    tuned = work.step("tuned call", "b q", base * q)
    saved = prompted - tuned
    if saved < 0.1 * prompted:
        raise Redraw
    work.step("calls to break even", "F · 10⁶ / (difference)", F * 1e6 / saved)
    return work.done(
        tuned_price_ignored=F * 1e6 / (K * shot * p), tuned_call_free=F * 1e6 / prompted, weights_trained_by_icl=0.0
    )


@exercise(
    "in-context.contextual-calibration",
    p=probabilities(3, least=5, ordered=False),
    p_content_free=probabilities(3, least=5, ordered=False),
)
def contextual_calibration(*, p: list[float], p_content_free: list[float]) -> Worked:
    """The calibrated probability of the first label (Zhao et al. 2021, section 5)."""
    work = Work()
    ratios = [a / b for a, b in zip(p, p_content_free, strict=True)]
    work.step("divided by the content-free probabilities", "p / p_cf", ratios)
    total = work.step("their sum", "Σ", sum(ratios))
    work.step("renormalised", "", ratios[0] / total)
    products = [a * b for a, b in zip(p, p_content_free, strict=True)]
    return work.done(
        uncalibrated=p[0],
        multiplied_not_divided=normalised(products)[0],
        subtracted=p[0] - p_content_free[0],
        not_renormalised=ratios[0],
    )


@exercise("in-context.demonstration-orders", K=integer(3, 8))
def demonstration_orders(*, K: int) -> Worked:
    """In how many orders the same K demonstrations can stand (Lu et al. 2022)."""
    work = Work()
    work.step("first place, second place, ...", "K · (K − 1) · ... · 1", " · ".join(map(str, range(K, 0, -1))))
    work.step("orders", "K!", factorial(K))
    return work.done(subsets_not_orders=2**K, one_per_shot=K, pairs_only=comb(K, 2))


def _accuracies(draws: Draws) -> dict[str, Any]:
    p1 = draws.decimal(0.4, 0.8, 0.01)
    p2 = round(p1 + draws.decimal(0.03, 0.15, 0.01), 2)
    return {"p1": p1, "p2": p2, "n": draws.choice((50, 100, 200, 400))}


@exercise("in-context.real-gain", _accuracies)
def real_gain(*, p1: float, p2: float, n: int) -> Worked:
    """z of the difference of two accuracies measured on n items each."""
    work = Work()
    gain = work.step("difference", "p_2 − p_1", p2 - p1)
    error = sqrt(p1 * (1 - p1) / n + p2 * (1 - p2) / n)
    work.step("its standard error", "√(p_1 q_1 / n + p_2 q_2 / n)", error)
    z = work.step("z", "difference / standard error", gain / error)
    return work.done(
        one_error_only=gain / sqrt(p1 * (1 - p1) / n), missing_n=z / sqrt(n), difference_in_points=100 * gain
    )


@exercise(
    "in-context.gradient-step",
    X=matrix(-2, 2, 3, 2),
    y=integers(-2, 2, 3),
    x_q=integers(-2, 2, 2),
    eta=decimal(0.1, 0.5, 0.1),
)
def gradient_step(*, X: list[list[int]], y: list[int], x_q: list[int], eta: float) -> Worked:
    """Linear attention's prediction as one gradient step from zero weights (von Oswald et al. 2023, section 3)."""
    work = Work()
    dots = work.step("similarity to the query", "x_i · x_q", [dot(x, x_q) for x in X])
    total = work.step("weighted labels", "Σ y_i (x_i · x_q)", dot(y, dots))
    if total == 0 or dots.count(max(dots)) > 1:
        raise Redraw
    work.step("prediction", "η Σ y_i (x_i · x_q)", eta * total)
    return work.done(
        softmax_attention=dot(softmax(dots), y),
        nearest_label=float(y[dots.index(max(dots))]),
        missing_step_size=float(total),
        doubled_step=2 * eta * total,
    )
