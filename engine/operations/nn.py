"""Rows for engine/nn.py."""

from engine.operations.row import Argument, Operation, StepName

_X = Argument("x", "(..., d)")
_NORM_EXAMPLE = {"x": [[0.0, 0.0, 3.0, 5.0]], "weight": [1.0, 1.0, 1.0, 1.0]}

ROWS: tuple[Operation, ...] = (
    Operation(
        "layer_norm",
        "engine.nn",
        "transformer",
        "Centre and scale each row by its own mean and spread",
        (
            _X,
            Argument("weight", "(d,) or None", None, "None: ones"),
            Argument("bias", "(d,) or None", None, "None: zeros"),
            Argument("eps", "float", 1e-5),
            Argument("trace", "Trace", None),
        ),
        (("output", "(..., d)"),),
        "(x − mean) / √(variance + eps) · weight + bias",
        (
            StepName("mean", "mean of x", "(..., 1)"),
            StepName("variance", "mean of (x - mean)²", "(..., 1)"),
            StepName("normalised", "(x - mean) / √(variance + eps)", "(..., d)"),
            StepName("output", "normalised · weight + bias", "(..., d)"),
        ),
        {**_NORM_EXAMPLE, "bias": [0.0, 0.0, 0.0, 0.0]},
    ),
    Operation(
        "rms_norm",
        "engine.nn",
        "transformer",
        "Scale each row by its root mean square, without centring",
        (
            _X,
            Argument("weight", "(d,) or None", None, "None: ones"),
            Argument("eps", "float", 1e-6),
            Argument("trace", "Trace", None),
        ),
        (("output", "(..., d)"),),
        "x / √(mean x² + eps) · weight",
        (
            StepName("mean_square", "mean of x²", "(..., 1)"),
            StepName("normalised", "x / √(mean square + eps)", "(..., d)"),
            StepName("output", "normalised · weight", "(..., d)"),
        ),
        _NORM_EXAMPLE,
    ),
    Operation(
        "activation",
        "engine.nn",
        "transformer",
        "The nonlinearity of the feed-forward layer",
        (_X, Argument("kind", "str", choices=("gelu", "gelu_tanh", "relu", "silu")), Argument("trace", "Trace", None)),
        (("output", "(..., d)"),),
        "x Φ(x), max(x, 0), x σ(x)",
        (
            StepName("gate", "Φ(x), its tanh form, 1[x > 0] or σ(x)", "(..., d)"),
            StepName("output", "x · gate", "(..., d)"),
        ),
        {"x": [-2.0, -0.5, 0.0, 0.5, 2.0], "kind": "gelu"},
    ),
    Operation(
        "softmax",
        "engine.nn",
        "transformer",
        "Scores to a distribution",
        (Argument("x", "(..., n)"), Argument("trace", "Trace", None)),
        (("softmax", "(..., n)"), ("log_softmax", "(..., n)"), ("logsumexp", "(...)")),
        "exp(x_i) / Σ_j exp(x_j)",
        (
            StepName("row_max", "largest of the row", "(...)"),
            StepName("exponentials", "exp(x - row max)", "(..., n)"),
            StepName("denominators", "sum of exponentials", "(...)"),
            StepName("softmax", "exponentials / denominator", "(..., n)"),
        ),
        {"x": [[6.0, 2.0, -1.0], [3.0, 1.0, -0.5]]},
    ),
    Operation(
        "log_sigmoid",
        "engine.nn",
        "post-training",
        "The logarithm of the sigmoid, exact far out",
        (_X, Argument("trace", "Trace", None)),
        (("output", "(..., d)"), ("sigmoid", "(..., d)")),
        "min(x, 0) − log1p(exp(−|x|))",
        (
            StepName("decay", "exp(-|x|)", "(..., d)"),
            StepName("output", "min(x, 0) - log1p(decay)", "(..., d)"),
            StepName("sigmoid", "exp(min(x, 0)) / (1 + decay)", "(..., d)"),
        ),
        {"x": [-800.0, -2.0, 0.0, 2.0]},
    ),
)
