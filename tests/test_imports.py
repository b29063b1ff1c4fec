"""What each entry point loads, seen from a fresh process: start-up is a feature, and layers are a promise."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"numpy", "yaml", "pydantic", "typer", "tiktoken", "textual", "regex", "fsrs", "plotext", "sqlite3"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules in memory after the code ran in a new interpreter."""
    program = f"{code}\nimport sys, json\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import interview_prep.__main__", set()),
        ("import engine", set()),
        ("import engine.catalog; engine.catalog.OPERATIONS", set()),
        ("import question_bank", set()),
        ("import interview_prep.questions.kinds", set()),
        ("import interview_prep.practice.daily", set()),
        ("import interview_prep.practice.services", set()),
        ("import interview_prep.scheduling.queue", set()),
        ("import interview_prep.grading", set()),
        ("import interview_prep.insight.statistics", set()),
        ("import interview_prep.cli.app", {"typer"}),
        ("import interview_prep.tui.app", {"textual"}),
    ],
)
def test_an_entry_point_loads_nothing_heavy_that_it_does_not_show(code: str, allowed: set[str]) -> None:
    assert loaded_by(code) & HEAVY <= allowed


def test_a_quiz_of_choices_runs_without_numpy_yaml_and_pydantic(tmp_path: Path) -> None:
    prepare = (
        "import os, io\n"
        f"os.environ['INTERVIEW_PREP_HOME'] = {str(tmp_path)!r}\n"
        "from interview_prep.practice.services import Services\n"
        "services = Services()\n"
    )
    loaded_by(prepare + "len(services.bank)")  # the bank is compiled once
    found = loaded_by(
        prepare + "from interview_prep.practice.daily import DailySession, SessionSpec\n"
        "session = DailySession(services, SessionSpec(kinds=('choice', 'cloze', 'order')))\n"
        "session.answer('a'); session.reveal(); session.rate(); session.save()\n"
    )
    assert not found & {"numpy", "yaml", "pydantic", "tiktoken", "textual", "typer"}
