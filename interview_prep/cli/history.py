"""The log: `history export | import | merge | verify`, `backup`, `restore`."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interview_prep.cli.schedule import Json, known, opened, state_of

if TYPE_CHECKING:
    from interview_prep.storage.store import Merged, Store

SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave out lines that are no events.")]
Target = Annotated[Path | None, typer.Argument(metavar="FILE", help="Where; the folder of backups without one.")]


def register(app: typer.Typer) -> None:
    """Add the commands of the log."""
    group = typer.Typer(help="The log of everything you answered.", no_args_is_help=True, rich_markup_mode=None)
    group.command("export")(export)
    group.command("import")(import_)
    group.command("merge")(merge)
    group.command("verify")(verify)
    group.command("claim")(claim)
    app.add_typer(group, name="history")
    app.command()(backup)
    app.command()(restore)


def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of the terminal.")] = None,
) -> None:
    """Write every event as a line of JSON."""
    from interview_prep.errors import UserError
    from interview_prep.text import counted

    with opened() as services:
        if output is None:
            services.store.export(sys.stdout)
            return
        try:
            count = _export_to(output, services.store)
        except FileExistsError:
            raise UserError(f"{output}: there is a file of that name already; name another") from None
        except OSError as error:
            raise UserError(f"{output}: cannot be written ({error.strerror}); check the folder and the disk") from None
    typer.echo(f"{counted(count, 'event')} written to {output}", err=True)


def _export_to(output: Path, store: Store) -> int:
    """Write the whole log to a new file, or leave none."""
    with output.open("x", encoding="utf-8", newline="\n") as stream:
        try:
            return store.export(stream)
        except BaseException:
            output.unlink()
            raise


def import_(
    source: Annotated[str, typer.Argument(metavar="FILE", help="An export, or - for standard input.")],
    skip_bad: SkipBad = False,
    as_json: Json = False,
) -> None:
    """Take in the lines of an export."""
    from interview_prep.errors import UserError

    where = "standard input" if source == "-" else source
    with opened() as services:
        try:
            given = sys.stdin.buffer if source == "-" else Path(source).open("rb")  # noqa: SIM115  # closed just below
            with TextIOWrapper(given, encoding="utf-8-sig") as lines:  # strict, where the input of others is not
                merged = services.store.import_lines(lines, skip_bad=skip_bad)
        except UnicodeDecodeError:
            raise UserError(f"{where}: not UTF-8 text; give a file that history export wrote") from None
        except OSError as error:
            raise UserError(f"{where}: cannot be read ({error.strerror}); check the name") from None
        except UserError as error:
            raise UserError(f"{where}: {error}" if "line" in str(error)[:5] else str(error)) from None
    _report(merged, as_json)


def merge(
    other: Annotated[Path, typer.Argument(metavar="FILE", help="Another history (.sqlite), or an export of one.")],
    as_json: Json = False,
) -> None:
    """Join another device's log with this one."""
    with opened() as services:
        merged = services.store.merge(other)
    _report(merged, as_json)


def verify(as_json: Json = False) -> None:
    """Check the file, the log, and every card against a full replay."""
    from interview_prep.text import counted

    with opened() as services:
        result = services.store.verify()
    problems = [{"severity": p.severity, "message": p.message, "remedy": p.remedy} for p in result.problems]
    if as_json:
        found = {"ok": result.ok, "events": result.events, "cards": result.cards, "devices": dict(result.devices)}
        typer.echo(json.dumps(found | {"problems": problems}))
    else:
        for problem in result.problems:
            typer.echo(f"{problem.severity}: {problem.message}; {problem.remedy}")
        well = "a full replay agrees" if result.ok else "this needs mending"
        device, event, card = (
            counted(number, noun)
            for number, noun in ((len(result.devices), "device"), (result.events, "event"), (result.cards, "card"))
        )
        typer.echo(f"{event} of {device}, {card}: {well}")
    if not result.ok:
        raise typer.Exit(1)


