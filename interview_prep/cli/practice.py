"""The commands that open the app at a screen, and the daily quiz in plain lines."""

from pathlib import Path
from typing import Annotated, Any

import typer

Banks = Annotated[list[Path] | None, typer.Option("--bank", help="Another bank beside the bundled one.")]


def register(app: typer.Typer) -> None:
    """Add `quiz`, `lab`, `browse`, `learn`, `drill` and `sheet`."""
    app.command()(quiz)
    app.command()(drill)
    app.command()(lab)
    app.command()(browse)
    app.command()(learn)
    app.command()(sheet)


def quiz(
    plain: Annotated[bool, typer.Option("--plain", help="In plain lines, for screen readers and pipes.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many cards.")] = None,
    concept: Annotated[str | None, typer.Option(help="Only this concept, such as transformer.")] = None,
    minutes: Annotated[float | None, typer.Option(min=1, help="About so long.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same numbers every time.")] = None,
    ahead: Annotated[bool, typer.Option("--ahead", help="Cards of the next days; no date moves.")] = False,
    cram: Annotated[bool, typer.Option("--cram", help="Everything seen, the weakest first; no date moves.")] = False,
    schedule: Annotated[bool, typer.Option("--schedule", help="With --ahead or --cram: let dates move.")] = False,
    bank: Banks = None,
) -> None:
    """Today's quiz: what is due, and a few new cards."""
    from interview_prep.practice.daily import SessionSpec
    from interview_prep.practice.services import Services

    services = Services(extra_banks=existing(bank))
    spec = SessionSpec(
        mode="cram" if cram else "ahead" if ahead else "daily",
        concept=checked_concept(concept),
        limit=limit,
        minutes=minutes,
        seed=seed,
        schedules=True if schedule else None,
    )
    if not plain:
        open_app("quiz", spec, services=services)
        return
    from interview_prep.practice.daily import DailySession
    from interview_prep.practice.plain.console import system_console
    from interview_prep.practice.plain.quiz import run_quiz, welcome

    console = system_console()
    try:
        if console.interactive and not services.settings.welcomed:
            welcome(console, services)
        tell_of_faults(services.bank)
        run_quiz(console, DailySession(services, spec), services.now)
    finally:
        services.close()


