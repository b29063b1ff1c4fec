"""The functions that need no declaration: their spellings and what sort of function each is."""

from typing import Literal, TypeAlias

FunctionSort: TypeAlias = Literal["map", "reduce", "along", "pair", "clip", "concat", "transpose", "drop"]
"""map: element by element. reduce: over dimensions. along: keeps the shape, works along one dimension. pair: of two.
clip: of three. drop: an outer word such as O(...) that says nothing."""

_SPELLINGS: dict[str, tuple[FunctionSort, str]] = {
    "exp": ("map", "exp Exp"),
    "log": ("map", "log ln Log Ln LOG logarithm"),
    "log2": ("map", "log2 lb"),
    "log10": ("map", "log10 lg"),
    "log1p": ("map", "log1p"),
    "expm1": ("map", "expm1"),
    "sqrt": ("map", "sqrt Sqrt SQRT root"),
    "rsqrt": ("map", "rsqrt"),
    "sin": ("map", "sin Sin sine"),
    "cos": ("map", "cos Cos cosine"),
    "tan": ("map", "tan"),
    "tanh": ("map", "tanh Tanh"),
    "sigmoid": ("map", "sigmoid Sigmoid expit logistic sigm sigma"),
    "logsigmoid": ("map", "logsigmoid LogSigmoid log_sigmoid logsig"),
    "relu": ("map", "relu ReLU Relu RELU"),
    "gelu": ("map", "gelu GELU GeLU Gelu"),
    "silu": ("map", "silu SiLU Silu SILU swish Swish SWISH"),
    "softplus": ("map", "softplus Softplus SoftPlus"),
    "logit": ("map", "logit"),
    "square": ("map", "square"),
    "absolute": ("map", "abs absolute"),
    "reciprocal": ("map", "reciprocal inv"),
    "neg": ("map", "neg negative"),
    "floor": ("map", "floor"),
    "ceil": ("map", "ceil ceiling"),
    "factorial": ("map", "factorial fact"),
    "sum": ("reduce", "sum Sum summation nansum"),
    "prod": ("reduce", "prod Prod product"),
    "mean": ("reduce", "mean Mean avg average"),
    "var": ("reduce", "var Var variance"),
    "std": ("reduce", "std Std stdev"),
    "rms": ("reduce", "rms RMS"),
    "max": ("reduce", "max Max amax"),
    "min": ("reduce", "min Min amin"),
    "norm": ("reduce", "norm Norm"),
    "logsumexp": ("reduce", "logsumexp LogSumExp LSE lse log_sum_exp"),
    "softmax": ("along", "softmax Softmax SoftMax SOFTMAX smax sm"),
    "log_softmax": ("along", "log_softmax logsoftmax LogSoftmax"),
    "cumsum": ("along", "cumsum"),
    "matmul": ("pair", "matmul mm bmm"),
    "dot": ("pair", "dot inner vdot"),
    "multiply": ("pair", "multiply mul hadamard"),
    "divide": ("pair", "divide div"),
    "add": ("pair", "add"),
    "subtract": ("pair", "subtract sub"),
    "power": ("pair", "pow power"),
    "maximum": ("pair", "maximum"),
    "minimum": ("pair", "minimum"),
    "binom": ("pair", "binom binomial comb nCr nCk choose Binom"),
    "clip": ("clip", "clip clamp Clip CLIP clamped clipped"),
    "concat": ("concat", "concat Concat cat concatenate Concatenate CONCAT hstack Cat concatenation"),
    "transpose": ("transpose", "transpose Transpose swapaxes permute"),
    "identity": (
        "drop",
        "float double detach item conj contiguous squeeze array asarray tensor Tensor stack Matrix matrix",
    ),
}
SPELLINGS: dict[str, str] = {
    spelling.replace("_", ""): name for name, (_, words) in _SPELLINGS.items() for spelling in words.split()
}
SORTS: dict[str, FunctionSort] = {name: sort for name, (sort, _) in _SPELLINGS.items()}
GREEDY = frozenset("exp log log2 log10 sin cos tan tanh sqrt_".split())
"""Functions that without brackets take every factor that follows: `cos m theta`."""


def function_named(key: str) -> str | None:
    """The function with this spelling, given as letters and digits alone."""
    return SPELLINGS.get(key)


def is_function(key: str) -> bool:
    """Whether letters and digits spell a function."""
    return key in SPELLINGS
