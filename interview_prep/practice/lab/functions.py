"""Functions by name, for an operation that takes one: the lab passes on the function, a script its source."""

from collections.abc import Callable
from typing import Any

# name -> how Python writes it
FUNCTIONS = {
    "sum of squares": "lambda x: float((x**2).sum())",
    "half the sum of squares": "lambda x: float((x**2).sum()) / 2",
    "log-sum-exp": "lambda x: float(np.log(np.exp(x).sum()))",
    "sum of log σ": "lambda x: float(-np.log1p(np.exp(-x)).sum())",
}


def callable_of(name: str) -> Callable[[Any], float]:
    """The function of that name."""
    import numpy as np

    table: dict[str, Callable[[Any], float]] = {
        "sum of squares": lambda x: float((x**2).sum()),
        "half the sum of squares": lambda x: float((x**2).sum()) / 2,
        "log-sum-exp": lambda x: float(np.log(np.exp(x).sum())),
        "sum of log σ": lambda x: float(-np.log1p(np.exp(-x)).sum()),
    }
    return table[name]
