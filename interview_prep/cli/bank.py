"""The commands that check, list, show, search and start questions: `bank check`, `list`, `show`, `coverage`, ..."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files or folders instead of the bundled bank.")
]
Banks = Annotated[list[Path] | None, typer.Option("--bank", help="Another bank beside the bundled one.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]

bank = typer.Typer(name="bank", help="The bank of questions.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the group `bank`."""
    app.add_typer(bank)


@bank.command()
def check(paths: Paths = None, banks: Banks = None, as_json: Json = False) -> None:
    """Check questions; exit 1 if anything is an error."""
    from datetime import UTC, datetime

    from interview_prep import paths as places
    from interview_prep.authoring.checking import check as run
    from interview_prep.text import counted

    chosen = [*paths, *(banks or ())] if paths else _all_banks(banks)
    report = run(chosen, today=datetime.now(UTC).date(), cache=places.cache())
    if as_json:
        counts = {"files": report.files, "questions": report.questions, "remembered": report.remembered}
        problems = [problem.to_json() for problem in report.problems]
        _print_json({**counts, "errors": report.errors, "warnings": report.warnings, "problems": problems})
    else:
        for problem in report.problems:
            typer.echo(_clean(str(problem)))
        typer.echo(
            f"{counted(report.questions, 'question')} in {counted(report.files, 'file')}:"
            f" {counted(report.errors, 'error')}, {counted(report.warnings, 'warning')}"
        )
    if report.errors:
        raise typer.Exit(1)


@bank.command("list")
def list_(
    paths: Paths = None,
    banks: Banks = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    concept: Annotated[str | None, typer.Option(help="Only this concept.")] = None,
    level: Annotated[int | None, typer.Option(min=1, max=5, help="Only this level.")] = None,
    as_json: Json = False,
) -> None:
    """List the questions."""
    from interview_prep.authoring.showing import listed
    from interview_prep.cli.practice import checked_concept, one_of, tell_of_faults
    from interview_prep.questions.kinds import KINDS

    opened = _open(paths, banks)
    kind = None if kind is None else one_of("--kind", kind, tuple(KINDS))
    found = opened.where(kind=kind, concept=checked_concept(concept), level=level)
    tell_of_faults(opened)
    if as_json:
        _print_json([listed(entry) for entry in found])
        return
    for entry in found:
        typer.echo(_clean(f"{entry.id:<40} {entry.kind:<8} {entry.concept:<17} {entry.level}  {entry.priority}"))
    typer.echo(_clean(found.describe()))


@bank.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID")],
    seed: Annotated[int, typer.Option(help="The draw.")] = 0,
    answer: Annotated[
        bool, typer.Option("--answer", help="With the answer, the steps and the usual mistakes.")
    ] = False,
    banks: Banks = None,
    as_json: Json = False,
) -> None:
    """Show one question."""
    from interview_prep.authoring.showing import shown, shown_lines

    document = shown(_open(None, banks).get(name), seed, answer=answer)
    if as_json:
        _print_json(document)
    else:
        for line in shown_lines(document):
            typer.echo(_clean(line))


@bank.command()
def coverage(paths: Paths = None, banks: Banks = None, as_json: Json = False) -> None:
    """Which facts are asked, by which kinds of question."""
    from interview_prep.authoring.coverage import coverage as covered
    from interview_prep.authoring.coverage import coverage_lines

    document = covered(_open(paths, banks))
    if as_json:
        _print_json(document)
    else:
        for line in coverage_lines(document):
            typer.echo(_clean(line))


@bank.command()
def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Words; the last one may be unfinished.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    banks: Banks = None,
    as_json: Json = False,
) -> None:
    """Find questions by their words."""
    from interview_prep.authoring.showing import listed
    from interview_prep.cli.practice import tell_of_faults
    from interview_prep.text import one_line

    found = _open(None, banks)
    entries = found.search(" ".join(text), limit)
    tell_of_faults(found)
    if as_json:
        _print_json([listed(entry) for entry in entries])
        return
    for entry in entries:
        typer.echo(f"{_clean(entry.id):<40} {one_line(found.get(entry.id).prompt, 78)}")
    if not entries:
        typer.echo("nothing found; try fewer or other words")


@bank.command()
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    concept: Annotated[str, typer.Option(help="The concept's slug.")] = "transformer",
) -> None:
    """Print a question of this kind to fill in."""
    from interview_prep.authoring.starting import template

    typer.echo(template(kind, concept), nl=False)


@bank.command()
def schema() -> None:
    """Print the JSON Schema of bank files, for completion in editors."""
    from interview_prep.bank.validation import schema as made

    _print_json(made())


def _all_banks(added: list[Path] | None) -> list[Path]:
    """The bundled bank alone, or it and the learner's own: those of the settings and those of the command line."""
    import question_bank
    from interview_prep.practice.services import Services

    others = Services(extra_banks=added or ()).bank_paths()
    return [question_bank.ROOT, *others] if others else []


def _open(paths: list[Path] | None, banks: list[Path] | None) -> Any:
    """The bundled bank and those added; PATHs replace the bundled one and those of the settings."""
    from interview_prep.bank.opening import open_bank
    from interview_prep.cli.practice import existing
    from interview_prep.practice.services import Services

    services = Services(extra_banks=existing(banks))
    if paths:
        return open_bank([*existing(paths), *(banks or ())], bundled=False, cache=services.cache)
    return services.bank


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _clean(text: str) -> str:
    from interview_prep.text import sanitise

    return sanitise(text, keep="")
