"""What the log says: `stats`, `readiness`, `doctor`."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from interview_prep.cli.schedule import Json, opened
from interview_prep.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interview_prep.practice.services import Services
    from interview_prep.storage.doctor import Check


def register(app: typer.Typer) -> None:
    """Add the commands of insight."""
    app.command()(stats)
    app.command()(readiness)
    app.command()(doctor)


def stats(
    plain: Annotated[bool, typer.Option("--plain", help="In plain lines.")] = False,
    weeks: Annotated[int | None, typer.Option(min=1, max=520, help="The last weeks; twelve by default.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All time.")] = False,
    concept: Annotated[str | None, typer.Option(help="Only this concept.")] = None,
    as_json: Json = False,
) -> None:
    """Retention, forecast, calibration, heatmap, time, by concept."""
    from interview_prep.cli.practice import checked_concept, open_app

    if not (plain or as_json):
        if weeks or everything or concept:
            raise typer.BadParameter("--weeks, --all and --concept go with --plain or --json; the app has keys")
        open_app("stats")
        return
    from interview_prep.insight.figures import plain as lines
    from interview_prep.insight.statistics import statistics

    chosen = checked_concept(concept)
    with opened() as services:
        period = None if everything else weeks or 12
        at, zone = services.now(), services.zone
        found = statistics(services.store, services.bank, at, zone, weeks=period, concept=chosen)
    typer.echo(json.dumps(found.as_json()) if as_json else "\n".join(lines(found)))


def readiness(
    day: Annotated[str | None, typer.Option("--date", metavar="DATE", help="The interview, as 2026-03-31.")] = None,
    as_json: Json = False,
) -> None:
    """Recall per concept now and on the interview day, and what fits until then."""
    from interview_prep.insight.readiness import plain
    from interview_prep.insight.readiness import readiness as assess
    from interview_prep.practice.dates import read_date
    from interview_prep.scheduling.day import study_day

    with opened() as services:
        settings = services.settings
        interview = read_date(day, study_day(services.now(), services.zone)) if day else settings.interview
        services.store.set_aliases(services.bank.aliases)
        found = assess(
            services.store,
            services.bank,
            services.now(),
            services.zone,
            interview,
            minutes=settings.minutes,
            new_per_day=settings.new_per_day,
        )
    typer.echo(json.dumps(found.as_json()) if as_json else "\n".join(plain(found)))


def doctor(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Derive every card anew from the log.")] = False,
    as_json: Json = False,
) -> None:
    """Check everything, and say how to mend what is wrong."""
    with opened() as services:
        if rebuild:
            services.store.backup_if_due()
            services.store.rebuild()
        checks = list(_checks(services))
    well = all(check.ok for check in checks)
    if as_json:
        typer.echo(json.dumps({"ok": well, "checks": [check.as_json() for check in checks]}))
    else:
        for check in checks:
            remedy = f" → {check.remedy}" if check.remedy else ""
            typer.echo(f"{'✓' if check.ok else '✗'} {check.name}: {check.found}{remedy}")
    if not well:
        raise typer.Exit(1)


def _checks(services: Services) -> Iterator[Check]:
    from interview_prep.errors import UserError
    from interview_prep.storage.doctor import Check, examine
    from interview_prep.text import one_line

    try:
        services.settings  # noqa: B018  # reading them is the check
        yield Check("settings", True, f"{services.settings_file}")
    except UserError as error:
        yield Check("settings", False, one_line(str(error)), "mend the line named, or delete the file")
    yield from examine(services.database, services.now)
    try:
        problems = services.bank.problems
        found = counted(len(services.bank), "question")
        if problems:
            first = problems[0]
            found += f"; {counted(len(problems), 'problem')}, the first at {first.file}:{first.line}: {first.message}"
        wrong = any(problem.severity == "error" for problem in problems)
        yield Check("bank", not wrong, one_line(found), "`interview-prep bank check` lists them" if wrong else "")
    except UserError as error:
        yield Check("bank", False, one_line(str(error)), "check the banks named in the settings")
        return
    with suppress(UserError):  # a log that cannot be read was told above
        yield from _orphans(services)


def _orphans(services: Services) -> Iterator[Check]:
    """Histories of questions that no bank holds: nothing is broken, but the learner can give them to others."""
    from interview_prep.storage.doctor import Check
    from interview_prep.text import one_line

    if not services.database.exists():
        return
    services.store.set_aliases(services.bank.aliases)
    left = [card.question for card in services.store.orphans(entry.id for entry in services.bank)]
    if left:
        shown = ", ".join(left[:3]) + (", …" if len(left) > 3 else "")
        found = f"{counted(len(left), 'history')} without a question ({shown}): kept, and not asked"
        remedy = "`interview-prep history claim` lists them; `history claim GONE ID` gives one to another question"
        yield Check("orphans", True, one_line(found), remedy)
