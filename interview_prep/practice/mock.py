"""The mock interview without a screen: it asks, follows up by what was good, missing or wrong, and goes deeper.

The same seed and the same answers give the same interview. Each answer is an event in the log at once, so that a killed
interview goes on where it stopped.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from interview_prep.exercises.draws import Draws
from interview_prep.practice.services import Services
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.questions.model import Ladder, Rung
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Verdict
from interview_prep.text import sanitise

Role: TypeAlias = Literal["junior", "mid", "senior"]
Manner: TypeAlias = Literal["warm", "neutral", "terse"]
Outcome: TypeAlias = Literal["strong", "weak", "wrong", "passed over"]
Ask: TypeAlias = Literal["question", "hint", "repair"]

RANGES: dict[str, tuple[int, int]] = {"junior": (1, 3), "mid": (1, 4), "senior": (2, 5)}
LENGTHS = (15, 30, 45, 60)
PASS_SHARE = 2 / 3
USUAL = (45, 90)
RAMBLING = 150
_UNKNOWN = frozenset(
    ("i don't know", "i dont know", "i do not know", "no idea", "don't know", "dont know", "pass", "skip", "not sure")
)
_MANNERS: dict[str, dict[str, str]] = {
    "warm": {
        "strong": "Very good. ",
        "weak": "You are on the way. ",
        "wrong": "Let us take a step back. ",
        "next": "Thank you. Another subject. ",
    },
    "neutral": {"strong": "Good. ", "weak": "", "wrong": "Let us step back. ", "next": "Let us move on. "},
    "terse": {"strong": "", "weak": "", "wrong": "", "next": "Next. "},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MockSpec:
    """What kind of interview. Without concepts it is like the real thing: what an LLM is, then the weak spots."""

    minutes: int = 30
    role: Role = "mid"
    concepts: tuple[str, ...] = ()
    manner: Manner = "neutral"
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and its answer, judged."""

    ladder: str
    concept: str
    rung: int
    ask: Ask
    question: str
    answer: str
    seconds: float
    outcome: Outcome
    covered: tuple[str, ...]
    unsure: tuple[str, ...]
    tripped: tuple[str, ...]
    sentence: str = ""


@dataclass
class _Place:
    """Where on a ladder the interview stands."""

    ladder: Ladder
    rung: int
    ask: Ask = "question"
    covered: set[str] = field(default_factory=set)
    prefix: str = ""


