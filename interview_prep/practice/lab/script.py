"""A call as a script: NumPy arrays by name, then the engine's function, ready to paste into a notebook."""

from collections.abc import Mapping
from math import isfinite, isnan
from typing import Any

from engine.catalog import REQUIRED
from interview_prep.practice.lab.bench import Bench
from interview_prep.practice.lab.functions import FUNCTIONS
from interview_prep.text import sanitise


def as_numpy(bench: Bench) -> str:
    """Python that makes every array with NumPy and prints what the call gives, step by step where it has steps."""
    row = bench.operation
    lines, given = [], []
    for argument in bench.rows:
        value = bench.arguments[argument.name]
        if argument.default is not REQUIRED and value == argument.default:
            continue
        if argument.choices == tuple(FUNCTIONS):
            lines.append(f"{argument.name} = {FUNCTIONS[value]}")
            given.append(f"{argument.name}={argument.name}")
        elif isinstance(value, list | dict):
            lines.append(f"{argument.name} = {_literal(value, array=not isinstance(value, dict))}")
            given.append(f"{argument.name}={argument.name}")
        else:
            given.append(f"{argument.name}={_literal(value)}")
    head = ["import numpy as np", ""] if any("np." in line for line in [*lines, *given]) else []
    traced = ["trace = engine.Trace()"] if row.steps else []
    call = f"result = engine.{row.name}({', '.join([*given, *(['trace=trace'] if row.steps else [])])})"
    shown = ["for step in trace:", "    print(step.name, step.formula, step.value, sep='\\n')"] if row.steps else []
    return "\n".join([*head, "import engine", "", *lines, *traced, call, *shown, "print(result)", ""])


def _literal(value: Any, *, array: bool = False) -> str:
    if array and _numbers(value):
        return f"np.array({_literal(value)})"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{str(key)!r}: {_literal(item, array=True)}" for key, item in value.items()) + "}"
    if isinstance(value, float) and not isfinite(value):
        return "np.nan" if isnan(value) else "np.inf" if value > 0 else "-np.inf"
    return repr(sanitise(value)) if isinstance(value, str) else repr(value)


def _numbers(value: Any) -> bool:
    """Whether nested lists hold numbers alone and are even, so that they make an array."""
    if not isinstance(value, list) or not value:
        return False
    if isinstance(value[0], list):
        return all(_numbers(item) and len(item) == len(value[0]) for item in value)
    return all(isinstance(item, int | float) for item in value)
