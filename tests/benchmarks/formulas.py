"""How long one written formula takes: checked, first of its question or later, drawn live, and hostile."""

import time
from collections.abc import Callable
from functools import partial
from random import Random

from interview_prep.formula.live import Understood, read
from interview_prep.formula.render import render
from interview_prep.formula.state import compiled_for
from tests.benchmarks.row import Row
from tests.formula.questions import formula, formulas, graded, judged, right_answers
from tests.formula.test_hostile import rubbish

HOSTILE = 1_000


def rows() -> list[Row]:
    """The 99th percentile of the judged answers, of rubbish, and of reading and drawing at a key."""
    judged_rows = [(row["id"].removeprefix("formula."), row["answer"]) for row in judged()]
    first = sorted(_seconds(partial(compiled_for, question)) for question in formulas().values())
    checked = sorted(_seconds(partial(graded, name, answer)) for name, answer in judged_rows)
    random = Random(4)
    names = [question.removeprefix("formula.") for question in formulas()]
    texts = [(random.choice(names), rubbish(random)) for _ in range(HOSTILE)]
    hostile = sorted(_seconds(partial(graded, name, text)) for name, text in texts)
    live = sorted(_seconds(partial(_live, name, answer)) for name, answer in right_answers())
    return [
        Row("a question's formulas prepared, slowest", first[-1], "", None, 0.1, f"{len(first)} questions"),
        Row("one formula checked, 99th percentile", _late(checked), "", None, 0.1, _note(checked)),
        Row("one hostile text checked, 99th percentile", _late(hostile), "", None, 0.1, _note(hostile)),
        Row("one formula read and drawn, 99th percentile", _late(live), "", None, 0.01, _note(live)),
    ]


def _live(name: str, answer: str) -> None:
    found = read(formula(name), answer)
    if isinstance(found, Understood):
        render(found.tree, 100, 12)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _late(times: list[float]) -> float:
    return times[int(0.99 * len(times))]


def _note(times: list[float]) -> str:
    return f"median {times[len(times) // 2] * 1e3:.1f} ms, slowest {times[-1] * 1e3:.1f} ms, {len(times)} texts"
