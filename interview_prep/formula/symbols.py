"""The declared symbols of one formula question, found by any of their spellings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from interview_prep.formula.functions import is_function
from interview_prep.formula.lexer import tokenise
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.tokens import Token

SymbolKind: TypeAlias = Literal[
    "tensor", "size_of", "scalar", "int", "index", "table", "function", "vector_function", "const"
]
KINDS: tuple[SymbolKind, ...] = (
    "tensor",
    "size_of",
    "scalar",
    "int",
    "index",
    "table",
    "function",
    "vector_function",
    "const",
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared symbol: its kind, the dimensions it has or runs over, and how it is sampled."""

    name: str
    kind: SymbolKind
    dims: tuple[str, ...] = ()
    spec: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    implied: bool = False
    """Not declared, but the size of a declared dimension."""

    @property
    def applies(self) -> bool:
        """Whether brackets behind it hold arguments and not a factor."""
        return self.kind in ("table", "function", "vector_function")


def key_of_tokens(tokens: Iterable[Token]) -> str:
    """Letters and digits of base, subscript and superscript in one run: `W^O`, `W_{O}` and `Wᴼ` are the same."""
    kept = [t.text for t in tokens if t.kind in ("name", "num") or t.op("+", "-", "*", "'", "@")]
    return "".join(kept)


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """The key of a spelling that a question declares."""
    try:
        return key_of_tokens(tokenise(text)[:-1])
    except FormulaError:
        return text


class SymbolTable:
    """All symbols of a question by name and by key."""

    def __init__(self, symbols: Mapping[str, Any], dims: Mapping[str, Any]) -> None:
        self.dims: dict[str, tuple[int, ...]] = {name: _sizes(size) for name, size in dims.items()}
        self.symbols: dict[str, Symbol] = {name: _symbol(name, spec) for name, spec in symbols.items()}
        self.keys: dict[str, str] = {}
        for name in self.symbols:
            self.keys[key_of(name)] = name
        for name, symbol in self.symbols.items():
            for alias in symbol.aliases:
                self.keys.setdefault(key_of(alias), name)
        for dim in self.dims:
            if dim not in self.keys and not is_function(dim) and dim != "e":
                self.keys[dim] = dim
                self.symbols[dim] = Symbol(dim, "size_of", (dim,), implied=True)
        self._folded = _folded(self.keys)
        self.turns = "theta" in self.symbols and "R" not in self.keys
        """Whether R is a rotation by θ here."""

    def find(self, key: str) -> Symbol | None:
        """The symbol with this key."""
        name = self.keys.get(key)
        return None if name is None else self.symbols[name]

    def find_loosely(self, key: str) -> Symbol | None:
        """The symbol with this key when capitals do not count, if there is exactly one."""
        name = self._folded.get(key.lower())
        return None if name is None else self.symbols[name]

    def declared(self) -> Sequence[Symbol]:
        """What the question itself declares, in its order."""
        return [symbol for symbol in self.symbols.values() if not symbol.implied]

    def indices_over(self, dim: str) -> list[str]:
        """The declared indices that run over a dimension, in order."""
        return [s.name for s in self.symbols.values() if s.kind == "index" and s.dims == (dim,)]


def _folded(keys: Mapping[str, str]) -> dict[str, str]:
    folded: dict[str, str] = {}
    ambiguous = set()
    for key, name in keys.items():
        if folded.setdefault(key.lower(), name) != name:
            ambiguous.add(key.lower())
    return {key: name for key, name in folded.items() if key not in ambiguous}


def _sizes(size: Any) -> tuple[int, ...]:
    return tuple(size) if isinstance(size, Sequence) else (int(size),)


def _symbol(name: str, spec: Any) -> Symbol:
    kind: SymbolKind = next(kind for kind in KINDS if kind in spec)
    return Symbol(name, kind, _dims(kind, spec), spec, tuple(str(alias) for alias in spec.get("aliases", ())))


def _dims(kind: SymbolKind, spec: Mapping[str, Any]) -> tuple[str, ...]:
    body = spec[kind]
    if kind == "tensor":
        return tuple(body)
    if kind == "size_of":
        return (body,)
    if kind in ("index", "table"):
        over = body["over"]
        return (over,) if isinstance(over, str) else tuple(over)
    return ()
