"""The command line, assembled from one file per group of commands."""

import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from interview_prep.errors import UserError
from interview_prep.text import one_line

GROUPS = ("practice", "bank", "grade", "engine", "schedule", "history", "insight", "mock")

app = typer.Typer(
    name="interview-prep",
    help="Daily practice for AI and GenAI engineering interviews.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        from interview_prep import __version__

        typer.echo(f"interview-prep {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


for _group in GROUPS:
    import_module(f"interview_prep.cli.{_group}").register(app)


def run_command() -> None:
    """Run the command that the arguments name; what people can mend comes as one line, without a traceback."""
    _prepare_streams()
    try:
        code = app(prog_name="interview-prep", standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        code = _told(1, one_line(str(error), 600))
    except typer.TyperException as error:
        code = _told(2, _misuse(error))
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except (SystemExit, BrokenPipeError):  # the reader of the pipe has gone, which Typer turns into SystemExit
        code = _given_up()
    except OSError as error:
        _given_up()
        where = error.filename or "the output"
        code = _told(1, one_line(f"{where}: {error.strerror or error}; check the disk and who may write there", 600))
    sys.exit(code)


def _prepare_streams() -> None:
    """Pipes and files are UTF-8 in any locale, input with or without a byte order mark; a terminal shows `?` for what
    it lacks; a closed stream is empty.
    """
    for name, mode, encoding in (("stdin", "r", "utf-8-sig"), ("stdout", "w", "utf-8"), ("stderr", "w", "utf-8")):
        stream = getattr(sys, name)
        if stream is None:  # closed before the start
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # open to the very end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else encoding, errors="replace")


def _told(code: int, message: str) -> int:
    print(message, file=sys.stderr)
    return code


def _given_up() -> int:
    """Drop what can no longer be written, which would fail once more at the very end."""
    with suppress(OSError):
        sys.stdout.close()
    return 0


def _misuse(error: typer.TyperException) -> str:
    """Bad usage in one line that names the page of help; a group without a command names its commands."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    path = "interview-prep" if context is None else context.command_path
    if context is not None and message.startswith("Usage:"):
        message = f"{path} needs a command: {', '.join(context.command.list_commands(context))}"
    return one_line(f"{message.rstrip('.')}; `{path} --help` tells more", 600)