def drill(
    question: Annotated[str | None, typer.Argument(metavar="[ID]", help="One formula, such as formula.dpo.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="In plain lines, for screen readers and pipes.")] = False,
    which: Annotated[str | None, typer.Option("--set", help="due, weakest, or all.")] = None,
    task: Annotated[str, typer.Option(help="write it, mend a wrong one, or both in turn.")] = "write",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many formulas.")] = None,
    concept: Annotated[str | None, typer.Option(help="Only this concept, such as transformer.")] = None,
    minutes: Annotated[float | None, typer.Option(min=1, help="About so long.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same tasks every time.")] = None,
    bank: Banks = None,
) -> None:
    """Whiteboard drill: write formulas from memory, and be told exactly what differs."""
    from dataclasses import replace

    from interview_prep.practice.drill import DrillSession, drill_spec
    from interview_prep.practice.services import Services

    services = Services(extra_banks=existing(bank))
    chosen = one_of("--set", which or "due", ("due", "weakest", "all"))
    tasks = one_of("--task", task, ("write", "mend", "both"))
    wanted = _known_formula(services, question)
    spec = drill_spec(services, which=chosen, concept=checked_concept(concept), question=wanted, limit=limit)
    spec = replace(spec, minutes=minutes, seed=seed)
    if not plain:
        asked = any(part is not None for part in (question, which, concept, limit, minutes, seed))
        open_app("drill", spec if asked else None, tasks, services=services)
        return
    from interview_prep.practice.plain.console import system_console
    from interview_prep.practice.plain.drill import run_drill

    try:
        tell_of_faults(services.bank)
        run_drill(system_console(), DrillSession(services, spec, tasks), services.now)
    finally:
        services.close()


def lab(
    operation: Annotated[str | None, typer.Argument(help="An operation, as `engine list` names it.")] = None,
) -> None:
    """Run the engine step by step."""
    if operation is not None:
        from difflib import get_close_matches

        from engine.catalog import OPERATIONS
        from interview_prep.errors import UserError

        if operation not in OPERATIONS:
            near = get_close_matches(operation, OPERATIONS, 1)
            hint = f"did you mean {near[0]}?" if near else "`interview-prep engine list` names them all"
            raise UserError(f"“{operation}” is no operation of the engine; {hint}")
    open_app("lab", *([operation] if operation else []))


def browse() -> None:
    """Search every question."""
    open_app("browse")


def learn(concept: Annotated[str | None, typer.Argument(help="A concept, such as scaling.")] = None) -> None:
    """Read the explanations of a concept in order."""
    chosen = checked_concept(concept)
    open_app("learn", *([chosen] if chosen else []))


def sheet(concept: Annotated[str | None, typer.Argument(help="A concept; all nine without one.")] = None) -> None:
    """Print the explanations of a concept as a page of Markdown."""
    from interview_prep.practice.services import Services
    from interview_prep.practice.sheet import sheet_lines

    services = Services()
    for line in sheet_lines(services.bank, checked_concept(concept)):
        typer.echo(line)


def checked_concept(name: str | None) -> str | None:
    """A concept's slug, by its slug or its number; raises UserError naming them all."""
    from interview_prep.errors import UserError
    from interview_prep.questions.concepts import CONCEPTS
    from interview_prep.text import one_line

    if name is None:
        return None
    for concept in CONCEPTS:
        if name.lower() in (concept.slug, concept.code.lower(), concept.code[1:]):
            return concept.slug
    known = ", ".join(concept.slug for concept in CONCEPTS)
    raise UserError(f"“{one_line(name, 40)}” is not one of the nine concepts: {known}")


def existing(banks: list[Path] | None) -> list[Path]:
    """The banks that the command line names; raises UserError for one that is not there."""
    from interview_prep.errors import UserError
    from interview_prep.paths import in_full

    for path in banks or ():
        if not in_full(path).exists():
            raise UserError(f"{path}: there is no such file or folder; give a YAML file or a folder of them")
    return banks or []


def tell_of_faults(bank: Any) -> None:
    """One line on standard error for questions that were left out: where the first is, and what lists them all."""
    from interview_prep.text import counted, one_line

    if bank.problems:
        first = bank.problems[0]
        told = f"{counted(len(bank.problems), 'problem')} in these banks, the first at"
        where = f"{first.file}:{first.line}: {first.message}"
        typer.echo(one_line(f"{told} {where}. `interview-prep bank check PATH` lists them", 600), err=True)


def one_of(option: str, given: str, known: tuple[str, ...]) -> Any:
    """The choice given to an option; raises UserError naming what there is."""
    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    if given not in known:
        raise UserError(f"{option}: “{one_line(given, 20)}” is none of {', '.join(known)}")
    return given


def _known_formula(services: Any, question: str | None) -> str | None:
    """A formula's id, also without its `formula.`; raises UserError with the nearest one."""
    from difflib import get_close_matches

    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    if question is None:
        return None
    names = [entry.id for entry in services.bank if entry.kind == "formula"]
    for name in (question, f"formula.{question}"):
        if name in names:
            return name
    near = get_close_matches(f"formula.{question.removeprefix('formula.')}", names, 1)
    hint = f"did you mean {near[0]}?" if near else "`interview-prep bank list --kind formula` names them all"
    raise UserError(f"no formula is called “{one_line(question, 60)}”; {hint}")


def open_app(place: str, *arguments: Any, services: Any = None) -> None:
    """Start the app at a screen; without a terminal, say how to go on."""

    from interview_prep.tui.start import run

    raise typer.Exit(run((place, arguments), services))
