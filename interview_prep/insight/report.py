"""The report on a mock interview: how deep, what was found, what was not, what was said wrong, what to do next."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from interview_prep.insight.report_parts import (
    Calibration,
    ModelAnswer,
    Pace,
    calibration,
    model_answers,
    pace,
    practise,
)
from interview_prep.insight.report_settled import settled
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.model import Ladder

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank

ASKED = ("strong", "weak", "wrong", "passed over")
"""The outcomes of an answer that counts; asking back, and what was said after the last rung, does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """A key point that the cues could not decide: `key` names it for settling, `words` are what nearly earned it."""

    key: str
    text: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RungReport:
    """One rung: what was asked and said, and how each key point came out.

    `asked` has a follow-up question for each answer, empty where the rung's own question was asked. `flags` pair a flag
    with its sentence.
    """

    rung: int
    question: str
    asked: tuple[str, ...]
    answers: tuple[str, ...]
    outcome: str
    hit: tuple[str, ...]
    missed: tuple[str, ...]
    unsure: tuple[OpenPoint, ...]
    flags: tuple[tuple[str, str], ...]
    slips: tuple[str, ...]
    helped: bool
    model_answer: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether an answer to it was strong."""
        return self.outcome == "strong"

    @property
    def points(self) -> int:
        """Key points asked for."""
        return len(self.hit) + len(self.missed) + len(self.unsure)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderReport:
    """One subject: how deep it went (0 to 5), where it flinched (None: it did not), and how it ended."""

    ladder: str
    title: str
    concept: str
    depth: int
    flinch: int | None
    end: str
    rungs: tuple[RungReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report. `before` are the depths per concept of earlier mocks, `practise` ids of questions."""

    mock: str
    at: str
    role: str
    minutes: float
    ladders: tuple[LadderReport, ...]
    depths: Mapping[str, int]
    before: Mapping[str, int]
    before_at: str
    pace: Pace
    calibration: Calibration
    practise: tuple[tuple[str, str], ...]
    models: tuple[ModelAnswer, ...]

    @property
    def rungs(self) -> tuple[tuple[LadderReport, RungReport], ...]:
        """Every rung asked, with its ladder."""
        return tuple((ladder, rung) for ladder in self.ladders for rung in ladder.rungs)

    @property
    def hit(self) -> int:
        """Key points found."""
        return sum(len(rung.hit) for _, rung in self.rungs)

    @property
    def points(self) -> int:
        """Key points asked for."""
        return sum(rung.points for _, rung in self.rungs)

    @property
    def helped(self) -> int:
        """Rungs on which a hint or a repair question was needed."""
        return sum(rung.helped for _, rung in self.rungs)

    @property
    def flags(self) -> list[tuple[str, str]]:
        """What was said wrong, and the words that said it."""
        return [flag for _, rung in self.rungs for flag in rung.flags]

    @property
    def unsure(self) -> list[OpenPoint]:
        """What the candidate may settle."""
        return [point for _, rung in self.rungs for point in rung.unsure]

    @property
    def headline(self) -> str:
        """The interview in one line: how deep on which subjects."""
        if not self.ladders:
            return "Nothing was answered this time"
        deepest = sorted(self.ladders, key=lambda ladder: -ladder.depth)
        if not deepest[0].depth:
            return "No rung was passed this time; every subject here can be learned"
        parts = [f"{ladder.depth} on {lowered(ladder.title)}" for ladder in deepest[:3] if ladder.depth]
        return f"You held to rung {', '.join(parts)}"

    def as_json(self) -> dict[str, Any]:
        """As `report --json` prints it."""
        from dataclasses import asdict

        more = {"hit": self.hit, "points": self.points, "helped": self.helped, "headline": self.headline}
        return {**asdict(self), **more, "flags": self.flags}


