"""Rows for engine/attention.py."""

from typing import Any

from engine.operations.row import Argument, Operation, StepName

_Q, _K, _V = (
    Argument("q", "(B, H, T, d)"),
    Argument("k", "(B, H_kv, S, d)"),
    Argument("v", "(B, H_kv, S, d_v)"),
)
_CAUSAL = Argument("causal", "bool", False, "hide later keys, aligned to the last one")
_SCALE = Argument("scale", "float or None", None, "None: 1/√d")
_TRACE = Argument("trace", "Trace", None)
_STEPS = (
    StepName("scores", "q kᵀ", "(..., T, S)"),
    StepName("scaled", "scores · scale", "(..., T, S)"),
    StepName("masked", "+ bias; hidden keys at −∞", "(..., T, S)"),
    StepName("row_max", "largest of each row", "(..., T)"),
    StepName("exponentials", "exp(masked − row max)", "(..., T, S)"),
    StepName("denominators", "sum of each row", "(..., T)"),
    StepName("weights", "exponentials / denominators", "(..., T, S)"),
    StepName("output", "weights · v", "(..., T, d_v)"),
)
_SMALL: dict[str, Any] = {
    "q": [[1.2, 0.4, -0.3, 0.8], [-0.6, 1.5, 0.9, 0.2], [0.3, 0.7, 1.6, -1.1], [1.9, -0.4, 0.5, 0.6]],
    "k": [[0.9, 0.2, -0.5, 0.7], [-0.4, 1.3, 0.6, 0.1], [0.8, 0.5, 1.4, -0.9], [1.1, -0.7, 0.3, 1.2]],
    "v": [[1.0, 0.0], [0.2, 1.4], [-0.8, 0.9], [0.5, -1.2]],
    "causal": True,
}
_EYE = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]

ROWS: tuple[Operation, ...] = (
    Operation(
        "scaled_dot_product_attention",
        "engine.attention",
        "transformer",
        "softmax(q kᵀ / √d) v, row by row, with what a mask hides left out",
        (
            _Q,
            _K,
            _V,
            _CAUSAL,
            Argument("window", "int or None", None, "a query sees the last w keys up to its own"),
            Argument("mask", "(T, S) of bool or None", None, "True where attention is allowed"),
            Argument("bias", "(..., T, S) or None", None, "added to the scaled scores"),
            _SCALE,
            Argument("return_weights", "bool", False),
            _TRACE,
        ),
        (("output", "(..., T, d_v)"), ("weights", "(..., T, S)")),
        "softmax(q kᵀ / √d) v",
        _STEPS,
        _SMALL,
    ),
    Operation(
        "naive_attention",
        "engine.attention",
        "transformer",
        "Attention as on the whiteboard",
        (_Q, _K, _V, _CAUSAL, _SCALE, _TRACE),
        (("output", "(..., T, d_v)"),),
        "softmax(q kᵀ / √d) v",
        _STEPS,
        _SMALL,
    ),
    Operation(
        "multi_head_attention",
        "engine.attention",
        "transformer",
        "Several heads side by side, projected back",
        (
            Argument("x", "(B, T, d)"),
            *(Argument(name, "(H d_head, d)") for name in ("w_q", "w_k", "w_v")),
            *(Argument(name, "(H d_head,) or None", None) for name in ("b_q", "b_k", "b_v")),
            Argument("w_o", "(d, H d_head)"),
            Argument("b_o", "(d,) or None", None),
            Argument("num_heads", "int"),
            _CAUSAL,
            Argument("return_weights", "bool", False),
            _TRACE,
        ),
        (("output", "(B, T, d)"), ("weights", "(B, H, T, T)")),
        "Concat(head_1 … head_h) W_O",
        (
            StepName("queries", "x W_Qᵀ, split into heads", "(B, H, T, d_head)"),
            StepName("keys", "x W_Kᵀ, split into heads", "(B, H, T, d_head)"),
            StepName("values", "x W_Vᵀ, split into heads", "(B, H, T, d_head)"),
            *_STEPS,
            StepName("concatenated", "heads side by side", "(B, T, H d_head)"),
            StepName("projected", "concatenated W_Oᵀ + b_O", "(B, T, d)"),
        ),
        {
            "x": [[1.0, 0.0, 0.5, -0.5], [0.0, 1.0, -0.5, 0.5], [1.0, 1.0, 0.0, 0.0]],
            "w_q": _EYE,
            "w_k": _EYE,
            "w_v": _EYE,
            "w_o": _EYE,
            "num_heads": 2,
        },
    ),
    Operation(
        "kv_cache_decode",
        "engine.attention",
        "transformer",
        "A prompt at once, then one position a step, from a cache",
        (_Q, Argument("k", "(B, H, T, d)"), Argument("v", "(B, H, T, d_v)"), Argument("prefill", "int"), _TRACE),
        (("output", "(B, H, T, d_v)"),),
        "",
        (
            StepName("cached", "positions in the cache", "()"),
            StepName("step_output", "the new queries over the cached keys and values", "(B, H, t, d_v)"),
            StepName("output", "all steps, one after the other", "(B, H, T, d_v)"),
        ),
        {"q": _SMALL["q"], "k": _SMALL["k"], "v": _SMALL["v"], "prefill": 2},
    ),
    Operation(
        "online_softmax",
        "engine.attention",
        "transformer",
        "The softmax in one pass, block by block",
        (Argument("scores", "(n,)"), Argument("block", "int"), _TRACE),
        (("running_max", "(blocks,)"), ("running_sum", "(blocks,)"), ("probs", "(n,)")),
        "sum · exp(old max − max) + Σ exp(x − max)",
        (
            StepName("running_max", "max(old max, max of the block)", "()"),
            StepName("running_sum", "old sum · exp(old max - max) + Σ exp(x - max)", "()"),
            StepName("probs", "exp(x - max) / sum", "(n,)"),
        ),
        {"scores": [1.0, 3.0, 2.0, 5.0, 0.0, 4.0], "block": 2},
    ),
)