def claim(
    gone: Annotated[str | None, typer.Argument(metavar="GONE", help="A question no bank holds any more.")] = None,
    question: Annotated[str | None, typer.Argument(metavar="ID", help="The question that takes its history.")] = None,
    as_json: Json = False,
) -> None:
    """Give the history of a deleted question to another one; without names, list such histories."""
    from interview_prep.errors import UserError

    with opened() as services:
        services.store.set_aliases(services.bank.aliases)
        left = [card.question for card in services.store.orphans(entry.id for entry in services.bank)]
        if gone is None:
            none = "Every history belongs to a question."
            typer.echo(json.dumps({"orphans": left}) if as_json else "\n".join(left) or none)
            return
        if gone not in left:
            raise UserError(f"no deleted question “{gone}” has a history; `history claim` lists those that have one")
        if question is None:
            raise UserError(f"name the question that takes the history of {gone}: history claim {gone} ID")
        heir = services.bank.entry(known(services, question)).id
        event = services.store.claim(gone, heir)
        card = services.store.card(heir)
    told = {"event": event.id, "claimed": gone, "id": heir, **state_of(card)}
    typer.echo(json.dumps(told) if as_json else f"{heir} goes on with the history of {gone}. `undo` takes that back.")


def backup(target: Target = None, as_json: Json = False) -> None:
    """Write a whole copy of the history."""
    with opened() as services:
        written = services.store.backup(target)
    told = {"file": str(written), "bytes": written.stat().st_size}
    typer.echo(json.dumps(told) if as_json else f"Written: {written}")


def restore(
    source: Annotated[Path | None, typer.Argument(metavar="FILE", help="A copy; without one they are listed.")] = None,
    latest: Annotated[bool, typer.Option("--latest", help="The latest copy.")] = False,
    salvage: Annotated[bool, typer.Option("--salvage", help="All that can be read, joined with every copy.")] = False,
    as_json: Json = False,
) -> None:
    """Bring back a copy of the history. What stands there now is kept aside."""
    from interview_prep import paths
    from interview_prep.errors import UserError
    from interview_prep.practice.services import system_clock
    from interview_prep.storage.backup import backups_of, folder_of, restored

    path = paths.database()
    copies = backups_of(path)
    if salvage:
        _salvage(path, as_json)
        return
    if source is None and latest:
        if not copies:
            raise UserError(f"{folder_of(path)}: there is no copy yet; one is made on each day of practice")
        source = copies[0]
    if source is None:
        if as_json:
            typer.echo(json.dumps({"copies": [str(copy) for copy in copies]}))
        else:
            typer.echo("\n".join(str(copy) for copy in copies) or "There are no copies yet.")
        return
    aside = restored(path, source, system_clock())
    told = {"restored": str(source), "aside": None if aside is None else str(aside)}
    kept = "" if aside is None else f" What stood there is kept as {aside}; `history merge` joins it again."
    typer.echo(json.dumps(told) if as_json else f"Brought back: {source}.{kept}")


def _salvage(path: Path, as_json: bool) -> None:
    from interview_prep.practice.services import system_clock
    from interview_prep.storage.recovery import recover
    from interview_prep.text import counted

    found = recover(path, now=system_clock)
    if as_json:
        aside = None if found.aside is None else str(found.aside)
        told = {"read": found.read, "from_copies": found.from_copies, "aside": aside, "problems": list(found.problems)}
        typer.echo(json.dumps(told))
        return
    for problem in found.problems:
        typer.echo(problem, err=True)
    kept = f"; the old file is kept as {found.aside}" if found.aside else ""
    typer.echo(f"{counted(found.read, 'event')} read, {found.from_copies:,} more from copies{kept}")
    if not found.read + found.from_copies:
        typer.echo("If an export or another device's log exists, `history merge FILE` goes on from it.")


def _report(merged: Merged, as_json: bool) -> None:
    """Say what came in; exit 1 if something was corrupt or refused."""
    from interview_prep.text import counted

    wrong = (*merged.corrupt, *merged.refused)
    if as_json:
        told = {"added": merged.added, "known": merged.known, "corrupt": list(merged.corrupt)}
        told |= {"refused": list(merged.refused), "forked": list(merged.forked), "notes": list(merged.notes)}
        typer.echo(json.dumps(told))
    else:
        for line in (*merged.notes, *wrong):
            typer.echo(line, err=True)
        for device in merged.forked:
            typer.echo(f"device {device} was copied; nothing is lost, this home has a name of its own now", err=True)
        typer.echo(f"{counted(merged.added, 'event')} taken in, {merged.known:,} known")
    if wrong:
        raise typer.Exit(1)
