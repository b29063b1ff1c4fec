"""Exercises on scaling laws: FLOPs, compute-optimal sizes, power laws, clusters, emergence."""

from math import log, log10, sqrt
from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, integer, row

E, A, B, ALPHA, BETA = 1.8172, 482.01, 2085.43, 0.3478, 0.3658
"""The parametric loss as refitted by Besiroglu et al. 2024."""
_SIZES = (0.1, 0.4, 1, 1.3, 7, 13, 34, 56, 70, 175, 280, 400)
_TOKENS = (0.01, 0.1, 0.3, 1, 1.4, 2.3, 5, 15)


@exercise("scaling.training-flops", N_billion=choice(*_SIZES), D_trillion=choice(*_TOKENS))
def training_flops(*, N_billion: float, D_trillion: float) -> Worked:
    """C = 6 N D: forward 2ND, backward 4ND (Kaplan et al. 2020, section 2.1)."""
    work = Work()
    product = work.step("parameters times tokens", "N D", N_billion * D_trillion * 1e21)
    work.step("FLOPs", "6 N D", 6 * product)
    return work.done(forward_only=2 * product, no_factor=product, backward_only=4 * product)


def _budget(draws: Draws) -> float:
    return float(f"{draws.decimal(1, 9.9, 0.1)}e{draws.integer(18, 25)}")


@exercise("scaling.twenty-to-one", C=_budget)
def twenty_to_one(*, C: float) -> Worked:
    """N of a compute-optimal run by the rule of 20 tokens a parameter (Hoffmann et al. 2022, section 3)."""
    work = Work()
    work.step("with 20 tokens a parameter", "C = 6 N · 20 N = 120 N²", "C / 120 = N²")
    work.step("parameters", "√(C / 120)", sqrt(C / 120))
    return work.done(missing_six=sqrt(C / 20), missing_root=C / 120, equal_split=sqrt(C / 6))


@exercise(
    "scaling.tokens-per-parameter",
    row(
        {"model": "GPT-3", "N_B": 175, "D_B": 300},
        {"model": "Gopher", "N_B": 280, "D_B": 300},
        {"model": "Chinchilla", "N_B": 70, "D_B": 1400},
        {"model": "LLaMA-65B", "N_B": 65, "D_B": 1400},
        {"model": "Llama-3-8B", "N_B": 8, "D_B": 15_000},
    ),
)
def tokens_per_parameter(*, model: str, N_B: int, D_B: int) -> Worked:
    """D / N of a published model, to compare with about 20."""
    work = Work()
    work.step(f"{model}: billions of tokens over billions of parameters", "D / N", f"{D_B:,} / {N_B:,}")
    ratio = work.step("tokens per parameter", "", D_B / N_B)
    return work.done(inverted=N_B / D_B, per_flop=ratio / 6, twenty_always=20.0)


@exercise("scaling.kaplan-factor", k=choice(2, 3, 5, 8, 10, 20, 50, 100, 1000))
def kaplan_factor(*, k: int) -> Worked:
    """The factor on the loss when N grows k times: k^-0.076 (Kaplan et al. 2020, equation 1.1)."""
    work = Work()
    work.step("L(N) is proportional to", "N^(−0.076)", f"{k:,}^(−0.076)")
    work.step("factor on the loss", "k^(−0.076)", k**-0.076)
    return work.done(data_exponent=k**-0.095, inverse_proportion=1 / k, linear_in_log=1 - 0.076 * log10(k))


@exercise("scaling.parametric-loss", N_billion=choice(*_SIZES), D_trillion=choice(*_TOKENS))
def parametric_loss(*, N_billion: float, D_trillion: float) -> Worked:
    """L(N, D) = E + A/N^alpha + B/D^beta with the refitted constants (Besiroglu et al. 2024)."""
    work = Work()
    model = work.step("finite model", "482.01 / N^0.3478", A / (N_billion * 1e9) ** ALPHA)
    data = work.step("finite data", "2085.43 / D^0.3658", B / (D_trillion * 1e12) ** BETA)
    work.step("loss in nats per token", "1.8172 + both", E + model + data)
    return work.done(missing_irreducible=model + data, missing_data_term=E + model, terms_multiplied=E + model * data)


@exercise("scaling.parametric-optimum", C=lambda draws: float(f"{draws.decimal(1, 9.9, 0.1)}e{draws.integer(19, 24)}"))
def parametric_optimum(*, C: float) -> Worked:
    """The N that minimises the parametric loss at C = 6ND (Hoffmann et al. 2022, equation 4; refitted constants)."""
    work = Work()
    G = work.step("G", "(α A / (β B))^(1/(α+β))", (ALPHA * A / (BETA * B)) ** (1 / (ALPHA + BETA)))
    a = work.step("exponent", "β / (α + β)", BETA / (ALPHA + BETA))
    best = work.step("parameters", "G (C / 6)^(β/(α+β))", G * (C / 6) ** a)
    return work.done(tokens_not_parameters=C / 6 / best, exponents_swapped=G * (C / 6) ** (1 - a), missing_six=G * C**a)


