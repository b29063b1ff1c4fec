"""A mock interview from a file of answers: no screen, no clock, the same result every time.

The file is YAML: a list of answers, or a mapping with `answers` and, if wished, `seed`, `minutes`, `role`, `concepts`,
`manner`. An answer is a text, or `{text, seconds}`. Where answers run out the candidate is silent.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from interview_prep.bank.reader import ReadError, read_file
from interview_prep.errors import UserError
from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import MANNERS, RANGES, MockSpec
from interview_prep.practice.services import Services
from interview_prep.questions.concepts import BY_SLUG

SECONDS = 60.0


def run_script(services: Services, path: Path, spec: MockSpec) -> MockInterview:
    """Hold the whole interview. Raises UserError naming the file and the place of what is not understood."""
    if not path.is_file():
        raise UserError(f"{path}: there is no such file; give a YAML file of answers")
    try:
        data = read_file(path)
    except ReadError as error:
        raise UserError(f"{path}:{error.line}:{error.column}: {error}") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    answers, chosen = _parts(path, data, spec)
    interview = MockInterview(services, chosen, name=f"script-{chosen.seed}", record=False)
    waiting = list(answers)
    while interview.question is not None:
        text, seconds = waiting.pop(0) if waiting else ("", SECONDS)
        interview.answer(text, seconds)
    return interview


def transcript(interview: MockInterview) -> dict[str, Any]:
    """The interview as JSON."""
    from interview_prep.insight.report import report_of

    return {
        "spec": asdict(interview.spec),
        "transcript": [asdict(turn) for turn in interview.turns],
        "depths": dict(sorted(interview.depths.items())),
        "flinches": dict(sorted(interview.flinches.items())),
        "report": report_of(interview.services.bank, interview.record(), ()).as_json(),
    }


def _parts(path: Path, data: Any, spec: MockSpec) -> tuple[list[tuple[str, float]], MockSpec]:
    if isinstance(data, list):
        return [_answer(path, row, n) for n, row in enumerate(data, 1)], spec
    if not isinstance(data, dict) or not isinstance(data.get("answers"), list):
        raise UserError(f"{path}: expected a list of answers, or a mapping with `answers:`")
    given: dict[str, Any] = asdict(spec)
    for key, value in data.items():
        if key != "answers":
            given[key] = _option(path, str(key), value)
    return [_answer(path, row, n) for n, row in enumerate(data["answers"], 1)], MockSpec(**given)


def _option(path: Path, key: str, value: Any) -> Any:
    if key in ("seed", "minutes") and type(value) is int and (key == "seed" or 1 <= value <= 240):
        return value
    if isinstance(value, str) and value in {"role": RANGES, "manner": MANNERS}.get(key, ()):
        return value
    if key == "concepts" and isinstance(value, list) and all(isinstance(one, str) and one in BY_SLUG for one in value):
        return tuple(value)
    known = "seed, minutes, role (junior, mid, senior), concepts, manner (warm, neutral, terse), answers"
    raise UserError(f"{path}: `{key}: {value}` is not understood; known are {known}")


def _answer(path: Path, row: Any, number: int) -> tuple[str, float]:
    if isinstance(row, str):
        return row, SECONDS
    if row is None:
        return "", SECONDS
    if isinstance(row, dict) and isinstance(row.get("text"), str) and set(row) <= {"text", "seconds"}:
        seconds = row.get("seconds", SECONDS)
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= 3600:
            return row["text"], float(seconds)
    raise UserError(f"{path}: answer {number} is neither a text nor {{text, seconds}}")
