"""Rows for engine/sampling.py, engine/penalties.py and engine/decoding.py."""

from typing import Any

from engine.operations.row import Argument, Operation, StepName

_SAMPLING, _PENALTIES, _DECODING = "engine.sampling", "engine.penalties", "engine.decoding"
_LOGITS = Argument("logits", "(..., V)", meaning="scores of the next token; -inf: not possible")
_FILTERED = (("logits", "(..., V)"), ("probs", "(..., V)"))
_USED = Argument("token_ids", "(N,) or (..., N)", meaning="tokens so far")
_NAIVE_K = Argument("k", "int", meaning="how many stay; ties with the k-th stay too")
_MASS = Argument("p", "float", meaning="mass to reach, 0 to 1; 1 keeps all")
_LEAST = Argument("min_tokens_to_keep", "int", 1, "no fewer stay")
_EXAMPLE = (2.0, 1.5, 1.5, 0.3, -0.5, -1.0)

_BEFORE = StepName("probs_before", "softmax(logits)", "(..., V)")
_KEPT = (
    StepName("kept", "which tokens survive", "(..., V)"),
    StepName("logits", "-inf for the others", "(..., V)"),
    StepName("probs", "softmax of what is left", "(..., V)"),
)
_BY_K = (StepName("threshold", "the k-th largest logit", "(..., 1)"), *_KEPT)
_BY_MASS = (
    _BEFORE,
    StepName("order", "tokens from most to least probable", "(..., V)"),
    StepName("cumulative", "their probabilities added up", "(..., V)"),
    *_KEPT,
)
_FINAL = (
    StepName("logits", "logits of the next token", "(..., V)"),
    StepName("probs", "softmax(logits)", "(..., V)"),
)


def _row(name: str, summary: str, module: str = _SAMPLING, **fields: Any) -> Operation:
    return Operation(name=name, module=module, concept="sampling", summary=summary, **fields)


def _after(name: str, *, filters: bool) -> tuple[StepName, ...]:
    kept = (StepName(f"{name}_kept", "which tokens survive", "(..., V)"),) if filters else ()
    return (
        *kept,
        StepName(f"{name}_logits", f"after {name}", "(..., V)"),
        StepName(f"{name}_probs", "softmax of what is left", "(..., V)"),
    )


