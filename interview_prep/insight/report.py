"""The report on a mock interview: how deep, what was found, what was not, what was said wrong, what to do next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.model import Ladder, Recall

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank

USUAL_SECONDS = (45, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class RungReport:
    """One rung: what was asked and said, and how each key point came out."""

    rung: int
    question: str
    answers: tuple[str, ...]
    outcome: str
    hit: tuple[str, ...]
    missed: tuple[str, ...]
    unsure: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    model_answer: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderReport:
    """One subject: how deep it went (0 to 5), where it flinched (None: it did not)."""

    ladder: str
    title: str
    concept: str
    depth: int
    flinch: int | None
    rungs: tuple[RungReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report. `before` are the depths per concept of the mock before, `practise` ids of questions."""

    at: str
    role: str
    minutes: float
    ladders: tuple[LadderReport, ...]
    depths: Mapping[str, int]
    before: Mapping[str, int]
    pace: str
    practise: tuple[str, ...]

    @property
    def hit(self) -> int:
        """Key points found."""
        return sum(len(rung.hit) for ladder in self.ladders for rung in ladder.rungs)

    @property
    def points(self) -> int:
        """Key points asked for."""
        return sum(
            len(rung.hit) + len(rung.missed) + len(rung.unsure) for ladder in self.ladders for rung in ladder.rungs
        )

    @property
    def flags(self) -> list[tuple[str, str]]:
        """What was said wrong, and the words that said it."""
        return [flag for ladder in self.ladders for rung in ladder.rungs for flag in rung.flags]

    def as_json(self) -> dict[str, Any]:
        """As `report --json` prints it."""
        from dataclasses import asdict

        return {**asdict(self), "hit": self.hit, "points": self.points}


def report_of(bank: "Bank", mock: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> Report:
    """The report on a recorded interview; `before` are earlier ones, the newest first."""
    turns: list[Mapping[str, Any]] = list(mock.get("turns", ()))
    names = list(dict.fromkeys(str(turn["ladder"]) for turn in turns))
    ladders = tuple(
        _ladder(bank, name, [turn for turn in turns if turn["ladder"] == name], mock) for name in names if name in bank
    )
    earlier: dict[str, int] = {}
    for row in before:
        for concept, depth in dict(row.get("depths", {})).items():
            earlier.setdefault(str(concept), int(depth))
    return Report(
        at=str(mock.get("at", "")),
        role=str(dict(mock.get("spec", {})).get("role", "")),
        minutes=round(float(mock.get("seconds", 0.0)) / 60, 1),
        ladders=ladders,
        depths={str(k): int(v) for k, v in dict(mock.get("depths", {})).items()},
        before=earlier,
        pace=_pace([float(turn.get("seconds", 0.0)) for turn in turns if turn.get("answer")]),
        practise=_practise(bank, ladders),
    )


def _ladder(bank: "Bank", name: str, turns: Sequence[Mapping[str, Any]], mock: Mapping[str, Any]) -> LadderReport:
    question = bank.get(name)
    assert isinstance(question, Ladder)
    rungs = tuple(
        _rung(question, number, [turn for turn in turns if turn["rung"] == number])
        for number in sorted({int(turn["rung"]) for turn in turns})
    )
    passed = [rung.rung for rung in rungs if rung.outcome == "strong"]
    flinch = dict(mock.get("flinches", {})).get(name)
    return LadderReport(
        ladder=name,
        title=question.prompt,
        concept=question.concept,
        depth=max(passed, default=0),
        flinch=int(flinch) if flinch is not None else None,
        rungs=rungs,
    )


def _rung(ladder: Ladder, number: int, turns: Sequence[Mapping[str, Any]]) -> RungReport:
    rung = ladder.rungs[number - 1]
    texts = {point.id: point.text for point in rung.key_points}
    wrong = {flag.id: flag.text for flag in rung.red_flags}
    last = turns[-1]
    covered = {str(name) for turn in turns for name in turn["covered"]}
    unsure = {str(name) for turn in turns for name in turn["unsure"]} - covered
    return RungReport(
        rung=number,
        question=rung.question,
        answers=tuple(str(turn["answer"]) for turn in turns),
        outcome=str(last["outcome"]),
        hit=tuple(text for name, text in texts.items() if name in covered),
        missed=tuple(text for name, text in texts.items() if name not in covered | unsure),
        unsure=tuple(text for name, text in texts.items() if name in unsure),
        flags=tuple(
            (wrong[name], str(turn["sentence"])) for turn in turns for name in turn["tripped"] if name in wrong
        ),
        model_answer=rung.answer,
        seconds=sum(float(turn.get("seconds", 0.0)) for turn in turns),
    )


def _pace(seconds: Sequence[float]) -> str:
    if not seconds or not any(seconds):
        return "No answer was timed."
    mean = sum(seconds) / len(seconds)
    low, high = USUAL_SECONDS
    long = sum(value > high for value in seconds)
    words = (
        "a good length"
        if low <= mean <= high
        else "short: say one level more"
        if mean < low
        else "long: lead with the point"
    )
    return f"{mean:.0f} s an answer, {words}; {long} of {len(seconds)} took more than {high} s."


def _practise(bank: "Bank", ladders: Iterable[LadderReport]) -> tuple[str, ...]:
    """Three questions on the subjects with the widest gap to what was asked."""

    def gap(ladder: LadderReport) -> tuple[int, int]:
        return (-sum(len(rung.missed) + 2 * len(rung.flags) for rung in ladder.rungs), ladder.depth)

    chosen: list[str] = []
    for ladder in sorted(ladders, key=gap):
        covers = set(bank.entry(ladder.ladder).covers)
        candidates = [e for e in bank.where(concept=ladder.concept) if e.kind != "ladder" and e.id not in chosen]
        candidates.sort(key=lambda entry: (-len(covers & set(entry.covers)), entry.kind != "recall", entry.level))
        chosen += [entry.id for entry in candidates[:1]]
        if len(chosen) == 3:
            break
    return tuple(chosen)


def model_answers(bank: "Bank", concept: str) -> list[tuple[str, str, str]]:
    """Spoken questions of a concept with their half-minute and their longer answers."""
    found = [bank.get(entry.id) for entry in bank.where(kind="recall", concept=concept)]
    return [(q.prompt, q.answer_short or q.answer, q.answer_long or q.answer) for q in found if isinstance(q, Recall)][
        :2
    ]


def concept_name(slug: str) -> str:
    """A concept's name."""
    return BY_SLUG[slug].name if slug in BY_SLUG else slug