@exercise(
    "scaling.days-on-cluster",
    C=lambda draws: float(f"{draws.decimal(1, 9.9, 0.1)}e{draws.integer(21, 24)}"),
    gpus=choice(64, 256, 1024, 4096, 16_384),
    peak_T=choice(312, 989),
    mfu=choice(0.3, 0.35, 0.4, 0.45, 0.5),
)
def days_on_cluster(*, C: float, gpus: int, peak_T: int, mfu: float) -> Worked:
    """Days of training at a given utilisation."""
    work = Work()
    rate = work.step("FLOP/s that the cluster really does", "GPUs · peak · MFU", gpus * peak_T * 1e12 * mfu)
    seconds = work.step("seconds", "C / rate", C / rate)
    days = work.step("days", "/ 86,400", seconds / 86_400)
    if not 0.2 < days < 20_000:
        raise Redraw
    return work.done(full_utilisation=days * mfu, hours_not_days=days * 24, one_gpu=days * gpus)


@exercise("scaling.allocation-ratio", k=choice(10, 30, 50, 100, 300, 1000, 10_000))
def allocation_ratio(*, k: int) -> Worked:
    """N_Kaplan / N_Chinchilla after compute grows k times: k^(0.73 - 0.5)."""
    work = Work()
    kaplan = work.step("Kaplan", "k^0.73", k**0.73)
    chinchilla = work.step("Chinchilla", "k^0.5", k**0.5)
    work.step("ratio", "k^0.23", kaplan / chinchilla)
    return work.done(no_difference=1.0, kaplan_alone=kaplan, linear_in_compute=float(k))


def _accuracies(draws: Draws) -> dict[str, Any]:
    p1 = draws.decimal(0.6, 0.9, 0.01)
    return {"p1": p1, "p2": round(min(p1 + draws.decimal(0.03, 0.15, 0.01), 0.99), 2), "L": draws.integer(3, 20)}


@exercise("scaling.emergence-ratio", _accuracies)
def emergence_ratio(*, p1: float, p2: float, L: int) -> Worked:
    """The ratio of exact-match scores for answers of L tokens (Schaeffer et al. 2023, section 2)."""
    work = Work()
    ratio = work.step("ratio of the token accuracies", "p_2 / p_1", p2 / p1)
    work.step("all L tokens have to be right", "(p_2 / p_1)^L", ratio**L)
    return work.done(token_ratio=ratio, length_times_ratio=L * ratio, difference_not_ratio=p2 - p1)


def _two_models(draws: Draws) -> dict[str, Any]:
    N1, D1 = draws.choice(((70, 1.4), (65, 1.4), (34, 1), (175, 2)))
    shrink = draws.choice((2, 4))
    return {
        "N1_B": N1,
        "D1_T": D1,
        "N2_B": N1 / shrink,
        "D2_T": round(D1 * shrink * draws.choice((1.5, 1.75, 2)), 2),
        "T_T": draws.choice((1, 2, 5, 10, 20)),
    }


@exercise("scaling.training-plus-inference", _two_models)
def training_plus_inference(*, N1_B: float, D1_T: float, N2_B: float, D2_T: float, T_T: float) -> Worked:
    """The cheaper total FLOPs of training and serving: 6ND + 2NT (Sardana et al. 2023, section 2)."""
    work = Work()
    train = [6e21 * N1_B * D1_T, 6e21 * N2_B * D2_T]
    serve = [2e21 * N1_B * T_T, 2e21 * N2_B * T_T]
    totals = [a + b for a, b in zip(train, serve, strict=True)]
    work.step("first model", "6 N_1 D_1 + 2 N_1 T", totals[0])
    work.step("second model", "6 N_2 D_2 + 2 N_2 T", totals[1])
    if abs(totals[0] / totals[1] - 1) < 0.08:
        raise Redraw
    work.step("the smaller total", "", min(totals))
    return work.done(dearer_model=max(totals), training_only=min(train), inference_only=min(serve))


def _points(draws: Draws) -> dict[str, Any]:
    alpha = draws.decimal(0.05, 0.12, 0.001)
    N1, N2 = draws.choice((1e7, 1e8)), draws.choice((1e9, 1e10, 1e11))
    L1 = draws.decimal(2.6, 4.5, 0.001)
    return {"N1": N1, "N2": N2, "L1": L1, "L2": round(L1 * (N1 / N2) ** alpha, 3)}


@exercise("scaling.fit-exponent", _points)
def fit_exponent(*, N1: float, N2: float, L1: float, L2: float) -> Worked:
    """alpha of L = (Nc/N)^alpha from two points: the negative slope in log-log."""
    work = Work()
    down = work.step("change of ln L", "ln(L_2 / L_1)", log(L2 / L1))
    right = work.step("change of ln N", "ln(N_2 / N_1)", log(N2 / N1))
    alpha = work.step("exponent", "−ln(L_2/L_1) / ln(N_2/N_1)", -down / right)
    return work.done(semi_log_slope=(L1 - L2) / log10(N2 / N1), sign_lost=-alpha, relative_drop=(L1 - L2) / L1)


@exercise("scaling.smaller-model", N_divided_by=integer(2, 9))
def smaller_model(*, N_divided_by: int) -> Worked:
    """The factor on tokens per parameter when N shrinks k times at fixed compute."""
    work = Work()
    k = N_divided_by
    work.step("tokens grow, since C = 6 N D is fixed", "D · k", k)
    work.step("tokens per parameter", "(D k) / (N / k) = k² D / N", k * k)
    return work.done(model_change_forgotten=k, ratio_fixed=1, root_not_square=sqrt(k))
