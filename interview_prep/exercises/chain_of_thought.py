"""Exercises on chain of thought: votes, pass@k, cost and accuracy of chains."""

from collections import Counter
from math import comb
from statistics import mean, median
from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, integer


def majority(p: float, n: int) -> float:
    """P(more than half of n independent answers are right)."""
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(n // 2 + 1, n + 1))


@exercise("chain-of-thought.majority-vote", p=decimal(0.35, 0.85, 0.05), n=choice(3, 5, 7))
def majority_vote(*, p: float, n: int) -> Worked:
    """P(the majority is right) when all wrong answers agree."""
    work = Work()
    terms = [comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(n // 2 + 1, n + 1)]
    work.step(f"{n // 2 + 1} to {n} right", "C(n, i) p^i (1 − p)^(n − i)", terms)
    work.step("their sum", "Σ", sum(terms))
    return work.done(any_right=1 - (1 - p) ** n, all_right=p**n, vote_changes_nothing=p)


def _passes(draws: Draws) -> dict[str, Any]:
    n = draws.choice((5, 10, 20))
    return {"n": n, "c": draws.integer(2, n // 2), "k": draws.integer(2, n // 2)}


@exercise("chain-of-thought.pass-at-k", _passes)
def pass_at_k(*, n: int, c: int, k: int) -> Worked:
    """The unbiased estimate 1 - C(n-c, k) / C(n, k) (Chen et al. 2021, equation 1)."""
    work = Work()
    misses = work.step("choices of k without a right one", "C(n − c, k)", comb(n - c, k))
    total = work.step("all choices of k", "C(n, k)", comb(n, k))
    work.step("pass@k", "1 − C(n − c, k) / C(n, k)", 1 - misses / total)
    return work.done(plug_in_estimate=1 - (1 - c / n) ** k, share_right=c / n, k_times_share=k * c / n)


@exercise(
    "chain-of-thought.cost-ratio",
    prompt=integer(100, 800, 10),
    answer=integer(5, 60),
    cot=integer(80, 600, 10),
    p_in=choice(1, 2, 3),
    p_out=choice(8, 10, 12, 15),
)
def cost_ratio(*, prompt: int, answer: int, cot: int, p_in: float, p_out: float) -> Worked:
    """cost(chain, then answer) / cost(answer alone), input and output at their own prices."""
    work = Work()
    direct = work.step("direct, USD per million calls", "P p_in + answer p_out", prompt * p_in + answer * p_out)
    chain = prompt * p_in + (cot + answer) * p_out
    work.step("with a chain", "P p_in + (chain + answer) p_out", chain)
    work.step("ratio", "", chain / direct)
    return work.done(
        output_tokens_only=(cot + answer) / answer,
        one_price=(prompt + cot + answer) / (prompt + answer),
        cost_unchanged=1.0,
    )


@exercise("chain-of-thought.chain-accuracy", p=choice(0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97), L=integer(5, 12))
def chain_accuracy(*, p: float, L: int) -> Worked:
    """P(all L independent steps are right) = p^L."""
    work = Work()
    work.step("every step has to be right", "p · p · ... (L times)", f"{p}^{L}")
    work.step("probability", "p^L", p**L)
    return work.done(one_step_only=p, first_order=1 - L * (1 - p), divided_by_steps=p / L)


@exercise("chain-of-thought.step-accuracy", target=choice(0.4, 0.5, 0.6, 0.7, 0.75), L=integer(3, 9))
def step_accuracy(*, target: float, L: int) -> Worked:
    """The accuracy that every step needs for the chain to reach a target: target^(1/L)."""
    work = Work()
    work.step("solve", "p^L = target", f"p = {target}^(1/{L})")
    work.step("accuracy per step", "target^(1/L)", target ** (1 / L))
    return work.done(target_itself=target, target_divided=target / L, first_order=1 - (1 - target) / L)


def _votes(draws: Draws) -> dict[str, Any]:
    values = [draws.integer(8, 40) for _ in range(4)]
    if len(set(values)) < 4:
        raise Redraw
    votes = draws.integer(3, 4)
    others = [draws.choice(values[1:]) for _ in range(draws.integer(7, 9) - votes)]
    return {"answers": draws.shuffled([values[0]] * votes + others)}


@exercise("chain-of-thought.self-consistency", _votes)
def self_consistency(*, answers: list[int]) -> Worked:
    """The answer that most chains reach (Wang et al. 2022, section 2)."""
    work = Work()
    ranked = Counter(answers).most_common()
    if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
        raise Redraw
    if median(answers) == ranked[0][0]:
        raise Redraw
    work.step("votes", "", ", ".join(f"{value}: {count}" for value, count in ranked))
    work.step("most frequent", "", ranked[0][0])
    return work.done(mean_of_answers=mean(answers), median_of_answers=median(answers), first_sample=answers[0])


@exercise(
    "chain-of-thought.self-consistency-cost",
    n=choice(5, 10, 20, 40),
    prompt=integer(100, 900, 10),
    chain=integer(100, 600, 10),
    usd_in_M=choice(1, 2, 3),
    usd_out_M=choice(8, 10, 12, 15),
)
def self_consistency_cost(*, n: int, prompt: int, chain: int, usd_in_M: float, usd_out_M: float) -> Worked:
    """USD for n sampled chains on one prefill."""
    work = Work()
    read = work.step("prompt, read once", "P p_in", prompt * usd_in_M / 1e6)
    written = work.step("n chains", "n T p_out", n * chain * usd_out_M / 1e6)
    work.step("USD", "P p_in + n T p_out", read + written)
    return work.done(
        prompt_paid_each_time=n * read + written,
        one_sample_only=read + written / n,
        input_price_for_output=read + n * chain * usd_in_M / 1e6,
    )


@exercise(
    "chain-of-thought.cost-per-correct",
    cost_direct=decimal(0.2, 2, 0.01),
    acc_direct=decimal(0.2, 0.7, 0.05),
    cost_cot=decimal(1, 6, 0.01),
    acc_cot=decimal(0.5, 0.95, 0.05),
)
def cost_per_correct(*, cost_direct: float, acc_direct: float, cost_cot: float, acc_cot: float) -> Worked:
    """The cheaper cost per correct answer of two ways to prompt."""
    work = Work()
    direct = work.step("direct, per correct answer", "cost / accuracy", cost_direct / acc_direct)
    chain = work.step("chain of thought, per correct answer", "cost / accuracy", cost_cot / acc_cot)
    if acc_cot <= acc_direct or cost_cot <= cost_direct or abs(chain / direct - 1) < 0.08:
        raise Redraw
    work.step("the cheaper one", "", min(direct, chain))
    cheaper = (cost_direct, acc_direct) if direct < chain else (cost_cot, acc_cot)
    return work.done(
        dearer_one=max(direct, chain), multiplied_not_divided=cheaper[0] * cheaper[1], raw_cost=cost_direct
    )


@exercise("chain-of-thought.oracle-gap", p=decimal(0.2, 0.45, 0.05), n=choice(3, 5, 7, 9))
def oracle_gap(*, p: float, n: int) -> Worked:
    """pass@n minus the majority vote when p is below a half and wrong answers agree."""
    work = Work()
    oracle = work.step("some sample is right", "1 − (1 − p)^n", 1 - (1 - p) ** n)
    vote = work.step("the majority is right", "Σ C(n, i) p^i (1 − p)^(n − i)", majority(p, n))
    work.step("gap", "oracle − vote", oracle - vote)
    return work.done(vote_finds_it=0.0, gap_to_one_sample=oracle - p, oracle_only=oracle)
