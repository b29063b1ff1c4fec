"""Rows for engine/positions.py."""

from engine.operations.row import Argument, Operation, StepName

_BASE = Argument("base", "float", 10000.0)

ROWS: tuple[Operation, ...] = (
    Operation(
        "sinusoidal_positions",
        "engine.positions",
        "tokens",
        "The fixed waves of 2017",
        (
            Argument("num_positions", "int"),
            Argument("dim", "int"),
            _BASE,
            Argument("layout", "str", "interleaved", choices=("concatenated", "interleaved")),
        ),
        (("output", "(num_positions, dim)"),),
        "sin and cos of pos / base^(2i/d)",
        (
            StepName("frequencies", "base^(-2i/d)", "(d/2,)"),
            StepName("angles", "position · frequency", "(num_positions, d/2)"),
            StepName("output", "sin and cos of the angles", "(num_positions, dim)"),
        ),
        {"num_positions": 6, "dim": 8},
    ),
    Operation(
        "rope",
        "engine.positions",
        "tokens",
        "Turn each pair of components by position times frequency",
        (
            Argument("x", "(..., T, d)"),
            Argument("positions", "(T,)"),
            _BASE,
            Argument("layout", "str", "half", choices=("half", "interleaved")),
            Argument("scaling", "dict or None", None, "{type, factor, ...}"),
            Argument("trace", "Trace", None),
        ),
        (("output", "(..., T, d)"), ("inv_freq", "(d/2,)")),
        "(x cos − y sin, x sin + y cos)",
        (
            StepName("inv_freq", "base^(-2i/d)", "(d/2,)"),
            StepName("angles", "position · frequency", "(T, d/2)"),
            StepName("output", "(x cos − y sin, x sin + y cos) for each pair", "(..., T, d)"),
        ),
        {"x": [[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]], "positions": [0, 1, 2]},
    ),
    Operation(
        "rope_relative_dot",
        "engine.positions",
        "tokens",
        "The score after rotation depends on the distance only",
        (
            Argument("q", "(d,)"),
            Argument("k", "(d,)"),
            Argument("pairs", "(P, 2)"),
            _BASE,
            Argument("layout", "str", "half", choices=("half", "interleaved")),
        ),
        (("dots", "(P,)"),),
        "(R_m q) · (R_n k)",
        (
            StepName("turned_query", "R_m q", "(P, d)"),
            StepName("turned_key", "R_n k", "(P, d)"),
            StepName("dots", "(R_m q) · (R_n k)", "(P,)"),
        ),
        {"q": [1.0, 0.5], "k": [0.3, 1.0], "pairs": [[4, 0], [104, 100], [0, 4]]},
    ),
    Operation(
        "alibi_slopes",
        "engine.positions",
        "tokens",
        "One slope for each head",
        (Argument("num_heads", "int"),),
        (("slopes", "(num_heads,)"),),
        "2^(−8i/h)",
        (
            StepName("lower_power", "the power of two at or below the head count", "()"),
            StepName("slopes", "2^(-8i/h) of the lower power, then every other one of the next", "(num_heads,)"),
        ),
        {"num_heads": 8},
    ),
    Operation(
        "alibi_bias",
        "engine.positions",
        "tokens",
        "A penalty that grows with distance",
        (
            Argument("num_heads", "int"),
            Argument("query_len", "int"),
            Argument("key_len", "int"),
            Argument("causal", "bool", False, "the future is −∞"),
        ),
        (("bias", "(num_heads, query_len, key_len)"),),
        "−slope · (i − j)",
        (
            StepName("distance", "i - j, aligned to the last key", "(query_len, key_len)"),
            StepName("slopes", "one for each head", "(num_heads,)"),
            StepName("bias", "-slope · distance; −∞ for the future when causal", "(num_heads, query_len, key_len)"),
        ),
        {"num_heads": 2, "query_len": 4, "key_len": 4, "causal": True},
    ),
)
