"""How large a call the lab runs while one waits. `engine run` on the command line has no such limits."""

from collections.abc import Mapping
from typing import Any

from interview_prep.errors import UserError

LONGEST_TEXT = 400_000
LARGEST_ARRAY = 65_536
MOST_STEPS = 120

# Integers that make an operation allocate or loop; those of closed formulas are free.
_SIZES: dict[str, dict[str, int]] = {
    "sinusoidal_positions": {"num_positions": 4096, "dim": 1024},
    "alibi_slopes": {"num_heads": 1024},
    "alibi_bias": {"num_heads": 64, "query_len": 512, "key_len": 512},
    "seeded_tiny_model": {"n_layer": 12, "n_head": 64, "n_embd": 256, "vocab_size": 4096, "n_positions": 1024},
    "generate": {"max_new_tokens": 256},
    "greedy_decode": {"max_new_tokens": 256},
    "bpe_train": {"vocab_size": 1024},
    "naive_bpe_train": {"vocab_size": 1024},
    "beam_search": {"num_beams": 64, "max_new_tokens": 64},
    "pass_at_k": {"n": 1_000_000, "c": 1_000_000, "k": 1_000_000},
    "majority_accuracy": {"n": 10_001},
    "emergence_curve": {"length": 1_000_000},
}
_TEXTS = {"bpe_train": 20_000, "naive_bpe_train": 20_000, "pre_tokenize": 100_000}
_ANY_TEXT = 4_000


def check(operation: str, arguments: Mapping[str, Any]) -> None:
    """Raises UserError for a call that would take long or much memory: the argument, its limit, the way round it."""
    way = f"`interview-prep engine run {operation}` takes more"
    for name, most in _SIZES.get(operation, {}).items():
        value = arguments.get(name)
        if isinstance(value, int | float) and value > most:
            raise UserError(f"{name}: at most {most:,} here; {way}")
    for name, value in arguments.items():
        if isinstance(value, str) and len(value) > _TEXTS.get(operation, _ANY_TEXT):
            longest = _TEXTS.get(operation, _ANY_TEXT)
            hint = "t trains on a file" if operation == "bpe_train" else way
            raise UserError(f"{name}: at most {longest:,} characters here; {hint}")
        if isinstance(value, list) and elements(value) > LARGEST_ARRAY:
            raise UserError(f"{name}: {elements(value):,} numbers, at most {LARGEST_ARRAY:,} here; {way}")


def elements(value: Any) -> int:
    """How many numbers nested lists hold."""
    if not isinstance(value, list | tuple):
        return 1
    return sum(map(elements, value)) if value and isinstance(value[0], list | tuple) else len(value)
