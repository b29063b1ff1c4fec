"""Examples that are built: a whole model, whose weights are drawn from a seed and rounded so that they can be read."""

from collections.abc import Callable
from typing import Any

from engine.catalog import REQUIRED, Operation

_GPT = {"seed": 0, "n_layer": 1, "n_head": 2, "n_embd": 4, "vocab_size": 6, "n_positions": 12}
_PROMPT = [1, 4, 2]
_LLAMA = {
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
}
_LLAMA_SHAPES = {
    "embed_tokens.weight": (6, 4),
    "layers.0.self_attn.q_proj.weight": (4, 4),
    "layers.0.self_attn.k_proj.weight": (2, 4),
    "layers.0.self_attn.v_proj.weight": (2, 4),
    "layers.0.self_attn.o_proj.weight": (4, 4),
    "layers.0.mlp.gate_proj.weight": (8, 4),
    "layers.0.mlp.up_proj.weight": (8, 4),
    "layers.0.mlp.down_proj.weight": (4, 8),
}
_NORMS = ("layers.0.input_layernorm.weight", "layers.0.post_attention_layernorm.weight", "norm.weight")


def example_of(operation: Operation) -> dict[str, Any]:
    """The small arguments that an operation opens with."""
    needed = {row.name for row in operation.arguments if row.default is REQUIRED}
    if needed <= operation.example.keys():
        return dict(operation.example)
    built = _BUILT.get(operation.name)
    return {**(built() if built else {}), **operation.example}


def _forward() -> dict[str, Any]:
    return {**_gpt(), "input_ids": [_PROMPT]}


def _continued() -> dict[str, Any]:
    return {**_gpt(), "input_ids": _PROMPT, "max_new_tokens": 4}


def _gpt() -> dict[str, Any]:
    import engine

    model = engine.seeded_tiny_model(**_GPT)
    return {"config": model["config"], "weights": _rounded(model["weights"])}


def _block() -> dict[str, Any]:
    weights = {name.removeprefix("h.0."): rows for name, rows in _gpt()["weights"].items() if name.startswith("h.0.")}
    x = [[1.0, 0.0, 0.5, -0.5], [0.0, 1.0, -0.5, 0.5], [1.0, 1.0, 0.0, 0.0]]
    return {"x": x, "weights": weights, "num_heads": 2}


def _llama() -> dict[str, Any]:
    from interview_prep.exercises.draws import Draws

    draws = Draws(1)
    weights: dict[str, Any] = {
        name: [[draws.decimal(-1, 1, 0.05) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in _LLAMA_SHAPES.items()
    }
    weights |= {name: [1.0] * 4 for name in _NORMS}
    return {"config": dict(_LLAMA), "weights": weights, "input_ids": [_PROMPT]}


def _rounded(weights: dict[str, Any]) -> dict[str, Any]:
    return {name: array.round(2).tolist() for name, array in weights.items()}


def _gradient() -> dict[str, Any]:
    return {"function": "sum of squares", "x": [1.0, -2.0, 0.5], "gradient": [2.0, -4.0, 1.0]}


_BUILT: dict[str, Callable[[], dict[str, Any]]] = {
    "transformer_block": _block,
    "gpt2_forward": _forward,
    "llama_forward": _llama,
    "generate": _continued,
    "greedy_decode": _continued,
    "gradient_check": _gradient,
}