def report_of(bank: "Bank", mock: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> Report:
    """The report on a recorded interview; `before` are earlier ones, the newest first."""
    mock = settled(bank, mock)
    turns: list[Mapping[str, Any]] = list(mock.get("turns", ()))
    ladders = _ladders(bank, mock)
    earlier, since = _earlier(bank, before, {ladder.concept for ladder in ladders})
    guess = mock.get("guess")
    return Report(
        mock=str(mock.get("mock", "")),
        at=str(mock.get("at", "")),
        role=str(dict(mock.get("spec", {})).get("role", "")),
        minutes=round(float(mock.get("seconds", 0.0)) / 60, 1),
        ladders=ladders,
        depths={str(k): int(v) for k, v in dict(mock.get("depths", {})).items()},
        before=earlier,
        before_at=since,
        pace=pace(turns),
        calibration=calibration(turns, int(guess) if guess is not None else None),
        practise=practise(bank, ladders),
        models=model_answers(bank, [ladder.ladder for ladder in ladders]),
    )


def _earlier(bank: "Bank", before: Sequence[Mapping[str, Any]], concepts: Set[str]) -> tuple[dict[str, int], str]:
    """The depths of earlier mocks per concept, the newest of each, and when the newest on one of these concepts was."""
    earlier: dict[str, int] = {}
    since = ""
    for row in (settled(bank, row) for row in before):
        depths = {str(concept): int(depth) for concept, depth in dict(row.get("depths", {})).items()}
        if not since and concepts & depths.keys():
            since = str(row.get("at", ""))
        earlier = depths | earlier
    return earlier, since


def subjects_of(bank: "Bank", mock: Mapping[str, Any]) -> tuple[LadderReport, ...]:
    """The subjects of a recorded interview alone, in the order in which they were asked about."""
    return _ladders(bank, settled(bank, mock))


def _ladders(bank: "Bank", mock: Mapping[str, Any]) -> tuple[LadderReport, ...]:
    turns: list[Mapping[str, Any]] = list(mock.get("turns", ()))
    names = [name for name in dict.fromkeys(str(turn["ladder"]) for turn in turns) if name in bank]
    return tuple(_ladder(bank, name, [turn for turn in turns if turn["ladder"] == name], mock) for name in names)


def _ladder(bank: "Bank", name: str, turns: Sequence[Mapping[str, Any]], mock: Mapping[str, Any]) -> LadderReport:
    question = bank.get(name)
    assert isinstance(question, Ladder)
    counted = [turn for turn in turns if turn["outcome"] in ASKED]
    rungs = tuple(
        _rung(question, number, [turn for turn in counted if turn["rung"] == number])
        for number in sorted({int(turn["rung"]) for turn in counted})
    )
    flinch = dict(mock.get("flinches", {})).get(name)
    return LadderReport(
        ladder=name,
        title=question.prompt,
        concept=question.concept,
        depth=max((rung.rung for rung in rungs if rung.passed), default=0),
        flinch=int(flinch) if flinch is not None else None,
        end=str(dict(mock.get("ends", {})).get(name, "")),
        rungs=rungs,
    )


def _rung(ladder: Ladder, number: int, turns: Sequence[Mapping[str, Any]]) -> RungReport:
    rung = ladder.rungs[number - 1]
    texts = {point.id: point.text for point in rung.key_points}
    wrong = {flag.id: flag.text for flag in rung.red_flags}
    covered = {str(name) for turn in turns for name in turn["covered"]}
    unsure = {str(name) for turn in turns for name in turn["unsure"]} - covered
    outcome, needed = _outcome(turns)
    quotes = {str(name): str(words) for turn in turns for name, words in turn.get("quotes", ())}
    return RungReport(
        rung=number,
        question=rung.question,
        asked=tuple(_follow_up(rung.question, turn) for turn in turns),
        answers=tuple(str(turn["answer"]) for turn in turns),
        outcome=outcome,
        hit=tuple(text for name, text in texts.items() if name in covered),
        missed=tuple(text for name, text in texts.items() if name not in covered | unsure),
        unsure=tuple(
            OpenPoint(key=f"{ladder.id}#{number}:{name}", text=text, words=quotes.get(name, ""))
            for name, text in texts.items()
            if name in unsure
        ),
        flags=tuple(
            (wrong[name], str(sentence))
            for turn in turns
            for name, sentence in zip(turn["tripped"], turn.get("sentences", ()), strict=False)
            if name in wrong
        ),
        slips=tuple(dict.fromkeys(str(turn["slip"]) for turn in turns if turn.get("slip"))),
        helped=any(turn["ask"] in ("hint", "repair", "again") for turn in needed),
        model_answer=rung.answer,
        seconds=sum(float(turn.get("seconds", 0.0)) for turn in turns),
    )


def _follow_up(question: str, turn: Mapping[str, Any]) -> str:
    """The question of a turn, where it is another one than the rung's own."""
    following = turn["ask"] in ("hint", "repair", "again") and question not in str(turn["question"])
    return str(turn["question"]) if following else ""


def _outcome(turns: Sequence[Mapping[str, Any]]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """How a rung came out, and the turns it took: settling may pass it before its hint, a step back never does."""
    for number, turn in enumerate(turns, 1):
        if turn["outcome"] == "strong" and turn["ask"] != "repair":
            return "strong", turns[:number]
    last = str(turns[-1]["outcome"])
    return ("weak" if last == "strong" else last), turns


def lowered(title: str) -> str:
    """A title as it stands inside a sentence: acronyms keep their capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def concept_name(slug: str) -> str:
    """A concept's name."""
    return BY_SLUG[slug].name if slug in BY_SLUG else slug
