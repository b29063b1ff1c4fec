"""The symbols of a question for the key that shows them: name, what it is, and how it may be typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from interview_prep.formula import spelling
from interview_prep.formula.symbols import Symbol
from interview_prep.formula.values import pretty_dim
from interview_prep.questions.model import Formula


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """One symbol: as it is drawn, what it is, and all its spellings, the declared one first."""

    shown: str
    meaning: str
    spellings: tuple[str, ...]


def symbols(question: Formula) -> list[SymbolRow]:
    """The declared symbols in order."""
    from interview_prep.formula.state import compiled_for

    declared = compiled_for(question).table.declared()
    lower = can_lower(symbol.name for symbol in declared)
    return [SymbolRow(shown(s.name, lower=lower), meaning(s), (s.name, *s.aliases)) for s in declared]


def can_lower(names: Iterable[str]) -> bool:
    """Whether Unicode has every subscript of these names: y_w never stands beside yₗ."""
    return all(spelling.lowered(part) is not None for name in names if (part := spelling.name(name).lower))


def shown(name: str, *, lower: bool = True) -> str:
    """A name on one line: π_θ, dₖ."""
    parts = spelling.name(name)
    small = spelling.lowered(parts.lower) if lower else None
    lower_part = small or (f"_{parts.lower}" if parts.lower else "")
    upper = spelling.raised(parts.upper) or (f"^{parts.upper}" if parts.upper else "")
    return parts.base + lower_part + upper


def meaning(symbol: Symbol) -> str:
    """What a symbol is, in a few words."""
    dims = " × ".join(pretty_dim(dim) for dim in symbol.dims)
    spec: Mapping[str, Any] = symbol.spec
    if "derived" in spec:
        return f"{'one for each ' + dims if dims else 'number'}, {spec['derived']}"
    return {
        "tensor": ("vector of " if len(symbol.dims) == 1 else "matrix ") + dims,
        "size_of": "size",
        "scalar": "number",
        "int": "whole number",
        "index": f"index over {dims}",
        "table": f"function of {', '.join(dim.lower() for dim in symbol.dims)}",
        "function": "function",
        "vector_function": "function of a vector",
        "const": "constant",
    }[symbol.kind]
