"""Exercises on decoding: greedy against best, penalties, inverse-CDF draws, tail leaks, speculation."""

from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, integer, probabilities


def _tree(draws: Draws) -> dict[str, Any]:
    pA = draws.decimal(0.51, 0.7, 0.01)
    return {"pA": pA, "pA_next": draws.decimal(0.5, 0.7, 0.01), "pB_next": draws.decimal(0.75, 0.99, 0.01)}


@exercise("sampling.greedy-misses-best", _tree)
def greedy_misses_best(*, pA: float, pA_next: float, pB_next: float) -> Worked:
    """The probability of the likeliest two-token sequence, which greedy decoding does not find."""
    work = Work()
    greedy = work.step("greedy: A, then its best", "P(A) · best after A", pA * pA_next)
    other = work.step("B, then its best", "(1 − P(A)) · best after B", (1 - pA) * pB_next)
    if other - greedy < 0.01:
        raise Redraw
    work.step("the larger product", "", max(greedy, other))
    return work.done(greedy_path=greedy, last_step_only=pB_next, sum_not_product=1 - pA + pB_next)


@exercise("sampling.repetition-penalty", z=decimal(-4, 4, 0.1), theta=choice(1.1, 1.2, 1.3, 1.5))
def repetition_penalty(*, z: float, theta: float) -> Worked:
    """The penalised logit as Hugging Face computes it; the paper only divides (Keskar et al. 2019, section 4.1)."""
    if abs(z) < 0.5:
        raise Redraw
    work = Work()
    work.step("a positive logit is divided" if z > 0 else "a negative logit is multiplied", "", theta)
    work.step("new logit", "z / θ" if z > 0 else "z · θ", z / theta if z > 0 else z * theta)
    return work.done(always_divided=z / theta, always_multiplied=z * theta, subtracted=z - theta, logit_unchanged=z)


@exercise(
    "sampling.frequency-presence",
    z=decimal(-2, 5, 0.1),
    count=choice(0, *(2, 3, 4, 5, 6) * 2),
    freq=decimal(0.1, 1, 0.1),
    presence=decimal(0.1, 1.5, 0.1),
)
def frequency_presence(*, z: float, count: int, freq: float, presence: float) -> Worked:
    """z - count * frequency - [count > 0] * presence, the rule of the OpenAI API reference."""
    work = Work()
    each = work.step("frequency, once per occurrence", "c · α_f", count * freq)
    once = work.step("presence, once if it occurred at all", "[c > 0] · α_p", presence if count else 0.0)
    work.step("new logit", "z − both", z - each - once)
    return work.done(
        presence_per_count=z - count * (freq + presence),
        frequency_once=z - (freq + presence if count else 0.0),
        penalties_added=z + each + once,
    )


@exercise("sampling.inverse-cdf", p=probabilities(4, least=5, ordered=False), u=decimal(0.01, 0.99, 0.001))
def inverse_cdf(*, p: list[float], u: float) -> Worked:
    """The index that a uniform number draws: the first whose cumulative sum exceeds it."""
    sums = [round(sum(p[: n + 1]), 2) for n in range(len(p))]
    if any(abs(total - u) < 0.005 for total in sums):
        raise Redraw
    work = Work()
    work.step("cumulative sums", "", sums)
    index = next(n for n, total in enumerate(sums, 1) if total > u)
    work.step("first above u", "", index)
    ranked = sorted(p, reverse=True)
    place = next(n for n in range(len(p)) if sum(ranked[: n + 1]) > u)
    return work.done(
        argmax_not_draw=p.index(max(p)) + 1, off_by_one=index - 1, sorted_before_draw=p.index(ranked[place]) + 1
    )


@exercise("sampling.tail-leak", eps=choice(0.002, 0.005, 0.01, 0.02), L=choice(100, 150, 200, 300, 500))
def tail_leak(*, eps: float, L: int) -> Worked:
    """The probability that at least one of L draws comes from the tail."""
    work = Work()
    clean = work.step("no draw from the tail", "(1 − ε)^L", (1 - eps) ** L)
    work.step("at least one", "1 − (1 − ε)^L", 1 - clean)
    return work.done(expected_count=eps * L, one_step_only=eps, complement=clean)


@exercise("sampling.speculative-tokens", alpha=decimal(0.5, 0.95, 0.05), gamma=integer(2, 8))
def speculative_tokens(*, alpha: float, gamma: int) -> Worked:
    """Expected tokens per pass of the target model (Leviathan et al. 2023, equation 1)."""
    work = Work()
    series = work.step(
        "each accepted prefix, and the bonus token", "1 + α + ... + α^γ", [alpha**i for i in range(gamma + 1)]
    )
    total = work.step("their sum", "(1 − α^(γ+1)) / (1 − α)", sum(series))
    return work.done(mean_times_length=alpha * gamma, all_accepted=gamma + 1, bonus_token_forgotten=total - 1)
