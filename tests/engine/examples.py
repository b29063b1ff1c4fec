"""Small arguments for every operation of the catalogue: its own example, or a model built here."""

from typing import Any

import numpy as np

import engine
from engine.catalog import OPERATIONS

LLAMA: dict[str, Any] = {
    "hidden_size": 8,
    "intermediate_size": 12,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "num_hidden_layers": 2,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
    "rope_layout": "half",
    "vocab_size": 11,
}


def gpt2(**sizes: int) -> dict[str, Any]:
    """Configuration and weights of a tiny GPT-2 whose gains and biases are not neutral."""
    model: dict[str, Any] = engine.seeded_tiny_model(
        **({"seed": 5, "n_layer": 2, "n_head": 2, "n_embd": 8, "vocab_size": 11, "n_positions": 12} | sizes)
    )
    rng = np.random.default_rng(9)
    weights = {
        name: array + 0.1 * rng.standard_normal(array.shape) if array.ndim == 1 else array
        for name, array in model["weights"].items()
    }
    return {"config": model["config"], "weights": weights}


def block_weights() -> dict[str, Any]:
    """The first block of that GPT-2, by the names inside a block."""
    return {n.removeprefix("h.0."): array for n, array in gpt2()["weights"].items() if n.startswith("h.0.")}


def llama(**settings: Any) -> dict[str, Any]:
    """Configuration and random weights of a tiny Llama with grouped heads."""
    config = LLAMA | settings
    rng = np.random.default_rng(7)
    width, inner = config["hidden_size"], config["intermediate_size"]
    kv_width = width // config["num_attention_heads"] * config["num_key_value_heads"]
    weights: dict[str, Any] = {
        "model.embed_tokens.weight": rng.standard_normal((config["vocab_size"], width)),
        "model.norm.weight": 1 + 0.1 * rng.standard_normal(width),
        "lm_head.weight": rng.standard_normal((config["vocab_size"], width)),
    }
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        for norm in ("input_layernorm", "post_attention_layernorm"):
            weights[f"{prefix}{norm}.weight"] = 1 + 0.1 * rng.standard_normal(width)
        for name, shape in (
            ("self_attn.q_proj", (width, width)),
            ("self_attn.k_proj", (kv_width, width)),
            ("self_attn.v_proj", (kv_width, width)),
            ("self_attn.o_proj", (width, width)),
            ("mlp.gate_proj", (inner, width)),
            ("mlp.up_proj", (inner, width)),
            ("mlp.down_proj", (width, inner)),
        ):
            weights[f"{prefix}{name}.weight"] = 0.5 * rng.standard_normal(shape)
    return {"config": config, "weights": weights}


def example_of(name: str) -> dict[str, Any]:
    """Arguments that the operation takes."""
    ids = [[1, 4, 2, 4]]
    built: dict[str, Any] = {
        "transformer_block": lambda: {
            "x": np.random.default_rng(1).standard_normal((2, 3, 8)),
            "weights": block_weights(),
            "num_heads": 2,
        },
        "gpt2_forward": lambda: gpt2() | {"input_ids": ids},
        "llama_forward": lambda: llama() | {"input_ids": ids},
        "generate": lambda: gpt2() | {"input_ids": ids[0], "max_new_tokens": 3},
        "greedy_decode": lambda: gpt2() | {"input_ids": ids[0], "max_new_tokens": 3},
        "gradient_check": lambda: {
            "function": lambda x: float((x**2).sum()),
            "x": [1.0, -2.0],
            "gradient": [2.0, -4.0],
        },
    }
    made = built[name]() if name in built else {}
    return dict(OPERATIONS[name].example) | made
