"""Exercises on reward models, PPO, KL penalties, GRPO, SFT and LoRA."""

from math import exp, log, sqrt
from typing import Any

from interview_prep.exercises.arithmetic import mean, minus_log_sigmoid, sigmoid
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, decimals, integer, probabilities


def _rewards(draws: Draws) -> dict[str, Any]:
    r_w, r_l = (draws.decimal(-3, 3, 0.1) for _ in range(2))
    if abs(r_w - r_l) < 0.3:
        raise Redraw
    return {"r_w": r_w, "r_l": r_l}


@exercise("post-training.bradley-terry", _rewards)
def bradley_terry(*, r_w: float, r_l: float) -> Worked:
    """P(w preferred to l) = sigma(r_w - r_l) (Bradley and Terry 1952)."""
    work = Work()
    gap = work.step("difference of the rewards", "r_w − r_l", r_w - r_l)
    work.step("probability", "σ(r_w − r_l)", sigmoid(gap))
    return work.done(ratio_of_rewards=r_w / r_l if r_l else None, winner_only=sigmoid(r_w), swapped_pair=sigmoid(-gap))


@exercise("post-training.reward-model-loss", _rewards)
def reward_model_loss(*, r_w: float, r_l: float) -> Worked:
    """-ln sigma(r_w - r_l) (Ouyang et al. 2022, equation 1)."""
    work = Work()
    gap = work.step("difference of the rewards", "r_w − r_l", r_w - r_l)
    work.step("loss", "−ln σ(r_w − r_l) = ln(1 + exp(−(r_w − r_l)))", minus_log_sigmoid(gap))
    return work.done(
        swapped_pair=minus_log_sigmoid(-gap),
        missing_log=sigmoid(gap),
        hinge_loss=max(0.0, 1 - gap),
        squared_error=(1 - sigmoid(gap)) ** 2,
    )


