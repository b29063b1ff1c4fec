"""Whether two values are the same: indices by name, entries within rounding."""

import numpy as np

from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.values import Array, Value

RTOL = 1e-7


def comparable(value: Value, reference: Value, table: SymbolTable) -> tuple[Array, Array] | None:
    """The data of both with the axes in one order, or None where their indices or shapes cannot be matched."""
    value, reference = _real(value, reference)
    value = _squeezed(value)
    reference = _squeezed(reference)
    if value.free == reference.free and value.data.shape == reference.data.shape:
        return value.data, reference.data
    order = _matching(value, reference, table)
    if order is None:
        return None
    data = np.transpose(value.data, order)
    return (data, reference.data) if data.shape == reference.data.shape else None


def _real(value: Value, reference: Value) -> tuple[Value, Value]:
    """A complex number counts as the vector of its two parts; a vanishing imaginary part is dropped."""
    if not np.iscomplexobj(value.data):
        return value, reference
    if not value.dims and reference.positional == (2,):
        return Value(np.stack([value.data.real, value.data.imag], axis=-1), value.free, ("2",)), reference
    if np.all(np.abs(value.data.imag) <= 1e-9 * (1 + np.abs(value.data.real))):
        return Value(value.data.real, value.free, value.dims), reference
    return value, reference


def _squeezed(value: Value) -> Value:
    kept = [place for place, size in enumerate(value.positional) if size != 1 or value.dims[place] != "1"]
    if len(kept) == len(value.dims):
        return value
    shape = (*value.data.shape[: len(value.free)], *(value.positional[place] for place in kept))
    return Value(value.data.reshape(shape), value.free, tuple(value.dims[place] for place in kept))


def _matching(value: Value, reference: Value, table: SymbolTable) -> list[int] | None:
    """For each axis of the reference the axis of the value: same name, or a free index for a dimension of that size."""
    if value.data.ndim != reference.data.ndim:
        return None
    names = list(value.free) + [""] * len(value.dims)
    wanted = list(reference.free) + [""] * len(reference.dims)
    unused = [axis for axis in range(value.data.ndim) if not names[axis] or names[axis] not in reference.free]
    order: list[int] = []
    for place, name in enumerate(wanted):
        if name and name in value.free:
            order.append(value.free.index(name))
            continue
        axis = next((a for a in unused if value.data.shape[a] == reference.data.shape[place]), None)
        if axis is None or (name and names[axis] and _declared(names[axis], table)):
            return None
        unused.remove(axis)
        order.append(axis)
    positional = [axis for axis in order if not names[axis]]
    return order if positional == sorted(positional) else None


def _declared(name: str, table: SymbolTable) -> bool:
    symbol = table.symbols.get(name)
    return symbol is not None and symbol.kind == "index"


def close(one: Array, other: Array) -> bool:
    """Whether all entries agree within rounding."""
    if one.shape != other.shape or not np.all(np.isfinite(one)) or not np.all(np.isfinite(other)):
        return False
    scale = np.max(np.abs(other), initial=0.0)
    return bool(np.all(np.abs(one - other) <= RTOL * np.abs(other) + RTOL * 1e-3 * min(scale, 1e3)))


def same(value: Value, reference: Value, table: SymbolTable) -> bool:
    """Whether two values are equal."""
    pair = comparable(value, reference, table)
    return pair is not None and close(*pair)
