"""What can be wrong with the symbols, dimensions and conventions that a formula question declares."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interview_prep.formula.symbols import KINDS, key_of
from interview_prep.questions.model import Formula

Fault = tuple[tuple[str | int, ...], str]
"""The path to a value inside the question, and what is wrong with it."""

_SAMPLES = ("normal", "prob", "mask", "bool")
_EXTRA = frozenset("aliases sample derived derived_over distributed_as ignores_arguments".split())
_CONVENTIONS = frozenset("transposed_together up_to_constant dot_between_vectors".split())
_MAX_DRAWS, _MAX_SIZE, _MAX_ENTRIES = 60, 64, 4096


def faults(question: Formula) -> Iterator[Fault]:
    """All faults, in the order of the file."""
    yield from _dims(question.dims)
    if question.draws is not None and not 1 <= question.draws <= _MAX_DRAWS:
        yield ("draws",), f"`draws` is {question.draws}; it can be 1 to {_MAX_DRAWS}"
    for name in question.conventions:
        if name not in _CONVENTIONS:
            yield ("conventions", name), f'there is no convention "{name}"; known are {", ".join(sorted(_CONVENTIONS))}'
    for name, spec in question.symbols.items():
        for path, message in _symbol(spec, question):
            yield ("symbols", name, *path), message
    yield from _collisions(question)


def _dims(dims: Mapping[str, Any]) -> Iterator[Fault]:
    for name, size in dims.items():
        sizes = size if isinstance(size, Sequence) and not isinstance(size, str) else [size]
        if not sizes or not all(_is_size(number) for number in sizes):
            yield ("dims", name), f"the sizes of {name} are whole numbers from 1 to {_MAX_SIZE}; write [3] or [7, 11]"


def _is_size(number: object) -> bool:
    return type(number) is int and 1 <= number <= _MAX_SIZE


def _symbol(spec: Any, question: Formula) -> Iterator[Fault]:
    if not isinstance(spec, Mapping):
        yield (), "a symbol is a mapping, such as {scalar: {range: [1, 2]}}"
        return
    kinds = [kind for kind in KINDS if kind in spec]
    if len(kinds) != 1:
        yield (), f"a symbol has one kind of {', '.join(KINDS)}; this one has {len(kinds)}"
        return
    for name in spec:
        if name not in _EXTRA and name not in KINDS:
            yield (str(name),), f'"{name}" is not a field of a symbol; remove it'
    yield from _body(kinds[0], spec, question)
    yield from _sample(spec)


def _body(kind: str, spec: Mapping[str, Any], question: Formula) -> Iterator[Fault]:
    body = spec[kind]
    if kind in ("tensor", "size_of", "index", "table"):
        over = body.get("over") if isinstance(body, Mapping) else body
        names = [over] if isinstance(over, str) else over
        if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
            yield (kind,), "name the dimensions, such as [n, dk]"
            return
        for name in names:
            if name not in question.dims:
                yield (kind,), f'there is no dimension "{name}" under `dims`; declare it'
        if _entries(names, question.dims) > _MAX_ENTRIES:
            yield (kind,), f"this has more than {_MAX_ENTRIES} entries; make its dimensions smaller"
    elif kind == "int":
        choices = body.get("choices") if isinstance(body, Mapping) else None
        if not isinstance(choices, Sequence) or not choices or not all(type(c) is int for c in choices):
            yield (kind,), "give whole numbers to choose from, such as {choices: [2, 3, 5]}"
    elif kind in ("scalar", "function") and "derived" not in spec:
        field = "range" if kind == "scalar" else "values"
        if not isinstance(body, Mapping) or not _is_range(body.get(field, (0.5, 2.0))):
            yield (kind,), f"give a range, such as {{{field}: [0.1, 0.9]}}"


def _entries(names: Sequence[Any], dims: Mapping[str, Any]) -> int:
    total = 1
    for name in names:
        size = dims.get(str(name), 1)
        numbers = [n for n in (size if isinstance(size, Sequence) else [size]) if isinstance(n, int)]
        total *= max(numbers, default=1)
    return total


def _is_range(value: object) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        return False
    return all(type(number) in (int, float) for number in value) and value[0] < value[1]


def _sample(spec: Mapping[str, Any]) -> Iterator[Fault]:
    sample = spec.get("sample", "normal")
    if sample not in _SAMPLES and not _is_range(sample):
        yield ("sample",), f"`sample` can be {', '.join(_SAMPLES)}, or a range such as [0.1, 0.9]"


def _collisions(question: Formula) -> Iterator[Fault]:
    """Two symbols with one spelling, once blanks, brackets and marks are taken out."""
    owners: dict[str, str] = {key_of(name): name for name in question.symbols}
    if len(owners) < len(question.symbols):
        yield ("symbols",), "two symbols are spelled the same once scripts are written out; rename one"
    for name, spec in question.symbols.items():
        aliases = spec.get("aliases", ()) if isinstance(spec, Mapping) else ()
        if not isinstance(aliases, Sequence) or isinstance(aliases, str):
            yield ("symbols", name, "aliases"), "`aliases` is a list of spellings, such as [dk, d_h]"
            continue
        for place, alias in enumerate(aliases):
            owner = owners.setdefault(key_of(str(alias)), name)
            if owner != name:
                yield ("symbols", name, "aliases", place), f'"{alias}" is a spelling of {owner} already; remove it'
