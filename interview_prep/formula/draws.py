"""Random values for the declared symbols: distinct sizes, never square, the same draws on every machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from interview_prep.formula.symbols import Symbol, SymbolTable
from interview_prep.formula.values import Array, Value

_MASKED = -1e9
COUNT = 17.0
"""The size of the data set, where a mean over it is written as a sum."""


@dataclass(slots=True)
class Draw:
    """One instance: the size of each dimension and the value of each symbol."""

    sizes: dict[str, int]
    values: dict[str, Value] = field(default_factory=dict)
    seed: int = 0
    weights: dict[tuple[str, ...], Value] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)

    def generator(self, label: str) -> np.random.Generator:
        """A generator of its own for each purpose."""
        return np.random.Generator(np.random.PCG64([self.seed, crc32(label.encode())]))


def draw(table: SymbolTable, question_id: str, number: int) -> Draw:
    """The draw with this number: every symbol but the derived ones."""
    seed = crc32(question_id.encode()) % 100_000 * 1000 + number
    sizes = {
        name: choices[(number + offset) % len(choices)] for offset, (name, choices) in enumerate(table.dims.items())
    }
    made = Draw(sizes, seed=seed)
    for symbol in table.symbols.values():
        if symbol.kind not in ("index", "function", "vector_function") and "derived" not in symbol.spec:
            made.values[symbol.name] = _sampled(symbol, made)
    return made


def _sampled(symbol: Symbol, made: Draw) -> Value:
    generator = made.generator(symbol.name)
    if symbol.kind == "size_of":
        return Value(np.asarray(float(made.sizes[symbol.dims[0]])))
    if symbol.kind == "const":
        return Value(np.asarray(complex(str(symbol.spec["const"]).replace(" ", ""))))
    if symbol.kind == "int":
        choices = symbol.spec["int"]["choices"]
        return Value(np.asarray(float(choices[(made.seed + crc32(symbol.name.encode())) % len(choices)])))
    if symbol.kind == "scalar":
        low, high = (symbol.spec.get("scalar") or {}).get("range", (0.5, 2.0))
        return Value(np.asarray(generator.uniform(low, high)))
    shape = tuple(made.sizes[dim] for dim in symbol.dims)
    return Value(_array(symbol.spec, shape, generator), dims=symbol.dims)


def _array(spec: Mapping[str, Any], shape: tuple[int, ...], generator: np.random.Generator) -> Array:
    sample = spec.get("sample", "normal")
    if sample == "normal":
        return np.asarray(generator.normal(size=shape))
    if sample == "prob":
        weights = np.exp(generator.normal(size=shape))
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
    if sample == "mask":
        hidden = generator.random(shape) < 0.4
        hidden[..., 0] = False
        hidden[..., -1] |= ~hidden.any()
        return np.where(hidden, _MASKED, 0.0)
    if sample == "bool":
        kept = generator.random(shape) < 0.5
        kept.flat[int(generator.integers(kept.size))] = True
        return kept.astype(float)
    low, high = sample
    return np.asarray(generator.uniform(low, high, size=shape))


def hashed(made: Draw, label: str, arguments: list[Array], low: float, high: float) -> Array:
    """A function about which nothing is known: a fixed value in [low, high] for each combination of arguments."""
    total = np.asarray(float(crc32(f"{label}/{len(arguments)}/{made.seed}".encode()) % 9973) / 9973)
    for place, argument in enumerate(arguments):
        total = np.sin(total * 12.9898 + np.round(argument, 6) * (78.233 + 3.7 * place) + place + 1.0)
    fraction = total * 43758.5453
    return np.asarray(low + (high - low) * (fraction - np.floor(fraction)))


def prefix_codes(data: Array) -> Array:
    """For each length the code of the prefix of that length; index 0 is the empty prefix."""
    codes = [0.125]
    for entry in data:
        codes.append(float(np.sin(codes[-1] * 7.1 + float(np.real(entry)) * 11.3 + 0.7)))
    return np.asarray(codes)


def vector_map(made: Draw, name: str, data: Array) -> Array:
    """A fixed nonlinear map of vectors of this size, different for each declared name."""
    size = data.shape[-1]
    generator = made.generator(f"map {name} {size}")
    matrix, shift = generator.normal(size=(size, size)) / np.sqrt(size), generator.normal(size=size)
    return np.asarray(np.tanh(data @ matrix + shift) + 0.3 * shift)


def data_weights(made: Draw, table: SymbolTable, names: tuple[str, ...]) -> Value:
    """How the data set D weights these indices together: not uniform, so that a swap of chosen and rejected shows."""
    names = tuple(sorted(names))
    if names not in made.weights:
        whole = tuple(sorted(s.name for s in table.symbols.values() if s.kind == "index" and s.dims))
        sizes = {s.name: made.sizes[s.dims[0]] for s in table.symbols.values() if s.kind == "index"}
        if len(whole) > 5 or np.prod([sizes[name] for name in whole], dtype=float) > 5000:
            whole = tuple(name for name in whole if name in names)
        joint = np.exp(made.generator("D").normal(scale=1.5, size=tuple(sizes[name] for name in whole)))
        joint /= joint.sum()
        dropped = tuple(place for place, name in enumerate(whole) if name not in names)
        made.weights[names] = Value(np.asarray(joint.sum(axis=dropped)), names)
    return made.weights[names]
