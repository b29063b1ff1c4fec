"""A counter-example in numbers: with these values yours gives this, the formula gives that."""

from dataclasses import dataclass

import numpy as np

from interview_prep.formula.checking import Outcome
from interview_prep.formula.state import compiled_for
from interview_prep.formula.symbol_list import can_lower, shown
from interview_prep.formula.values import Array, Value
from interview_prep.questions.model import Formula

_ENTRIES = 4


@dataclass(frozen=True, slots=True)
class CounterExample:
    """Symbols with their values on one draw, and both results, ready to show."""

    inputs: tuple[tuple[str, str], ...]
    yours: str
    expected: str

    def sentence(self) -> str:
        """All in one line."""
        given = ", ".join(f"{name} = {value}" for name, value in self.inputs)
        return f"With {given}: yours gives {self.yours}, the formula gives {self.expected}."


def counter_example(question: Formula, outcome: Outcome) -> CounterExample | None:
    """The numbers behind a wrong answer; None where it could not be evaluated."""
    if outcome.yours is None or outcome.expected is None or outcome.form is None or outcome.tree is None:
        return None
    compiled = compiled_for(question)
    made = compiled.draw(0)
    names = outcome.form.tree.names() | outcome.tree.names()
    inputs = []
    lower = can_lower(names)
    for symbol in compiled.table.declared():
        value = made.values.get(symbol.name)
        if symbol.name in names and value is not None and symbol.kind != "const":
            inputs.append((shown(symbol.name, lower=lower), show_value(value)))
    return CounterExample(tuple(inputs), show_value(outcome.yours), show_value(outcome.expected))


def show_value(value: Value) -> str:
    """A number with three digits, the first entries of a vector, the first row of a matrix and its shape."""
    data = value.data
    if data.ndim == 0:
        return _digits(data.item())
    entries = data.ravel() if data.ndim == 1 else data.reshape(-1, data.shape[-1])[0]
    text = _row(entries)
    if data.ndim == 1:
        return text
    return f"[{text}, …] ({'×'.join(str(size) for size in data.shape)})"


def _row(entries: Array) -> str:
    first = ", ".join(_digits(entry) for entry in entries[:_ENTRIES].tolist())
    return f"[{first}{', …' if len(entries) > _ENTRIES else ''}]"


def _digits(number: complex) -> str:
    real = float(np.real(number))
    text = f"{real:.4g}" if not np.isfinite(real) or abs(real) < 1e5 else f"{real:.3g}"
    if np.iscomplexobj(number) and np.imag(number):
        text += f"{np.imag(number):+.3g}i"
    return text.replace("-", "−")
