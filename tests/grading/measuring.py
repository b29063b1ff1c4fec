"""How well the grader judges labelled answers: `python -m tests.grading.measuring [--left-out] [--misses] [FILE...]`.

A line is {id, answer, covered, red_flags, grade, junk, borderline?}; a rung of a ladder also has `rung`.
Borderline points count neither for nor against. The point's state is compared with the label: covered precision is the
share of points marked covered that the label covers, recall the share of labelled points that are marked covered.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from interview_prep.bank.bank import Bank
from interview_prep.grading.recall import grade_spoken
from interview_prep.grading.rubric.fit import examples, fitted
from interview_prep.grading.rubric.weights import FLAG, POINT
from interview_prep.questions.model import KeyPoint, Ladder, Recall, RedFlag
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Verdict

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One answer and what a person says of it."""

    question: str
    answer: str
    covered: frozenset[str]
    tripped: frozenset[str]
    borderline: frozenset[str]
    grade: int
    junk: bool


@dataclass
class Tally:
    """Counts of one set of answers."""

    hits: int = 0
    claimed: int = 0
    covered: int = 0
    unsure: int = 0
    points: int = 0
    flag_hits: int = 0
    flag_claimed: int = 0
    flags: int = 0
    junk_credited: int = 0
    grades: list[tuple[int, int]] = field(default_factory=list)

    def plus(self, other: "Tally") -> "Tally":
        """Both sets as one."""
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Tally)))

    def lines(self) -> list[str]:
        """The figures as lines of text."""
        return [
            f"covered precision {self.precision:.3f} recall {self.recall:.3f} ({self.claimed} claimed, {self.covered})",
            f"unsure {self.unsure_share:.3f} of {self.points} points",
            f"flags precision {self.flag_precision:.3f} recall {self.flag_recall:.3f} "
            f"({self.flag_claimed} claimed, {self.flags})",
            f"kappa of grades {weighted_kappa(self.grades):.3f} over {len(self.grades)} answers",
            f"points credited to junk {self.junk_credited}",
        ]

    @property
    def precision(self) -> float:
        """Of the points marked covered."""
        return self.hits / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """Of the points that the answers cover."""
        return self.hits / self.covered if self.covered else 1.0

    @property
    def unsure_share(self) -> float:
        """Of all points."""
        return self.unsure / self.points if self.points else 0.0

    @property
    def flag_precision(self) -> float:
        """Of the red flags raised."""
        return self.flag_hits / self.flag_claimed if self.flag_claimed else 1.0

    @property
    def flag_recall(self) -> float:
        """Of the red flags in the answers."""
        return self.flag_hits / self.flags if self.flags else 1.0


def read(path: Path) -> list[Judged]:
    """The labelled answers of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Judged(
            question=f"{row['id']}#{row['rung']}" if "rung" in row else row["id"],
            answer=row["answer"],
            covered=frozenset(row["covered"]),
            tripped=frozenset(row["red_flags"]),
            borderline=frozenset(row.get("borderline", ())),
            grade=row["grade"],
            junk=bool(row["junk"]),
        )
        for row in rows
    ]


def rubric(bank: Bank, name: str) -> tuple[tuple[KeyPoint, ...], tuple[RedFlag, ...]]:
    """Key points and red flags of a question, or of a rung: `ladder.la3#2`."""
    base, _, level = name.partition("#")
    question = bank.get(base)
    if isinstance(question, Ladder):
        rung = question.rungs[int(level) - 1]
        return rung.key_points, rung.red_flags
    assert isinstance(question, Recall)
    return question.key_points, question.red_flags


def judged(bank: Bank, rows: Iterable[Judged]) -> Iterator[tuple[Judged, Verdict]]:
    """Each answer with the grader's verdict."""
    for row in rows:
        points, flags = rubric(bank, row.question)
        yield row, grade_spoken(points, flags, Response(text=row.answer))


def tally(bank: Bank, rows: Iterable[Judged]) -> Tally:
    """The counts over a set of answers."""
    total = Tally()
    for row, verdict in judged(bank, rows):
        covered = set(verdict.covered) - row.borderline
        total.hits += len(covered & row.covered)
        total.claimed += len(covered)
        total.covered += len(row.covered - row.borderline)
        total.unsure += len(verdict.unsure)
        total.points += len(rubric(bank, row.question)[0])
        total.flag_hits += len(set(verdict.tripped) & row.tripped)
        total.flag_claimed += len(set(verdict.tripped) - row.borderline)
        total.flags += len(row.tripped - row.borderline)
        total.grades.append((row.grade, verdict.grade or 0))
        if row.junk:
            total.junk_credited += len(verdict.covered)
    return total


def weighted_kappa(pairs: Sequence[tuple[int, int]], grades: int = 5) -> float:
    """Quadratic weighted kappa (Cohen 1968) of pairs of grades from 0 to `grades` - 1."""
    count = len(pairs)
    first = [sum(a == g for a, _ in pairs) for g in range(grades)]
    second = [sum(b == g for _, b in pairs) for g in range(grades)]
    seen = sum((a - b) ** 2 for a, b in pairs)
    chance = sum(first[a] * second[b] * (a - b) ** 2 for a in range(grades) for b in range(grades)) / max(1, count)
    return 1 - seen / chance if chance else 1.0


def misses(bank: Bank, rows: Iterable[Judged]) -> Iterator[str]:
    """Where the grader and the label differ, for reading."""
    for row, verdict in judged(bank, rows):
        extra = set(verdict.covered) - row.covered - row.borderline
        gone = row.covered - set(verdict.covered) - row.borderline
        flags = set(verdict.tripped) ^ row.tripped
        if extra or gone or flags:
            yield f"{row.question} {row.answer}"
            yield f"    extra {sorted(extra)} missing {sorted(gone)} (unsure {sorted(gone & set(verdict.unsure))})"
            if flags:
                yield f"    flags {sorted(verdict.tripped)} label {sorted(row.tripped)}"


def left_out(bank: Bank, rows: Sequence[Judged]) -> Tally:
    """Each question judged with weights that were fitted on the answers to all other questions."""
    total, kept = Tally(), (dict(POINT), dict(FLAG))
    for name in dict.fromkeys(row.question for row in rows):
        others = [_plain(row) for row in rows if row.question != name]
        points, flags = examples(others, lambda other, _: rubric(bank, other))
        POINT.update(fitted(points, POINT))
        FLAG.update(fitted(flags, FLAG))
        total = total.plus(tally(bank, [row for row in rows if row.question == name]))
        POINT.update(kept[0])
        FLAG.update(kept[1])
    return total


def _plain(row: Judged) -> dict[str, object]:
    return {
        "id": row.question,
        "answer": row.answer,
        "covered": row.covered,
        "red_flags": row.tripped,
        "borderline": row.borderline,
    }


def main() -> None:
    """Print the figures of each file; --left-out refits for each question, --misses shows every difference."""
    from interview_prep import paths
    from interview_prep.bank.opening import open_bank

    bank = open_bank(cache=paths.cache())
    wanted = [Path(name) for name in sys.argv[1:] if not name.startswith("-")]
    for path in wanted or sorted(HERE.glob("*.jsonl")):
        rows = read(path)
        print(path.name, *tally(bank, rows).lines(), sep="\n  ")
        if "--left-out" in sys.argv:
            print("  each question left out of the fit", *left_out(bank, rows).lines(), sep="\n  ")
        if "--misses" in sys.argv:
            print(*misses(bank, rows), sep="\n")


if __name__ == "__main__":
    main()
