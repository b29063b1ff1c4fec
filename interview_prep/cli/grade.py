"""The command that grades answers without recording them: one at a time, or a file of them line by line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from interview_prep.practice.services import Services

_ANSWER_LIMIT = 1_000_000


def register(app: typer.Typer) -> None:
    """Add `grade`."""
    app.command()(grade)


def grade(
    question: Annotated[str | None, typer.Argument(metavar="ID", help="The question, as `bank list` names it.")] = None,
    answer: Annotated[str | None, typer.Option(help="The answer; - reads it from the input.")] = None,
    seed: Annotated[int, typer.Option(help="Which draw of the question.")] = 0,
    batch: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Grade every line of a file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    bank: Annotated[list[Path] | None, typer.Option("--bank", help="Another bank beside the bundled one.")] = None,
) -> None:
    """Grade an answer, or a file of them, without recording it."""
    from interview_prep.cli.practice import existing
    from interview_prep.practice.services import Services

    if (batch is None) == (question is None):
        raise typer.BadParameter("give a question's id with --answer, or --batch FILE.jsonl")
    services = Services(extra_banks=existing(bank))
    if batch is not None:
        _grade_file(batch, services)
        return
    if answer is None:
        raise typer.BadParameter("give the answer, or - to read it from the input", param_hint="--answer")
    assert question is not None
    _grade_one(question, _read(answer), seed, services, as_json=as_json)


def _read(answer: str) -> str:
    if answer != "-":
        return answer
    return sys.stdin.buffer.read(_ANSWER_LIMIT).decode("utf-8", "replace").rstrip("\r\n")


def _grade_file(file: Path, services: "Services") -> None:
    """One line out for every line in, in order."""
    import json

    from interview_prep.errors import UserError
    from interview_prep.grading.batch import grade_lines

    try:
        source = file.open("rb")
    except OSError as error:
        raise UserError(f"{file}: {error.strerror or error}; give a file with one JSON object a line") from None
    with source:
        try:
            for graded in grade_lines(source, services.bank):
                print(json.dumps(graded))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise UserError(f"{file}: {error.strerror or error}; give a file with one JSON object a line") from None


def _grade_one(name: str, answer: str, seed: int, services: "Services", *, as_json: bool) -> None:
    import json

    from interview_prep.errors import UserError
    from interview_prep.grading import grade as graded
    from interview_prep.grading.batch import row
    from interview_prep.questions.response import Response

    if name not in services.bank:
        raise UserError(_unknown(name, services))
    question = services.bank.get(name)
    verdict = graded(question, Response(text=answer), seed)
    if as_json:
        print(json.dumps(row(question.id, verdict)))
        return
    if verdict.error is not None:
        where = f" (column {verdict.column})" if verdict.column else ""
        raise UserError(f"not understood{where}: {verdict.error}")
    from interview_prep.practice.card import build_card
    from interview_prep.practice.plain.console import system_console
    from interview_prep.practice.plain.verdict import say_verdict

    card = build_card(question, services.bank.entry(question.id).hash, 0, seed=seed, history=None)
    say_verdict(system_console(), card, verdict)


def _unknown(name: str, services: "Services") -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [entry.id for entry in services.bank], 1)
    hint = f"did you mean {near[0]}?" if near else "`interview-prep bank list` names them all"
    return f"there is no question “{name}”; {hint}"