ROWS: tuple[Operation, ...] = (
    _row(
        "temperature",
        "Sharpen or flatten a distribution; 0 is greedy",
        arguments=(_LOGITS, Argument("temperature", "float", 1.0, "0 or more")),
        results=(*_FILTERED, ("argmax", "(...)")),
        formula="p = softmax(z / T)",
        steps=(
            StepName("logits", "logits / T; T = 0 keeps the largest alone", "(..., V)"),
            StepName("probs", "softmax(logits / T)", "(..., V)"),
        ),
        example={"logits": _EXAMPLE, "temperature": 0.7},
    ),
    _row(
        "top_k",
        "Keep the k largest logits",
        arguments=(_LOGITS, _NAIVE_K),
        results=_FILTERED,
        formula="keep z_i >= z_(k)",
        steps=_BY_K,
        example={"logits": _EXAMPLE, "k": 2},
    ),
    _row(
        "top_p",
        "Keep the smallest set of tokens whose mass reaches p",
        arguments=(_LOGITS, _MASS, _LEAST),
        results=_FILTERED,
        formula="keep i while p_(1) + ... + p_(i-1) < p",
        steps=_BY_MASS,
        example={"logits": _EXAMPLE, "p": 0.8},
    ),
    _row(
        "min_p",
        "Keep tokens with at least a share of the largest probability",
        arguments=(_LOGITS, Argument("min_p", "float", meaning="share of the largest probability, 0 to 1")),
        results=_FILTERED,
        formula="keep p_i >= min_p * max_j p_j",
        steps=(_BEFORE, StepName("threshold", "min_p * p_max", "(..., 1)"), *_KEPT),
        example={"logits": _EXAMPLE, "min_p": 0.2},
    ),
    _row(
        "typical",
        "Keep the tokens whose surprisal lies nearest the entropy",
        arguments=(_LOGITS, Argument("mass", "float", meaning="mass to reach, above 0 to 1; 1 keeps all")),
        results=_FILTERED,
        formula="sort by |-ln p_i - H|, keep until the mass is reached",
        steps=(
            _BEFORE,
            StepName("entropy", "H = -sum p ln p", "(..., 1)"),
            StepName("distance", "|-ln p - H|", "(..., V)"),
            StepName("order", "tokens from nearest to farthest", "(..., V)"),
            StepName("cumulative", "their probabilities added up", "(..., V)"),
            *_KEPT,
        ),
        example={"logits": _EXAMPLE, "mass": 0.7},
    ),
    _row(
        "naive_top_k",
        "Top-k as on a whiteboard: sort and read off the k-th",
        arguments=(_LOGITS, _NAIVE_K),
        results=_FILTERED,
        steps=_BY_K,
        example={"logits": _EXAMPLE, "k": 2},
    ),
    _row(
        "naive_top_p",
        "Top-p as on a whiteboard: sort and add up",
        arguments=(_LOGITS, _MASS, _LEAST),
        results=_FILTERED,
        steps=_BY_MASS,
        example={"logits": _EXAMPLE, "p": 0.8},
    ),
    _row(
        "repetition_penalty",
        "Make tokens that were used before less likely, once each",
        _PENALTIES,
        arguments=(_LOGITS, _USED, Argument("penalty", "float", 1.0, "above 0; above 1 discourages")),
        results=_FILTERED,
        formula="z_i / penalty if z_i > 0, else z_i * penalty",
        steps=(StepName("used", "which tokens were used before", "(V,)"), *_FINAL),
        example={"logits": _EXAMPLE, "token_ids": (0, 4, 0), "penalty": 1.3},
    ),
    _row(
        "frequency_presence_penalty",
        "Subtract for each use of a token, and once for any",
        _PENALTIES,
        arguments=(
            _LOGITS,
            _USED,
            Argument("frequency_penalty", "float", 0.0, "for each use"),
            Argument("presence_penalty", "float", 0.0, "once, if used at all"),
        ),
        results=_FILTERED,
        formula="z_i - c_i * frequency - [c_i > 0] * presence",
        steps=(StepName("counts", "how often each token was used before", "(V,)"), *_FINAL),
        example={"logits": _EXAMPLE, "token_ids": (0, 4, 0), "frequency_penalty": 0.5, "presence_penalty": 0.4},
    ),
    _row(
        "process_logits",
        "All processors in the order in which libraries apply them",
        _PENALTIES,
        arguments=(
            _LOGITS,
            Argument("token_ids", "(N,) or (..., N)", (), "tokens so far"),
            Argument("repetition_penalty", "float", 1.0, "1: left out"),
            Argument("temperature", "float", 1.0, "1: left out; 0: greedy"),
            Argument("top_k", "int or None", 0, "0: left out"),
            Argument("top_p", "float or None", 1.0, "1: left out"),
            Argument("min_p", "float or None", 0.0, "0: left out"),
            Argument("typical_p", "float or None", 1.0, "1: left out"),
        ),
        results=_FILTERED,
        formula="repetition penalty, temperature, top-k, top-p, min-p, typical",
        steps=(
            *_after("repetition_penalty", filters=False),
            *_after("temperature", filters=False),
            *_after("top_k", filters=True),
            *_after("top_p", filters=True),
            *_after("min_p", filters=True),
            *_after("typical", filters=True),
            *_FINAL,
        ),
        example={
            "logits": _EXAMPLE,
            "token_ids": (0,),
            "repetition_penalty": 1.2,
            "temperature": 0.8,
            "top_k": 5,
            "top_p": 0.95,
            "min_p": 0.05,
            "typical_p": 0.9,
        },
    ),
    _row(
        "entropy",
        "How uncertain a distribution is",
        arguments=(
            Argument("probs", "(..., V)", meaning="probabilities"),
            Argument("unit", "str", "nats", "natural logarithms or base 2", ("nats", "bits")),
        ),
        results=(("entropy", "(...)"),),
        formula="H = -sum_i p_i log p_i",
        steps=(StepName("terms", "-p log p", "(..., V)"),),
        example={"probs": (0.5, 0.25, 0.125, 0.125), "unit": "bits"},
    ),
    _row(
        "perplexity",
        "Between how many equally likely tokens a model wavers",
        arguments=(Argument("token_logprobs", "(N,)", meaning="log-probability of each token, natural logarithm"),),
        results=(("perplexity", "float"),),
        formula="exp(-mean(log p))",
        steps=(StepName("mean_nll", "-mean(log p)"),),
        example={"token_logprobs": (-0.5, -1.2, -0.1, -2.3)},
    ),
    _row(
        "sample_inverse_cdf",
        "Draw tokens from uniform numbers",
        arguments=(_LOGITS, Argument("uniforms", "(N,) or (...)", meaning="0 <= u < 1")),
        results=(("token_ids", "(N,) or (...)"),),
        formula="smallest i with u < p_0 + ... + p_i",
        steps=(
            StepName("probs", "softmax(logits)", "(..., V)"),
            StepName("cdf", "p_0 + ... + p_i", "(..., V)"),
            StepName("token_ids", "smallest i with u < cdf_i", "(N,) or (...)"),
        ),
        example={"logits": _EXAMPLE, "uniforms": (0.1, 0.5, 0.95)},
    ),
    _row(
        "speculative_accept",
        "Accept a draft model's tokens so that the target's distribution is kept",
        _DECODING,
        arguments=(
            Argument("target_logits", "(gamma + 1, V)"),
            Argument("draft_logits", "(gamma, V)"),
            Argument("draft_tokens", "(gamma,)", meaning="drawn from the draft"),
            Argument("uniforms", "(gamma,)", meaning="0 <= u <= 1"),
        ),
        results=(("num_accepted", "int"), ("next_distribution", "(V,)"), ("acceptance_rate", "(gamma,)")),
        formula="accept while u <= p / q, then draw from max(p - q, 0), normalised",
        steps=(
            StepName("p", "target probability of each draft token", "(gamma,)"),
            StepName("q", "draft probability of each draft token", "(gamma,)"),
            StepName("accepts", "u <= p / q", "(gamma,)"),
            StepName("num_accepted", "up to the first refusal"),
            StepName("next_distribution", "max(p - q, 0), normalised", "(V,)"),
            StepName("acceptance_rate", "sum of min(p, q)", "(gamma,)"),
        ),
        example={
            "target_logits": ((1.0, 0.5, -0.5), (0.2, 1.4, 0.1), (0.0, 0.3, 0.9)),
            "draft_logits": ((0.8, 0.6, -0.2), (1.5, 0.2, 0.0)),
            "draft_tokens": (0, 0),
            "uniforms": (0.4, 0.7),
        },
    ),
    _row(
        "speculative_expected_tokens",
        "Tokens that one pass of the target yields on average",
        _DECODING,
        arguments=(
            Argument("alpha", "float", meaning="chance that a draft token is accepted"),
            Argument("gamma", "int", meaning="draft tokens per pass"),
        ),
        results=(("expected_tokens", "float"),),
        formula="(1 - alpha^(gamma + 1)) / (1 - alpha)",
        steps=(
            StepName("all_accepted", "alpha^gamma"),
            StepName("expected_tokens", "(1 - alpha^(gamma + 1)) / (1 - alpha); gamma + 1 at alpha 1"),
        ),
        example={"alpha": 0.8, "gamma": 4},
    ),
    _row(
        "beam_search",
        "The best sequences side by side, on a table of next-token log-probabilities",
        _DECODING,
        arguments=(
            Argument("log_prob_table", "(V, V)", meaning="[i][j] = log p(j | i)"),
            Argument("start", "int", meaning="first token, not scored"),
            Argument("eos", "int", meaning="token that ends a sequence"),
            Argument("num_beams", "int"),
            Argument("max_new_tokens", "int"),
            Argument("length_penalty", "float", 1.0, "exponent of the length; 0 leaves the sum as it is"),
        ),
        results=(("tokens", "(N,), start first"), ("score", "float")),
        formula="sum of log p / generated ** length_penalty",
        steps=(
            StepName("candidates", "the best 2 * num_beams: tokens, log-probability"),
            StepName("beams", "what goes on"),
            StepName("finished", "ended by EOS: tokens, score"),
        ),
        example={
            "log_prob_table": (
                (-2.5, -0.7, -1.1, -2.0),
                (-2.0, -1.6, -0.7, -1.7),
                (-1.4, -1.2, -2.1, -1.1),
                (-1.4, -1.4, -1.4, -1.4),
            ),
            "start": 0,
            "eos": 3,
            "num_beams": 2,
            "max_new_tokens": 4,
        },
    ),
)
