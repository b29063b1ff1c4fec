"""Rows for engine/transformer.py."""

from engine.operations.row import Argument, Operation

_CONFIG, _WEIGHTS = Argument("config", "dict"), Argument("weights", "dict of arrays", meaning="Hugging Face names")
_MODULE = "engine.transformer"
_PROMPT = Argument("input_ids", "(T,) of int")

ROWS: tuple[Operation, ...] = (
    Operation(
        "transformer_block",
        _MODULE,
        "transformer",
        "x + attention(norm(x)), then + mlp(norm of that)",
        (
            Argument("x", "(B, T, d)"),
            Argument("weights", "dict of arrays", meaning="GPT-2's names inside a block"),
            Argument("num_heads", "int"),
            Argument("causal", "bool", True),
            Argument("norm", "str", "pre", choices=("pre",)),
            Argument("activation", "str", "gelu_tanh", choices=("gelu", "gelu_tanh", "relu", "silu")),
            Argument("eps", "float", 1e-5),
        ),
        (("output", "(B, T, d)"),),
    ),
    Operation(
        "gpt2_forward",
        _MODULE,
        "transformer",
        "Logits of GPT-2",
        (_CONFIG, _WEIGHTS, Argument("input_ids", "(B, T) of int")),
        (("logits", "(B, T, V)"), ("hidden_states", "n_layer + 1 times (B, T, d)")),
    ),
    Operation(
        "llama_forward",
        _MODULE,
        "transformer",
        "Logits of a Llama",
        (_CONFIG, _WEIGHTS, Argument("input_ids", "(B, T) of int")),
        (("logits", "(B, T, V)"),),
    ),
    Operation(
        "seeded_tiny_model",
        _MODULE,
        "llm",
        "A small decoder with fixed random weights",
        (
            Argument("seed", "int", 0),
            Argument("n_layer", "int", 2),
            Argument("n_head", "int", 2),
            Argument("n_embd", "int", 16),
            Argument("vocab_size", "int", 32),
            Argument("n_positions", "int", 64),
        ),
        (("model", "{config, weights}"),),
        example={"seed": 0, "n_layer": 1, "n_embd": 4, "vocab_size": 5, "n_positions": 4},
    ),
    Operation(
        "generate",
        _MODULE,
        "llm",
        "Continue a prompt, one token a step, from a cache",
        (
            _CONFIG,
            _WEIGHTS,
            _PROMPT,
            Argument("max_new_tokens", "int"),
            Argument("temperature", "float", 0.0),
            Argument("uniforms", "(max_new_tokens,) or None", None),
        ),
        (("ids", "(max_new_tokens,)"),),
    ),
    Operation(
        "greedy_decode",
        _MODULE,
        "llm",
        "The most likely token at every step, from a cache",
        (_CONFIG, _WEIGHTS, _PROMPT, Argument("max_new_tokens", "int")),
        (("ids", "(max_new_tokens,)"),),
    ),
)
