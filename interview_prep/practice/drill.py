"""Whiteboard drills without a screen: formulas written from memory, or a wrong one found and mended, against the clock.

A drill is a sitting of formula cards in the same schedule as the quiz. What it adds: which set of formulas, which of
two tasks, and how long each took against the time before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from interview_prep.practice.card import Card
from interview_prep.practice.daily import DailySession
from interview_prep.practice.services import Services
from interview_prep.practice.sitting import SessionSpec
from interview_prep.questions import model
from interview_prep.questions.verdict import Rating, Verdict

Task: TypeAlias = Literal["write", "mend"]
Tasks: TypeAlias = Literal["write", "mend", "both"]
Set: TypeAlias = Literal["due", "weakest", "all"]
KINDS = ("formula",)
WEAKEST = 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """One earlier answer to a formula."""

    at: datetime
    seconds: float | None
    correct: bool
    task: Task


@dataclass(frozen=True, slots=True)
class Timed:
    """One formula of this drill: how it went, how long it took, and how long the last right attempt took."""

    id: str
    correct: bool
    seconds: float | None
    before: float | None


def drill_spec(
    services: Services,
    *,
    which: Set = "due",
    concept: str | None = None,
    question: str | None = None,
    limit: int | None = None,
) -> SessionSpec:
    """The sitting for a set: what is due or new today, the ten weakest, all of them, or one formula by its id."""
    if question is not None:
        return SessionSpec(kinds=KINDS, ids=(question,))
    if which == "due":
        return SessionSpec(kinds=KINDS, concept=concept, limit=limit)
    entries = [e for e in services.bank if e.kind == "formula" and concept in (None, e.concept)]
    names = [entry.id for entry in entries]
    if which == "weakest":
        names = _weakest_first(services, names)[:WEAKEST]
    return SessionSpec(kinds=KINDS, ids=tuple(names[:limit]))


def _weakest_first(services: Services, names: Sequence[str]) -> list[str]:
    """Those least likely to be recalled now, of those that were ever asked; then the rest."""
    from interview_prep.scheduling.fsrs import recall_at

    at, states = services.now(), services.store.cards(names)

    def key(name: str) -> tuple[bool, float]:
        memory = states[name].memory if name in states else None
        return (memory is None, recall_at(memory, at) if memory else 0.0)

    return sorted(names, key=key)


_SPELT = {name.lower(): name for name in "DPO PPO GRPO KTO IPO ORPO KL RLHF FFN RoPE ALiBi KV GAE NLL PE FLOPs".split()}
_SPELT |= {name.lower(): name for name in "LayerNorm RMSNorm SwiGLU Kaplan Chinchilla Bradley Terry".split()}


_NAMES = {
    "attention_masked": "Masked attention",
    "orpo_or_loss": "ORPO odds-ratio loss",
    "train_flops": "Training FLOPs",
}
_NAMES |= {"pass_at_k": "pass@k", "min_p": "Min-p", "top_p": "Top-p", "prenorm": "Pre-norm block"}


def short_name(question_id: str) -> str:
    """A formula's name for people: `formula.dpo_gradient` is DPO gradient."""
    name = question_id.rpartition(".")[2]
    if name in _NAMES:
        return _NAMES[name]
    words = name.replace("-", "_").split("_")
    first, *rest = [_SPELT.get(word, word) for word in words]
    return " ".join([first[:1].upper() + first[1:], *rest])


class DrillSession(DailySession):
    """A sitting of formulas. `task` says what is asked of the card on the table."""

    def __init__(self, services: Services, spec: SessionSpec, tasks: Tasks = "write") -> None:
        self.tasks = tasks
        self.tries = 0
        super().__init__(services, spec)

    @property
    def suggested(self) -> Rating:
        """After another try a right formula was hard at best."""
        return min(super().suggested, Rating.HARD) if self.tries else super().suggested

    def try_again(self) -> None:
        """Take the verdict off and let the same formula be written once more."""
        if self._verdict is not None:
            self._verdict = None
            self.tries += 1

    @property
    def task(self) -> Task:
        """Write it, or mend a wrong one; with `both` a formula is written first, then mended, in turn."""
        card = self.current
        if card is None or not slips_of(card):
            return "write"
        if self.tasks == "both":
            return "mend" if card.repetition % 2 else "write"
        return self.tasks

    @property
    def shown_wrong(self) -> str | None:
        """The wrong formula to be mended, made from one of the question's slips; None when it is to be written."""
        card = self.current
        if card is None or self.task == "write":
            return None
        slips = slips_of(card)
        expression = slips[card.seed % len(slips)].expr
        return expression if isinstance(expression, str) else expression[0]

    def attempts(self, card: Card) -> list[Attempt]:
        """Earlier answers to this formula, the latest first."""
        events = self.services.store.events(question=card.id, kinds=("review",))
        found = [
            Attempt(
                event.at,
                event.payload.get("seconds"),
                event.payload.get("correct") is True,
                "mend" if event.payload.get("task") == "mend" else "write",
            )
            for event in events
        ]
        return found[::-1]

    def timed(self) -> list[Timed]:
        """Every formula of this drill with its time, and its last time."""
        return [
            Timed(done.card.id, done.correct, done.payload["seconds"], done.payload.get("before"))
            for done in self._done
        ]

    def _payload(self, card: Card, verdict: Verdict, given: Rating, *, schedules: bool) -> dict[str, Any]:
        right = [past.seconds for past in self.attempts(card) if past.correct and past.task == self.task]
        before = next((seconds for seconds in right if seconds is not None), None)
        payload = super()._payload(card, verdict, given, schedules=schedules)
        return payload | {"mode": "drill", "task": self.task, "before": before, "tries": self.tries + 1}

    def _advance(self) -> None:
        super()._advance()
        self.tries = 0


def slips_of(card: Card) -> tuple[model.FormulaSlip, ...]:
    """The wrong formulas that have a name."""
    return card.question.misconceptions if isinstance(card.question, model.Formula) else ()
