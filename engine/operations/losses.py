"""Rows for engine/losses.py, and, joined to them, those for preference and policy losses."""

from engine.operations import policy, preference
from engine.operations.row import Argument, Operation, StepName

_IGNORE = Argument("ignore_index", "int", -100, "targets that do not count")
_LOGITS_EXAMPLE = [
    [[2.0, 0.5, -1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 3.0]],
    [[0.5, 0.5, 0.5], [2.0, -2.0, 0.0], [0.0, 0.0, 1.0]],
]

_TOKENS = (
    Operation(
        "cross_entropy",
        "engine.losses",
        "llm",
        "Negative log-probability of the right token, its mean and its gradient",
        (
            Argument("logits", "(N, V)"),
            Argument("targets", "(N,)", meaning="token ids"),
            _IGNORE,
            Argument("label_smoothing", "float", 0.0, "ε, spread over all V classes"),
        ),
        (("per_token", "(N,)"), ("mean", "()"), ("grad_logits", "(N, V)")),
        "-(1 - ε) log p[target] - ε/V Σ_j log p_j",
        (
            StepName("logsumexp", "m + log Σ_j exp(z_j - m), m = max_j z_j", "(N,)"),
            StepName("probabilities", "p = exp(z - logsumexp)", "(N, V)"),
            StepName("target_log_probs", "log p[target], ignored targets left out", "(n,)"),
            StepName("per_token", "-(1 - ε) log p[target] - ε/V Σ_j log p_j", "(N,)"),
            StepName("mean", "Σ per_token / number of targets", "()"),
            StepName("grad_logits", "(p - (1 - ε) onehot - ε/V) / number of targets", "(N, V)"),
        ),
        {"logits": [[2.0, 0.5, -1.0], [0.0, 1.0, 0.0], [1.0, 1.0, 3.0]], "targets": [0, 2, -100]},
    ),
    Operation(
        "sft_loss",
        "engine.losses",
        "post-training",
        "Next-token loss over the tokens of the answer alone",
        (
            Argument("logits", "(B, T, V)"),
            Argument("input_ids", "(B, T)"),
            Argument("labels", "(B, T)", meaning="input_ids, unshifted, with -100 where no loss is wanted"),
            _IGNORE,
        ),
        (("loss", "()"), ("num_target_tokens", "()")),
        "-mean of log p(labels[t + 1] | tokens up to t)",
        (
            StepName("shifted_labels", "labels[:, 1:]: logits[t] predicts labels[t + 1]", "(B, T - 1)"),
            StepName("token_log_probs", "log p(labels[t + 1] | tokens up to t), 0 where ignored", "(B, T - 1)"),
            StepName("num_target_tokens", "labels that are not ignore_index", "()"),
            StepName("loss", "-Σ token_log_probs / num_target_tokens", "()"),
        ),
        {
            "logits": _LOGITS_EXAMPLE,
            "input_ids": [[0, 1, 2], [1, 0, 2]],
            "labels": [[-100, 1, 2], [-100, -100, 2]],
        },
    ),
    Operation(
        "sequence_logps",
        "engine.losses",
        "post-training",
        "Log-probability of each completion, as DPO and PPO take it",
        (
            Argument("logits", "(B, T, V)"),
            Argument("targets", "(B, T)", meaning="already shifted"),
            _IGNORE,
            Argument("average", "bool", False, "per token instead of summed"),
        ),
        (("logps", "(B,)"),),
        "Σ_t log p(target_t)",
        (
            StepName("token_log_probs", "log softmax(logits)[target], 0 where ignored", "(B, T)"),
            StepName("num_tokens", "targets that are not ignore_index", "(B,)"),
            StepName("sum", "Σ_t token_log_probs", "(B,)"),
            StepName("logps", "sum / num_tokens when average, else sum", "(B,)"),
        ),
        {"logits": _LOGITS_EXAMPLE, "targets": [[0, 1, 2], [1, 0, -100]]},
    ),
    Operation(
        "naive_sequence_logps",
        "engine.losses",
        "post-training",
        "The whiteboard's sequence_logps: log-softmax of everything, pick, sum",
        (Argument("logits", "(B, T, V)"), Argument("targets", "(B, T)", meaning="already shifted"), _IGNORE),
        (("logps", "(B,)"),),
        "Σ_t log p(target_t)",
        example={"logits": _LOGITS_EXAMPLE, "targets": [[0, 1, 2], [1, 0, -100]]},
    ),
    Operation(
        "kl_estimators",
        "engine.losses",
        "post-training",
        "Three estimates of KL(policy || reference) from sampled tokens",
        (
            Argument("logp", "(N,)", meaning="log π of tokens sampled from π"),
            Argument("ref_logp", "(N,)", meaning="the reference's log-probabilities of the same tokens"),
        ),
        (("k1", "(N,)"), ("k2", "(N,)"), ("k3", "(N,)")),
        "k1 = -d, k2 = d²/2, k3 = exp(d) - 1 - d, d = log π_ref - log π",
        (
            StepName("log_ratio", "d = log π_ref - log π", "(N,)"),
            StepName("k1", "-d", "(N,)"),
            StepName("k2", "d² / 2", "(N,)"),
            StepName("k3", "exp(d) - 1 - d", "(N,)"),
        ),
        {"logp": [-1.57, -0.2, -3.0], "ref_logp": [-0.34, -0.25, -3.5]},
    ),
    Operation(
        "kl_divergence",
        "engine.losses",
        "post-training",
        "KL(p || q) of two distributions, in nats",
        (Argument("p", "(V,)"), Argument("q", "(V,)")),
        (("kl", "()"),),
        "Σ p log(p / q)",
        (
            StepName("log_ratio", "log(p / q), 0 where p is 0", "(V,)"),
            StepName("terms", "p log(p / q)", "(V,)"),
            StepName("kl", "Σ terms", "()"),
        ),
        {"p": [0.73, 0.16, 0.11], "q": [0.21, 0.18, 0.61]},
    ),
)

ROWS: tuple[Operation, ...] = (*_TOKENS, *preference.ROWS, *policy.ROWS)
