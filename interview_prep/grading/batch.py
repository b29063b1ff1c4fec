"""Grading line by line: one JSON object out for every line in, in order, whatever the line holds."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Verdict
from interview_prep.text import one_line, sanitise

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank

_LINE_LIMIT = 1_000_000
_TEXT_LIMIT = 2_000


class _BadLineError(Exception):
    """A line that cannot be graded; the message says why."""


def grade_lines(source: BinaryIO, bank: "Bank") -> Iterator[dict[str, Any]]:
    """A row for every line of the source."""
    for line in source:
        yield grade_line(line, bank)


def grade_line(line: bytes, bank: "Bank") -> dict[str, Any]:
    """The row of one line: a verdict, or what is wrong with the line."""
    question_id: str | None = None
    try:
        item = _item(line)
        question_id = _text(item, "id")
        return row(question_id, _graded(question_id, item, bank))
    except _BadLineError as problem:
        return row(question_id, Verdict(error=str(problem)))
    except Exception as problem:  # a row has to come out whatever a grader meets
        return row(question_id, Verdict(error=one_line(f"This answer could not be graded: {problem}")))


def row(question_id: str | None, verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data; with `error` set nothing else is claimed."""
    if verdict.error is not None:
        verdict = Verdict(error=verdict.error, column=verdict.column)
    return {
        "id": None if question_id is None else one_line(question_id),
        "correct": verdict.correct,
        "score": None if verdict.score is None else round(verdict.score, 6),
        "grade": verdict.grade,
        "rating": None if verdict.rating is None else int(verdict.rating),
        "covered": list(verdict.covered),
        "unsure": list(verdict.unsure),
        "tripped": list(verdict.tripped),
        "misconception": verdict.misconception,
        "misconceptions": list(verdict.misconceptions),
        "message": sanitise(verdict.message)[:_TEXT_LIMIT],
        "parsed": None if verdict.parsed is None else sanitise(verdict.parsed)[:_TEXT_LIMIT],
        "error": None if verdict.error is None else sanitise(verdict.error)[:_TEXT_LIMIT],
        "column": verdict.column,
    }


def _item(line: bytes) -> Mapping[str, Any]:
    if len(line) > _LINE_LIMIT:
        raise _BadLineError(f"This line is longer than {_LINE_LIMIT:,} bytes; split the answer or shorten it.")
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _BadLineError("This line is not UTF-8; save the file as UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise _BadLineError(f"This line is not JSON: {problem.msg} at column {problem.colno}.") from None
    except (ValueError, RecursionError):
        raise _BadLineError(
            "This line is not JSON that can be read; it nests too deep or holds a huge number."
        ) from None
    if not isinstance(item, Mapping):
        raise _BadLineError('This line is not an object; write {"id": ..., "answer": ...}.')
    return item


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise _BadLineError(f'`{key}` is missing or no text; write {{"id": ..., "answer": ...}}.')
    return value


def _answer(item: Mapping[str, Any]) -> str:
    """The answer's text; numbers and lists count as typed."""
    value = item.get("answer")
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float | list):
        return json.dumps(value)
    raise _BadLineError("`answer` is missing; give it as text.")


def _graded(question_id: str, item: Mapping[str, Any], bank: "Bank") -> Verdict:
    from interview_prep.grading import grade

    seed = item.get("seed")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise _BadLineError("`seed` is no whole number; leave it out for 0.")
    answer = _answer(item)
    if question_id not in bank:
        raise _BadLineError(
            f"There is no question “{one_line(question_id, 80)}”; `interview-prep bank list` names them."
        )
    return grade(bank.get(question_id), Response(text=answer), seed or 0)
