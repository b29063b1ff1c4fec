"""Rows for engine/transformer.py, engine/generation.py and engine/gradients.py."""

from engine.operations.row import Argument, Operation, StepName

_CONFIG, _WEIGHTS = Argument("config", "dict"), Argument("weights", "dict of arrays", meaning="Hugging Face names")
_MODULE, _GENERATION = "engine.transformer", "engine.generation"
_TRACE = Argument("trace", "Trace", None)
_STATES = (
    StepName("hidden_state", "the embedding, then the output of each block", "(B, T, d)"),
    StepName("normed", "last norm", "(B, T, d)"),
    StepName("logits", "normed times the head", "(B, T, V)"),
)
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
            Argument("causal", "bool", False),
            Argument("norm", "str", "pre", choices=("pre",)),
            Argument("activation", "str", "gelu_tanh", choices=("gelu", "gelu_tanh", "relu", "silu")),
            Argument("eps", "float", 1e-5),
            _TRACE,
        ),
        (("output", "(B, T, d)"),),
        "x + Attention(norm(x)), then + MLP(norm of that)",
        (
            StepName("normed", "layer norm of x", "(B, T, d)"),
            StepName("queries", "normed W_Q + b_Q, split into heads", "(B, H, T, d_head)"),
            StepName("keys", "normed W_K + b_K, split into heads", "(B, H, T, d_head)"),
            StepName("values", "normed W_V + b_V, split into heads", "(B, H, T, d_head)"),
            StepName("mixed", "attention of each head, side by side", "(B, T, d)"),
            StepName("after_attention", "x + mixed W_O + b_O", "(B, T, d)"),
            StepName("normed_again", "layer norm of after_attention", "(B, T, d)"),
            StepName("activated", "activation(normed_again W_1 + b_1)", "(B, T, d_ff)"),
            StepName("output", "after_attention + activated W_2 + b_2", "(B, T, d)"),
        ),
    ),
    Operation(
        "gpt2_forward",
        _MODULE,
        "transformer",
        "Logits of GPT-2",
        (_CONFIG, _WEIGHTS, Argument("input_ids", "(B, T) of int"), _TRACE),
        (("logits", "(B, T, V)"), ("hidden_states", "n_layer + 1 times (B, T, d)")),
        steps=_STATES,
    ),
    Operation(
        "llama_forward",
        _MODULE,
        "transformer",
        "Logits of a Llama",
        (_CONFIG, _WEIGHTS, Argument("input_ids", "(B, T) of int"), _TRACE),
        (("logits", "(B, T, V)"),),
        steps=_STATES,
    ),
    Operation(
        "seeded_tiny_model",
        _GENERATION,
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
        _GENERATION,
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
        _GENERATION,
        "llm",
        "The most likely token at every step, from a cache",
        (_CONFIG, _WEIGHTS, _PROMPT, Argument("max_new_tokens", "int")),
        (("ids", "(max_new_tokens,)"),),
    ),
    Operation(
        "gradient_check",
        "engine.gradients",
        "llm",
        "A written gradient against finite differences, from Python alone",
        (
            Argument("function", "function of x"),
            Argument("x", "any shape"),
            Argument("gradient", "as x"),
            Argument("step", "float", 1e-6),
        ),
        (("numerical", "as x"), ("largest_error", "()")),
        "(f(x + h) - f(x - h)) / 2h",
    ),
)