class MockInterview:
    """One interview. `question` is what is asked now, None when it is over."""

    def __init__(self, services: Services, spec: MockSpec, *, name: str | None = None, record: bool = True) -> None:
        self.services = services
        self.spec = spec
        self._record = record
        self.name = name or f"{services.now():%Y%m%dT%H%M%S}-{spec.seed}"
        self.turns: list[Turn] = []
        self.depths: dict[str, int] = {}
        self.flinches: dict[str, int] = {}
        self.spent = 0.0
        self._ladders = _ladders(services, spec)
        self._next = 0
        self._place: _Place | None = None
        self.verdict: Verdict | None = None
        self._open_next("")

    # -- what is asked -------------------------------------------------------------------------------

    @property
    def question(self) -> str | None:
        """The interviewer's sentence now."""
        place = self._place
        if place is None:
            return None
        rung = self.rung
        asked = {"question": rung.question, "hint": rung.follow_ups.weak, "repair": rung.follow_ups.wrong}[place.ask]
        return place.prefix + asked

    @property
    def ladder(self) -> Ladder:
        """The ladder that is being climbed."""
        assert self._place is not None
        return self._place.ladder

    @property
    def rung(self) -> Rung:
        """The rung that is asked about."""
        assert self._place is not None
        return self._place.ladder.rungs[self._place.rung - 1]

    @property
    def ladders_total(self) -> int:
        """How many ladders fit the time, at most."""
        return len(self._ladders)

    @property
    def ladder_number(self) -> int:
        """The number of the ladder, from 1."""
        return self._next

    @property
    def seconds_left(self) -> float:
        """Of the length that was chosen."""
        return max(0.0, self.spec.minutes * 60 - self.spent)

    def clarified(self) -> str:
        """What the interviewer says when asked to clarify; it costs nothing."""
        rung = self.rung
        return rung.clarify or f"Say it in your own words: {rung.question}"

    # -- answering -----------------------------------------------------------------------------------

    def answer(self, text: str, seconds: float = 0.0) -> Turn:
        """Judge an answer and move on: deeper, a hint, a repair question, or the next subject."""
        place = self._place
        assert place is not None
        asked = self.question or ""
        text = sanitise(text)
        verdict, outcome = self._judged(text, place)
        self.verdict = verdict
        turn = Turn(
            ladder=place.ladder.id,
            concept=place.ladder.concept,
            rung=place.rung,
            ask=place.ask,
            question=asked,
            answer=text,
            seconds=seconds,
            outcome=outcome,
            covered=tuple(sorted(place.covered)),
            unsure=tuple(name for name in verdict.unsure if name not in place.covered),
            tripped=verdict.tripped,
            sentence=_sentence(text, verdict),
        )
        self.turns.append(turn)
        self.spent += seconds
        self._keep(turn, text, seconds)
        self._move(place, outcome)
        return turn

    def finish(self) -> None:
        """End the interview now; what was reached is kept."""
        if self._place is not None:
            self.depths.setdefault(self._place.ladder.concept, 0)
            self._place = None
        if self._record and self.turns:
            self.services.store.append("mock", None, None, self._closing())

    def use_ladders(self, names: list[str]) -> None:
        """Climb these ladders, as recorded: weak spots may have moved since."""
        found = [self.services.bank.get(name) for name in names if name in self.services.bank]
        kept = [question for question in found if isinstance(question, Ladder)]
        if kept:
            self._ladders, self._next = kept, 0
            self._open_next("")

    def start_recording(self) -> None:
        """From now on every answer is an event."""
        self._record = True

    def _judged(self, text: str, place: _Place) -> tuple[Verdict, Outcome]:
        rung = place.ladder.rungs[place.rung - 1]
        if _is_unknown(text):
            return Verdict(), "passed over"
        whiteboard = self._whiteboard(rung, text)
        if whiteboard is not None:
            if whiteboard.correct:
                place.covered.update(point.id for point in rung.key_points)
            return whiteboard, "strong" if whiteboard.correct else "weak"
        from interview_prep.grading.recall import grade_spoken

        verdict = grade_spoken(rung.key_points, rung.red_flags, Response(text=text))
        place.covered.update(verdict.covered)
        if verdict.tripped:
            return verdict, "wrong"
        return verdict, "strong" if len(place.covered) / len(rung.key_points) >= PASS_SHARE - 1e-9 else "weak"

    def _whiteboard(self, rung: Rung, text: str) -> Verdict | None:
        """The formula or number checker's word, where the rung asks for one and the answer is one."""
        if rung.asks is None or rung.asks not in self.services.bank:
            return None
        from interview_prep.grading import grade

        verdict = grade(self.services.bank.get(rung.asks), Response(text=text), 0)
        return verdict if verdict.error is None else None

    def _move(self, place: _Place, outcome: Outcome) -> None:
        words = _MANNERS[self.spec.manner]
        first, last = RANGES[self.spec.role]
        if outcome == "strong":
            self.depths[place.ladder.concept] = max(self.depths.get(place.ladder.concept, 0), place.rung)
            if place.rung >= last or self.seconds_left <= 0:
                self._open_next(words["strong"])
                return
            self._place = _Place(place.ladder, place.rung + 1, prefix=words["strong"])
        elif place.ask == "question" and self.seconds_left > 0:
            ask: Ask = "repair" if outcome == "wrong" else "hint"
            prefix = words["wrong"] if outcome == "wrong" else words["weak"]
            self._place = _asked_again(place, ask, prefix)
        else:
            self.flinches[place.ladder.id] = place.rung
            self.depths.setdefault(place.ladder.concept, place.rung - 1 if place.rung > first else 0)
            self._open_next("")

    def _open_next(self, prefix: str) -> None:
        if self._next >= len(self._ladders) or self.seconds_left <= 0:
            self._place = None
            if self.turns and self._record:
                self.services.store.append("mock", None, None, self._closing())
            return
        ladder = self._ladders[self._next]
        self._next += 1
        opening = prefix + (_MANNERS[self.spec.manner]["next"] if self._next > 1 else "")
        self._place = _Place(ladder, RANGES[self.spec.role][0], prefix=opening)

    # -- the log -------------------------------------------------------------------------------------

    def _keep(self, turn: Turn, text: str, seconds: float) -> None:
        if not self._record:
            return
        payload = {"mock": self.name, "turn": len(self.turns), "answer": text, "seconds": seconds}
        if len(self.turns) == 1:
            payload["spec"] = asdict(self.spec)
            payload["ladders"] = [ladder.id for ladder in self._ladders]
        self.services.store.append("mock", None, None, payload)

    def record(self) -> dict[str, Any]:
        """The interview as it is recorded, for its report."""
        return self._closing()

    def _closing(self) -> dict[str, Any]:
        return {
            "mock": self.name,
            "closed": True,
            "spec": asdict(self.spec),
            "depths": dict(self.depths),
            "flinches": dict(self.flinches),
            "turns": [asdict(turn) for turn in self.turns],
            "seconds": round(self.spent, 1),
        }


