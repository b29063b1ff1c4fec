"""The engine from the command line: `engine list`, `engine run OP [--trace] < args.json`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add the group `engine`."""
    group = typer.Typer(help="The mathematics behind the questions.", no_args_is_help=True)
    group.command("list")(list_operations)
    group.command("run")(run)
    app.add_typer(group, name="engine")


def list_operations(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Every operation: arguments with their shapes, results, steps."""
    from engine.catalog import OPERATIONS

    if as_json:
        typer.echo(json.dumps([_row(row) for row in OPERATIONS.values()]))
        return
    for row in OPERATIONS.values():
        given = ", ".join(f"{a.name} {a.shape}" for a in row.arguments if a.name != "trace")
        typer.echo(f"{row.name}  {row.summary}")
        typer.echo(f"    takes {given}")
        typer.echo("    gives " + ", ".join(f"{name} {shape}" for name, shape in row.results))
        if row.steps:
            typer.echo("    steps " + ", ".join(f"{step.name} {step.shape}".strip() for step in row.steps))


def run(
    operation: Annotated[str, typer.Argument(metavar="OP")],
    trace: Annotated[bool, typer.Option("--trace", help="With every step.")] = False,
    _as_json: Annotated[bool, typer.Option("--json", hidden=True)] = True,  # as for other commands; it is always JSON
) -> None:
    """Run an operation on a JSON object of arguments from standard input; its result fields come back as JSON."""
    import sys

    import engine

    row = _operation(operation)
    arguments = _arguments(sys.stdin.buffer.read(), row)
    record = engine.Trace()
    result = _called(operation, arguments | ({"trace": record} if trace and row.steps else {}))
    single = len(row.results) == 1
    document = {name: plain(result if single else getattr(result, name)) for name, _ in row.results}
    if trace:
        document["trace"] = [
            {"name": s.name, "formula": s.formula, "shape": list(s.shape), "value": plain(s.value)}
            for s in record.steps
        ]
    typer.echo(json.dumps(document))


def plain(value: Any) -> Any:
    """A value as JSON: arrays as lists, non-finite numbers as text, bytes as hexadecimal, records as objects."""
    from dataclasses import fields, is_dataclass
    from math import isfinite, isnan

    if hasattr(value, "tolist"):
        return value.tolist() if value.dtype.kind in "biu" else plain(value.tolist())
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return value if isfinite(value) else "nan" if isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return [plain(item) for item in value]


def _operation(name: str) -> Any:
    from difflib import get_close_matches

    from engine.catalog import OPERATIONS
    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    if name not in OPERATIONS:
        near = get_close_matches(name, OPERATIONS, 1)
        hint = f"did you mean {near[0]}?" if near else "`engine list` names them all"
        raise UserError(f"“{one_line(name, 60)}” is no operation of the engine; {hint}")
    return OPERATIONS[name]


def _called(operation: str, arguments: dict[str, Any]) -> Any:
    """The operation's result; whatever is wrong with the arguments is said in one line."""
    import warnings

    import engine
    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # an infinity in the result says the same
            return getattr(engine, operation)(**arguments)
    except MemoryError:
        raise UserError(f"{operation}: the arguments ask for more memory than there is; ask for less") from None
    except (TypeError, AttributeError, ValueError, LookupError, ArithmeticError) as error:
        raise UserError(one_line(f"{operation}: {error}".replace(f"{operation}() ", ""))) from None


def _arguments(content: bytes, row: Any) -> dict[str, Any]:
    from engine.catalog import REQUIRED
    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    try:
        text = content.decode("utf-8-sig")
        given = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UserError(f'standard input is not JSON{place}; write an object such as {{"x": [1, 2]}}') from None
    if not isinstance(given, dict):
        raise UserError('standard input holds no object; write one such as {"x": [1, 2]}')
    names = {argument.name for argument in row.arguments} - {"trace"}
    for name in given.keys() - names:
        hint = "; `--trace` asks for the steps" if name == "trace" else ""
        takes = ", ".join(sorted(names)) or "none"
        raise UserError(f"“{one_line(name, 60)}” is no argument; it takes {takes}{hint}")
    missing = [one.name for one in row.arguments if one.default is REQUIRED and one.name not in given]
    if missing:
        raise UserError(f"{row.name}: {' and '.join(missing)} missing; `engine list` says what each operation takes")
    return given


def _row(row: Any) -> dict[str, Any]:
    from engine.catalog import REQUIRED

    return {
        "name": row.name,
        "concept": row.concept,
        "summary": row.summary,
        "formula": row.formula,
        "arguments": [
            {
                "name": a.name,
                "shape": a.shape,
                "required": a.default is REQUIRED,
                "default": None if a.default is REQUIRED else plain(a.default),
                "choices": list(a.choices),
                "meaning": a.meaning,
            }
            for a in row.arguments
            if a.name != "trace"
        ],
        "results": [{"name": name, "shape": shape} for name, shape in row.results],
        "steps": [{"name": s.name, "formula": s.formula, "shape": s.shape} for s in row.steps],
        "example": plain(dict(row.example)),
    }
