"""Whether a formula's reference and the engine, two codes that share nothing, give the same numbers."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from math import prod
from typing import Any

import numpy as np

from interview_prep.exercises.computing import compute
from interview_prep.exercises.registry import ExerciseError
from interview_prep.formula.compiled import Compiled, compile_question, with_derived
from interview_prep.formula.draws import Draw
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.nodes import Node
from interview_prep.formula.values import Array, Value
from interview_prep.questions.model import Compute, EngineCall, Formula

DRAWS = 5
MOST_CALLS = 500
_RELATIVE, _ABSOLUTE = 1e-9, 1e-12
_RESULT = "engine"
"""The name of the call's value among the question's symbols."""


def disagreement(question: Formula, call: EngineCall) -> str | None:
    """The first draw on which the two differ or one has no value, in words; None where they agree on all."""
    try:
        compiled = compile_question(replace(question, symbols={**question.symbols, _RESULT: {"scalar": {}}}))
        return next(filter(None, (_on_draw(compiled, call, number) for number in range(DRAWS))), None)
    except FormulaError as error:
        return f"a formula of `engine` is not understood ({error}); respell it"
    except ExerciseError as error:
        return f"the call fails ({error}); correct it"


def _on_draw(compiled: Compiled, call: EngineCall, number: int) -> str | None:
    made = _drawn(compiled, call, number)
    reference = compiled.value_on(made, _each_example(compiled.forms[0].tree))
    walked = tuple(name for name in reference.free if name in _free(compiled, call, made))
    result = _called(compiled, call, made, walked)
    engine = _given_back(compiled, call, made, walked, result)
    one, other = np.real(reference.data), np.real(engine.data)
    if one.shape != other.shape:
        return f"the reference has shape {one.shape}, the engine's value {other.shape}; take the part that is meant"
    if np.allclose(one, other, rtol=_RELATIVE, atol=_ABSOLUTE):
        return None
    place = np.unravel_index(int(np.argmax(np.abs(np.subtract(one, other, dtype=float)))), one.shape)
    at = f" at {', '.join(str(step + 1) for step in place)}" if place else ""
    values = f"the reference gives {one[place]:.6g}{at}, {call.op} {other[place]:.6g}"
    return f"with {_shown(made)} {values}; correct the reference or the call"


def _drawn(compiled: Compiled, call: EngineCall, number: int) -> Draw:
    """Random values for the symbols, those apart that the call holds to a formula."""
    made = compiled.drawn(number)
    for name, formula in call.given.items():
        if name not in made.values:
            raise ExerciseError(f"given.{name}: no such symbol is drawn")
        data, wanted = _parsed(compiled, formula, made).data, made.values[name]
        if data.shape != wanted.data.shape:
            raise ExerciseError(f"given.{name}: has shape {data.shape}, {name} has {wanted.data.shape}")
        made.values[name] = replace(wanted, data=data)
    return with_derived(compiled, made)


def _each_example(tree: Node) -> Node:
    """The formula for one example, where it is a mean over examples: the mean is linear and not the engine's part."""
    if tree.kind == "expect":
        return tree.parts[0]
    if tree.kind == "neg" or (tree.kind == "product" and "/" not in tree.marks):
        return replace(tree, parts=tuple(_each_example(part) for part in tree.parts))
    return tree


def _parsed(compiled: Compiled, formula: str, made: Draw) -> Value:
    return compiled.value_on(made, compiled.parse(formula).tree)


def _formulas(args: object) -> list[str]:
    """Every formula among the arguments."""
    if isinstance(args, str):
        return [args[1:]] if args.startswith("$") else []
    parts = args.values() if isinstance(args, Mapping) else args if isinstance(args, list | tuple) else ()
    return [formula for part in parts for formula in _formulas(part)]


def _free(compiled: Compiled, call: EngineCall, made: Draw) -> set[str]:
    return {name for formula in _formulas(call.args) for name in _parsed(compiled, formula, made).free}


def _called(compiled: Compiled, call: EngineCall, made: Draw, walked: tuple[str, ...]) -> Array:
    """The call's values: one call for each combination of the walked indices, which are the first axes."""
    known = {formula: _parsed(compiled, formula, made) for formula in _formulas(call.args)}
    sizes = {name: size for v in known.values() for name, size in zip(v.free, v.data.shape, strict=False)}
    if prod(sizes[name] for name in walked) > MOST_CALLS:
        raise ExerciseError(f"args: {', '.join(walked)} make more than {MOST_CALLS} calls; declare smaller dimensions")
    take = None if call.take is None else _filled(call.take.split("."), compiled, made)
    values = []
    for combination in product(*(range(sizes[name]) for name in walked)):
        at = dict(zip(walked, combination, strict=True))
        args = _substituted(call.args, {formula: _at(value, at) for formula, value in known.items()})
        spec = Compute(op=call.op, args=args, take=take)
        values.append(np.asarray(compute(spec, {}, with_steps=False).value))
    return np.reshape(values, (*(sizes[name] for name in walked), *values[0].shape))


def _filled(parts: list[str], compiled: Compiled, made: Draw) -> str:
    """A path into the result with its formulas worked out."""
    texts = (str(_plain(_parsed(compiled, part[1:], made).data)) if part.startswith("$") else part for part in parts)
    return ".".join(texts)


def _at(value: Value, at: Mapping[str, int]) -> Any:
    """The part of a value that belongs to one combination of indices, whole numbers as such."""
    return _plain(value.data[tuple(at.get(name, slice(None)) for name in value.free)])


def _plain(data: Array) -> Any:
    real = np.real(data)
    whole = bool(np.all(np.isfinite(real))) and bool(np.all(real == np.floor(real)))
    numbers = real.astype(np.int64) if whole else real
    return numbers if numbers.ndim else numbers.item()


def _substituted(args: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(args, str):
        return values[args[1:]] if args.startswith("$") else args
    if isinstance(args, Mapping):
        return {name: _substituted(part, values) for name, part in args.items()}
    return [_substituted(part, values) for part in args] if isinstance(args, list | tuple) else args


def _given_back(compiled: Compiled, call: EngineCall, made: Draw, walked: tuple[str, ...], result: Array) -> Value:
    """What the reference has to equal: the call's value, or the formula that `gives` makes of it."""
    made.values[_RESULT] = Value(result, walked, ("",) * (result.ndim - len(walked)))
    return _parsed(compiled, call.gives, made)


def _shown(made: Draw) -> str:
    """The drawn numbers, arrays by their shape."""
    shown = []
    for name, value in made.values.items():
        if name == _RESULT:
            continue
        data = np.real(value.data)
        shown.append(f"{name} = {data:.6g}" if data.ndim == 0 else f"{name} of {' x '.join(map(str, data.shape))}")
    return ", ".join(shown)
