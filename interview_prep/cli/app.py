"""The command line, assembled from one file per group of commands."""

import sys
from importlib import import_module
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
    try:
        app(prog_name="interview-prep")
    except UserError as error:
        print(one_line(str(error), 600), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
