"""Rows for engine/preference.py and engine/preference_variants.py."""

from engine.operations.row import Argument, Operation, StepName

_PAIR_LOGPS = (
    Argument("policy_chosen_logps", "(N,)", meaning="log π of the chosen answers"),
    Argument("policy_rejected_logps", "(N,)", meaning="log π of the rejected answers"),
)
_REF_LOGPS = (
    Argument("ref_chosen_logps", "(N,)", meaning="the reference's, of the chosen answers"),
    Argument("ref_rejected_logps", "(N,)", meaning="the reference's, of the rejected answers"),
)
_AVERAGES = (
    Argument("avg_chosen_logps", "(N,)", meaning="log-probability per token of the chosen answers"),
    Argument("avg_rejected_logps", "(N,)", meaning="log-probability per token of the rejected answers"),
)
_PAIR_LOGPS_EXAMPLE = {"policy_chosen_logps": [-25.8, -27.3], "policy_rejected_logps": [-25.9, -27.7]}
_REF_LOGPS_EXAMPLE = {"ref_chosen_logps": [-21.7, -15.2], "ref_rejected_logps": [-24.5, -23.5]}
_PAIRS_EXAMPLE = {**_PAIR_LOGPS_EXAMPLE, **_REF_LOGPS_EXAMPLE}
ROWS: tuple[Operation, ...] = (
    Operation(
        "bradley_terry_loss",
        "engine.preference",
        "post-training",
        "The reward model's loss on pairs, with its gradients",
        (
            Argument("chosen_rewards", "(N,)"),
            Argument("rejected_rewards", "(N,)"),
            Argument("margin", "(N,) or None", None, "by how much the chosen reward should lead"),
            Argument("center_coefficient", "float", 0.0, "weight of the term that keeps rewards near 0"),
        ),
        (("loss", "()"), ("per_example", "(N,)"), ("grad_chosen", "(N,)"), ("grad_rejected", "(N,)")),
        "-log σ(r_chosen - r_rejected - margin)",
        (
            StepName("gap", "r_chosen - r_rejected - margin", "(N,)"),
            StepName("probability", "P(chosen wins) = σ(gap)", "(N,)"),
            StepName("per_example", "-log σ(gap)", "(N,)"),
            StepName("loss", "mean(per_example) + c mean((r_chosen + r_rejected)²)", "()"),
            StepName("grad_chosen", "(-σ(-gap) + 2c (r_chosen + r_rejected)) / N", "(N,)"),
            StepName("grad_rejected", "(σ(-gap) + 2c (r_chosen + r_rejected)) / N", "(N,)"),
        ),
        {"chosen_rewards": [0.1, 2.0], "rejected_rewards": [2.7, -1.0]},
    ),
    Operation(
        "dpo_loss",
        "engine.preference",
        "post-training",
        "Direct preference optimisation and its loss types, with gradients and rewards",
        (
            *_PAIR_LOGPS,
            Argument("ref_chosen_logps", "(N,) or None", None, "None: reference-free"),
            Argument("ref_rejected_logps", "(N,) or None", None, "None: reference-free"),
            Argument("beta", "float", 0.1, "how strongly the reference holds"),
            Argument("loss_type", "str", "sigmoid", choices=("cdpo", "hinge", "ipo", "robust", "sigmoid")),
            Argument("label_smoothing", "float", 0.0, "P(a label is flipped), for cdpo and robust"),
            Argument("chosen_lengths", "(N,) or None", None, "tokens of the chosen answers, for ipo"),
            Argument("rejected_lengths", "(N,) or None", None, "tokens of the rejected answers, for ipo"),
        ),
        (
            ("per_example", "(N,)"),
            ("loss", "()"),
            ("grad_policy_chosen", "(N,)"),
            ("grad_policy_rejected", "(N,)"),
            ("chosen_rewards", "(N,)"),
            ("rejected_rewards", "(N,)"),
            ("accuracy", "()"),
        ),
        "-log σ(β [log(π/ref)(chosen) - log(π/ref)(rejected)])",
        (
            StepName("chosen_log_ratio", "log π(chosen) - log ref(chosen)", "(N,)"),
            StepName("rejected_log_ratio", "log π(rejected) - log ref(rejected)", "(N,)"),
            StepName("h", "chosen_log_ratio - rejected_log_ratio", "(N,)"),
            StepName("margin", "x = β h", "(N,)"),
            StepName("probability", "P(chosen wins) = σ(x)", "(N,)"),
            StepName("chosen_rewards", "β chosen_log_ratio", "(N,)"),
            StepName("rejected_rewards", "β rejected_log_ratio", "(N,)"),
            StepName("accuracy", "share of pairs with chosen_rewards > rejected_rewards", "()"),
            StepName("per_example", "-log σ(x) for the plain loss", "(N,)"),
            StepName("loss", "mean(per_example)", "()"),
            StepName("grad_policy_chosen", "∂ loss / ∂ log π(chosen)", "(N,)"),
            StepName("grad_policy_rejected", "∂ loss / ∂ log π(rejected)", "(N,)"),
        ),
        _PAIRS_EXAMPLE,
    ),
    Operation(
        "ipo_loss",
        "engine.preference",
        "post-training",
        "Identity preference optimisation as in the paper, on summed log-probabilities",
        (*_PAIR_LOGPS, *_REF_LOGPS, Argument("tau", "float", 0.1, "strength of the regularisation")),
        (("per_example", "(N,)"), ("loss", "()")),
        "(h - 1/(2τ))²",
        (
            StepName("h", "log(π/ref)(chosen) - log(π/ref)(rejected)", "(N,)"),
            StepName("target", "1 / (2τ)", "()"),
            StepName("per_example", "(h - target)²", "(N,)"),
            StepName("loss", "mean(per_example)", "()"),
        ),
        _PAIRS_EXAMPLE,
    ),
    Operation(
        "simpo_loss",
        "engine.preference_variants",
        "post-training",
        "Reference-free preference loss on log-probabilities per token",
        (
            *_AVERAGES,
            Argument("beta", "float", 2.0),
            Argument("gamma", "float", 0.5, "margin, subtracted after β"),
            Argument("label_smoothing", "float", 0.0),
        ),
        (("per_example", "(N,)"), ("loss", "()")),
        "-log σ(β (chosen - rejected) - γ)",
        (
            StepName("scaled", "β (avg log p(chosen) - avg log p(rejected))", "(N,)"),
            StepName("margin", "scaled - γ", "(N,)"),
            StepName("per_example", "-(1 - ε) log σ(margin) - ε log σ(-margin)", "(N,)"),
            StepName("loss", "mean(per_example)", "()"),
        ),
        {"avg_chosen_logps": [-0.8, -1.2], "avg_rejected_logps": [-1.5, -1.1]},
    ),
    Operation(
        "orpo_loss",
        "engine.preference_variants",
        "post-training",
        "Fine-tuning loss plus an odds-ratio term, without a reference",
        (
            *_AVERAGES,
            Argument("chosen_nll", "float", meaning="the fine-tuning loss of the chosen answers"),
            Argument("beta", "float", 0.1, "weight of the odds-ratio term"),
        ),
        (("log_odds", "(N,)"), ("log_sigmoid_log_odds", "(N,)"), ("loss", "()")),
        "chosen_nll - β mean(log σ(log odds ratio))",
        (
            StepName("chosen_log_odds", "log p - log(1 - p) of the chosen answer", "(N,)"),
            StepName("rejected_log_odds", "log p - log(1 - p) of the rejected answer", "(N,)"),
            StepName("log_odds", "chosen_log_odds - rejected_log_odds", "(N,)"),
            StepName("log_sigmoid_log_odds", "log σ(log_odds)", "(N,)"),
            StepName("loss", "chosen_nll - β mean(log_sigmoid_log_odds)", "()"),
        ),
        {"avg_chosen_logps": [-0.8, -1.2], "avg_rejected_logps": [-1.5, -1.1], "chosen_nll": 1.0},
    ),
    Operation(
        "kto_loss",
        "engine.preference_variants",
        "post-training",
        "Loss on single good and bad answers against a reference point",
        (
            *_PAIR_LOGPS,
            *_REF_LOGPS,
            Argument("kl_logratios", "(K,)", meaning="log(π/ref) of mismatched prompts and completions"),
            Argument("beta", "float", 0.1),
            Argument("desirable_weight", "float", 1.0),
            Argument("undesirable_weight", "float", 1.0),
        ),
        (("kl", "()"), ("per_example", "(N + M,)"), ("loss", "()")),
        "w (1 - σ(±β (r - z0)))",
        (
            StepName("kl", "z0 = max(0, mean(kl_logratios))", "()"),
            StepName("chosen_log_ratio", "log π(chosen) - log ref(chosen)", "(N,)"),
            StepName("rejected_log_ratio", "log π(rejected) - log ref(rejected)", "(M,)"),
            StepName("per_example", "w_d (1 - σ(β (r - z0))), then w_u (1 - σ(β (z0 - r)))", "(N + M,)"),
            StepName("loss", "mean(per_example)", "()"),
        ),
        {**_PAIRS_EXAMPLE, "kl_logratios": [0.3, -0.1]},
    ),
)