def _asked_again(place: _Place, ask: Ask, prefix: str) -> _Place:
    """The same rung, asked in another way; what was covered stays covered."""
    return _Place(place.ladder, place.rung, ask, place.covered, prefix)


def unfinished(services: Services) -> MockInterview | None:
    """The interview that a kill or a pause left open, brought to where it stopped; None where there is none."""
    open_turns: list[Mapping[str, Any]] = []
    for event in services.store.events(kinds=("mock",), newest_first=True, limit=400):
        payload = event.payload
        if payload.get("closed") or (open_turns and payload.get("mock") != open_turns[0].get("mock")):
            break
        open_turns.append(payload)
    if not open_turns or "spec" not in open_turns[-1]:
        return None
    given = dict(open_turns[-1]["spec"])
    given["concepts"] = tuple(given.get("concepts", ()))
    interview = MockInterview(services, MockSpec(**given), name=str(open_turns[-1]["mock"]), record=False)
    interview.use_ladders([str(name) for name in open_turns[-1].get("ladders", [])])
    for payload in reversed(open_turns):
        if interview.question is not None:
            interview.answer(str(payload.get("answer", "")), float(payload.get("seconds", 0.0)))
    interview.start_recording()
    return interview if interview.question is not None else None


def _ladders(services: Services, spec: MockSpec) -> list[Ladder]:
    """The ladders in order: the opening question first, then the chosen concepts or the weak spots, drawn by seed."""
    draws = Draws(spec.seed)
    entries = list(services.bank.where(kind="ladder"))
    chosen = [entry for entry in entries if not spec.concepts or entry.concept in spec.concepts]
    order = {slug: place for place, slug in enumerate(_by_weakness(services, spec))}
    shuffled = draws.shuffled(sorted(chosen, key=lambda entry: entry.id))
    ranked = sorted(shuffled, key=lambda entry: order.get(entry.concept, len(order)))
    spread = _spread([entry.id for entry in ranked], {entry.id: entry.concept for entry in ranked})
    if not spec.concepts and "ladder.la1" in spread:
        spread.remove("ladder.la1")
        spread.insert(0, "ladder.la1")
    fitting = max(1, round(spec.minutes / 5))
    found = [services.bank.get(name) for name in spread[:fitting]]
    return [question for question in found if isinstance(question, Ladder)]


def _by_weakness(services: Services, spec: MockSpec) -> list[str]:
    if spec.concepts:
        return list(spec.concepts)
    cards = services.store.cards()
    missed: dict[str, float] = {}
    for entry in services.bank:
        card = cards.get(entry.id)
        if card is not None and card.reps:
            missed[entry.concept] = missed.get(entry.concept, 0.0) + card.lapses + (card.last_correct is False)
    return sorted((concept.slug for concept in CONCEPTS), key=lambda slug: -missed.get(slug, 0.0))


def _spread(names: list[str], concept: dict[str, str]) -> list[str]:
    """One ladder of each concept before a second one of any."""
    rounds: dict[str, int] = {}
    keyed = []
    for place, name in enumerate(names):
        rounds[concept[name]] = rounds.get(concept[name], 0) + 1
        keyed.append((rounds[concept[name]], place, name))
    return [name for _, _, name in sorted(keyed)]


def _is_unknown(text: str) -> bool:
    words = text.strip().lower().rstrip(".!?")
    return not words or words in _UNKNOWN


def _sentence(text: str, verdict: Verdict) -> str:
    """The learner's own words that raised the first red flag."""
    for finding in verdict.findings:
        if finding.mark == "tripped" and finding.spans:
            return text[finding.spans[0][0] : finding.spans[0][1]]
    return ""


def closed_mocks(services: Services) -> list[dict[str, Any]]:
    """Finished interviews, the newest first, as they were recorded."""
    return [
        {**event.payload, "at": event.at.isoformat()}
        for event in services.store.events(kinds=("mock",), newest_first=True)
        if event.payload.get("closed")
    ]
