"""The whole command line in this process, over a home of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `interview-prep` with arguments and standard input."""
    from typer.testing import CliRunner

    from interview_prep.cli.app import app
    from interview_prep.errors import UserError

    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INTERVIEW_PREP_BANK", raising=False)
    runner = CliRunner()

    def running(*arguments: str, given: str | bytes | None = None) -> Ran:
        result = runner.invoke(app, arguments, input=given)
        if isinstance(result.exception, UserError):
            return Ran(1, result.stdout, str(result.exception))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return running
