"""A bank of 10,000 questions, seen for the first time and again, searched, and asked; one typed number graded."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.exercises.instance import instantiate
from interview_prep.grading import grade
from interview_prep.questions.model import Numeric
from interview_prep.questions.response import Response
from tests.benchmarks.banks import BRIEF, large_bank
from tests.benchmarks.row import Row, seconds_of
from tests.benchmarks.storage import typical

COUNT = 10_000


def rows() -> list[Row]:
    """The rows of the table, against their targets in seconds."""
    folder = large_bank(Path(tempfile.gettempdir()) / "interview-prep-benchmarks" / "bank", COUNT)
    brief = large_bank(folder.with_name("brief"), COUNT, BRIEF)
    with tempfile.TemporaryDirectory() as cache:
        found = [
            _row("10,000 questions seen for the first time", _first_sight(folder, Path(cache)), 2.5),
            _row("10,000 without spoken ones and their phrasings", _first_sight(brief, Path(cache) / "brief"), 2.5),
        ]
        bank = open_bank([folder], bundled=False, cache=Path(cache) / "kept")
        assert len(bank) == COUNT, len(bank)
        first = next(iter(bank)).id
        again = typical(lambda: open_bank([folder], bundled=False, cache=Path(cache) / "kept").get(first))
        found.append(_row("10,000 questions seen again, until one can be asked", again, 0.005))
        found.append(_row("every row of 10,000 questions listed", typical(lambda: _listed(folder, Path(cache))), 0.1))
        found.append(_row("search of 10,000 questions", typical(lambda: bank.search("cross ent", 50)), 0.016))
        found.append(_row("one typed number graded, p99", _graded(open_bank(cache=Path(cache) / "own")), 0.005))
    return found


def _row(work: str, seconds: float, target: float) -> Row:
    return Row(work, seconds, "", None, target, f"target {target * 1e3:g} ms")


def _first_sight(folder: Path, cache: Path) -> float:
    """The median of three first sights, each with an empty cache."""
    number = iter(range(10))

    def open_fresh() -> object:
        return _ask_one(open_bank([folder], bundled=False, cache=cache / f"fresh-{next(number)}"))

    return typical(open_fresh, runs=3)


def _listed(folder: Path, cache: Path) -> object:
    return list(open_bank([folder], bundled=False, cache=cache / "kept"))


def _ask_one(bank: Bank) -> object:
    return bank.get(next(iter(bank)).id)


def _graded(bank: Bank) -> float:
    """The 99th percentile over every family, eight seeds each."""
    times = []
    for entry in bank:
        question = bank.get(entry.id)
        if isinstance(question, Numeric):
            times += [seconds_of(_grading(question, seed)) for seed in range(8)]
    return quantiles(times, n=100)[-1]


def _grading(question: Numeric, seed: int) -> Callable[[], object]:
    answer = instantiate(question, seed).shown_answer
    return lambda: grade(question, Response(text=answer), seed)


if __name__ == "__main__":
    for row in rows():
        print(row.line())