@exercise("post-training.pairs-from-ranking", K=integer(4, 9), prompts=integer(500, 5000, 100))
def pairs_from_ranking(*, K: int, prompts: int) -> Worked:
    """Comparisons that rankings of K responses give (Ouyang et al. 2022, section 3.5)."""
    work = Work()
    pairs = work.step("pairs per prompt", "K (K − 1) / 2", K * (K - 1) // 2)
    work.step("over all prompts", "P · K (K − 1) / 2", prompts * pairs)
    return work.done(
        adjacent_pairs=prompts * (K - 1), ordered_pairs=prompts * K * (K - 1), pairs_with_itself=prompts * K * K
    )


@exercise(
    "post-training.kl-shaped-reward",
    reward=decimal(-2, 3, 0.1),
    beta=choice(0.05, 0.1, 0.2),
    logp=decimal(-40, -15, 0.1),
    logp_ref=decimal(-40, -15, 0.1),
)
def kl_shaped_reward(*, reward: float, beta: float, logp: float, logp_ref: float) -> Worked:
    """r - beta (ln pi - ln pi_ref): the reward that the policy really gets (Ouyang et al. 2022, equation 2)."""
    if abs(logp - logp_ref) < 1:
        raise Redraw
    work = Work()
    drift = work.step("log-ratio", "ln π − ln π_ref", logp - logp_ref)
    work.step("shaped reward", "r − β (ln π − ln π_ref)", reward - beta * drift)
    return work.done(
        sign_flipped=reward + beta * drift,
        missing_beta=reward - drift,
        ratio_of_logs=reward - beta * logp / logp_ref,
    )


@exercise(
    "post-training.kl-three-tokens",
    pi=probabilities(3, least=5, ordered=False),
    ref=probabilities(3, least=5, ordered=False),
)
def kl_three_tokens(*, pi: list[float], ref: list[float]) -> Worked:
    """KL(pi || ref) in nats over three tokens."""
    work = Work()
    terms = work.step("terms", "π_i ln(π_i / ref_i)", [p * log(p / r) for p, r in zip(pi, ref, strict=True)])
    kl = sum(terms)
    reverse = sum(r * log(r / p) for p, r in zip(pi, ref, strict=True))
    if abs(kl - reverse) < 0.012:
        raise Redraw
    work.step("their sum", "Σ π_i ln(π_i / ref_i)", kl)
    return work.done(
        reverse_direction=reverse,
        symmetrised=(kl + reverse) / 2,
        sum_of_differences=sum(abs(p - r) for p, r in zip(pi, ref, strict=True)),
        bits_for_nats=kl / log(2),
    )


@exercise("post-training.k3-estimator", logp=decimal(-3, -0.1, 0.01), logp_ref=decimal(-3, -0.1, 0.01))
def k3_estimator(*, logp: float, logp_ref: float) -> Worked:
    """k3 = (r - 1) - ln r with r = ref/pi, samples from pi (Schulman 2020, "Approximating KL divergence")."""
    if abs(logp - logp_ref) < 0.3:
        raise Redraw
    work = Work()
    d = work.step("log-ratio", "ln r = ln ref − ln π", logp_ref - logp)
    r = work.step("ratio", "r = exp(ln r)", exp(d))
    work.step("estimate", "k3 = (r − 1) − ln r", r - 1 - d)
    return work.done(k1_estimator=-d, k2_estimator=d * d / 2, ratio_inverted=exp(-d) - 1 + d)


def _ratio(draws: Draws) -> dict[str, Any]:
    ratio = draws.decimal(0.5, 1.6, 0.01)
    if draws.integer(0, 5) and 0.75 < ratio < 1.25:
        raise Redraw
    adv = draws.decimal(0.5, 3, 0.1) * draws.choice((1, -1))
    if min(abs(ratio - 0.8), abs(ratio - 1.2)) < 0.02 or ratio == 1:
        raise Redraw
    return {"ratio": ratio, "adv": adv, "eps": 0.2}


def _clipped(ratio: float, eps: float) -> float:
    return min(max(ratio, 1 - eps), 1 + eps)


@exercise("post-training.ppo-objective", _ratio)
def ppo_objective(*, ratio: float, adv: float, eps: float) -> Worked:
    """min(rho A, clip(rho) A) for one token (Schulman et al. 2017, equation 7)."""
    work = Work()
    bare = work.step("unclipped", "ρ A", ratio * adv)
    clip = work.step("clipped", "clip(ρ, 1 − ε, 1 + ε) A", _clipped(ratio, eps) * adv)
    work.step("objective", "the smaller of the two", min(bare, clip))
    return work.done(max_not_min=max(bare, clip), missing_ratio=adv, advantage_clipped=ratio * _clipped(adv, eps))


@exercise("post-training.ppo-zero-gradient", _ratio)
def ppo_zero_gradient(*, ratio: float, adv: float, eps: float) -> Worked:
    """Whether the clipped objective has no gradient in the policy (Schulman et al. 2017, section 3)."""
    work = Work()
    bare = work.step("unclipped", "ρ A", ratio * adv)
    clip = work.step("clipped, constant in ρ outside the band", "clip(ρ, 1 − ε, 1 + ε) A", _clipped(ratio, eps) * adv)
    outside = abs(ratio - 1) > eps
    work.step("the clipped one is the smaller, so the gradient is zero", "", outside and clip < bare)
    return work.done(clips_outside_band=outside, clip_never_binds=False)


def _gap(draws: Draws) -> dict[str, Any]:
    honest, extra = draws.decimal(0.5, 3, 0.1), draws.decimal(1, 7, 0.1)
    near, far = draws.decimal(0.5, 5, 0.1), draws.decimal(10, 60, 0.1)
    return {"r_honest": honest, "kl_honest": near, "r_hack": round(honest + extra, 1), "kl_hack": round(near + far, 1)}


@exercise("post-training.hacking-threshold", _gap)
def hacking_threshold(*, r_honest: float, kl_honest: float, r_hack: float, kl_hack: float) -> Worked:
    """The beta above which the honest response has the higher shaped reward."""
    work = Work()
    gain = work.step("reward that the hack gains", "r_2 − r_1", r_hack - r_honest)
    drift = work.step("divergence that it costs", "KL_2 − KL_1", kl_hack - kl_honest)
    work.step("β where both are equal", "(r_2 − r_1) / (KL_2 − KL_1)", gain / drift)
    return work.done(hack_alone=r_hack / kl_hack, inverted=drift / gain, no_beta_helps=0.0)


@exercise("post-training.models-in-memory", N_billion=choice(1, 3, 7, 8, 13, 34, 70))
def models_in_memory(*, N_billion: int) -> Worked:
    """GB of bf16 weights that PPO holds more than DPO (Ouyang et al. 2022, C.4; Rafailov et al. 2023, section 4)."""
    work = Work()
    ppo = work.step("PPO: policy, reference, reward model, value", "4 · 2 N", 8 * N_billion)
    dpo = work.step("DPO: policy, reference", "2 · 2 N", 4 * N_billion)
    work.step("difference in GB", "4 N", ppo - dpo)
    return work.done(
        dpo_without_reference=6 * N_billion, missing_value_model=2 * N_billion, copies_in_fp32=8 * N_billion
    )


def _group(draws: Draws) -> dict[str, Any]:
    size = draws.integer(4, 6)
    if draws.integer(0, 1):
        rewards = [float(draws.integer(0, 1)) for _ in range(size)]
    else:
        rewards = [draws.decimal(-1, 2, 0.5) for _ in range(size)]
    if len(set(rewards)) < 2 or abs(rewards[0] - mean(rewards)) < 0.1:
        raise Redraw
    return {"size": size, "rewards": rewards}


@exercise("post-training.grpo-advantage", _group)
def grpo_advantage(*, size: int, rewards: list[float]) -> Worked:
    """(r_1 - mean) / sample std: the first sample's advantage within its group (Shao et al. 2024, section 4.1)."""
    work = Work()
    centre = work.step("mean of the group", "μ", mean(rewards))
    squares = sum((reward - centre) ** 2 for reward in rewards)
    spread = work.step("sample standard deviation", "s = √(Σ (r_i − μ)² / (n − 1))", sqrt(squares / (size - 1)))
    work.step("advantage", "(r_1 − μ) / s", (rewards[0] - centre) / spread)
    return work.done(
        population_deviation=(rewards[0] - centre) / sqrt(squares / size),
        not_centred=rewards[0] / spread,
        not_scaled=rewards[0] - centre,
        raw_reward=rewards[0],
    )


@exercise("post-training.sft-loss", prompt=decimals(-3, -0.05, 0.01, 3), response=decimals(-3, -0.05, 0.01, 4))
def sft_loss(*, prompt: list[float], response: list[float]) -> Worked:
    """The mean negative log-likelihood over the response's tokens; the prompt is masked."""
    work = Work()
    total = work.step("response tokens only", "−Σ ln p_t", -sum(response))
    work.step("their mean", "/ 4", total / len(response))
    everything = total - sum(prompt)
    count = len(prompt) + len(response)
    return work.done(prompt_included=everything / count, sum_not_mean=total, divided_by_all_tokens=total / count)


@exercise(
    "post-training.lora-parameters",
    d=choice(1024, 2048, 4096, 8192),
    rank=choice(4, 8, 16, 32, 64),
    matrices=choice(2, 4, 7),
    layers=choice(24, 32, 40, 80),
)
def lora_parameters(*, d: int, rank: int, matrices: int, layers: int) -> Worked:
    """Trainable parameters of LoRA on square projections: L m r (d_in + d_out) (Hu et al. 2021, section 4.1)."""
    work = Work()
    one = work.step("one matrix: A and B", "r (d + d)", rank * 2 * d)
    work.step("all of them", "L · m · r (d + d)", layers * matrices * one)
    return work.done(
        one_factor_only=layers * matrices * rank * d,
        full_matrices=layers * matrices * d * d,
        core_only=layers * matrices * rank * rank,
    )
