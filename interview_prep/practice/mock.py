"""The mock interview without a screen: it asks, follows up by what was good, missing or wrong, and goes deeper.

The same seed and the same answers give the same interview. Each answer is an event in the log at once, so that a killed
interview goes on where it stopped.
"""

from dataclasses import asdict, replace
from typing import Any

from interview_prep.insight.report_parts import JUDGED
from interview_prep.practice.mock_course import Course, course
from interview_prep.practice.mock_judging import Judgement, answered, judge, repaired
from interview_prep.practice.mock_terms import (
    RANGES,
    Ask,
    MockSpec,
    Outcome,
    Place,
    Turn,
    asked,
    in_other_words,
    intent_of,
    led_to,
    spoken,
)
from interview_prep.practice.services import Services
from interview_prep.questions.model import Ladder, Rung
from interview_prep.questions.verdict import Verdict
from interview_prep.text import sanitise


class MockInterview:
    """One interview. `question` is what is asked now, None when it is over."""

    def __init__(
        self,
        services: Services,
        spec: MockSpec,
        *,
        name: str | None = None,
        record: bool = True,
        ladders: tuple[str, ...] = (),
    ) -> None:
        self.services = services
        self.spec = spec
        self.name = name or f"{services.now():%Y%m%dT%H%M%S}-{spec.seed}"
        self.turns: list[Turn] = []
        self.depths: dict[str, int] = {}
        self.flinches: dict[str, int] = {}
        self.ends: dict[str, str] = {}
        self.spent = 0.0
        self.verdict: Verdict | None = None
        self._record = record
        self._course: Course = course(services, spec, ladders)
        self._place: Place | None = None
        self._open_next("")

    # -- what is asked -------------------------------------------------------------------------------

    @property
    def question(self) -> str | None:
        """The interviewer's sentence now."""
        return asked(self._place) if self._place is not None else None

    @property
    def ladder(self) -> Ladder:
        """The ladder that is being climbed."""
        assert self._place is not None
        return self._place.ladder

    @property
    def rung(self) -> Rung:
        """The rung that is asked about."""
        assert self._place is not None
        return self._place.rung

    @property
    def ask(self) -> Ask:
        """What kind of question it is."""
        assert self._place is not None
        return self._place.ask

    @property
    def ladders_total(self) -> int:
        """How many ladders are planned, or were opened if that is more."""
        return self._course.limit

    @property
    def ladder_number(self) -> int:
        """The number of the ladder, from 1."""
        return self._course.taken

    @property
    def seconds_left(self) -> float:
        """Of the length that was chosen."""
        return max(0.0, self.spec.minutes * 60 - self.spent)

    def clarified(self) -> str:
        """What the interviewer says when asked to clarify; it costs nothing."""
        assert self._place is not None
        return in_other_words(self._place)

    # -- answering -----------------------------------------------------------------------------------

    def answer(self, text: str, seconds: float = 0.0) -> Turn:
        """Judge an answer and move on: deeper, a hint, a repair question, or the next subject."""
        place = self._place
        assert place is not None
        text = sanitise(text)
        intent = intent_of(text)
        found = self._judged(place, text, intent)
        self.verdict = found.verdict
        ask = answered(place, found)
        turn = Turn(
            ladder=place.ladder.id,
            concept=place.ladder.concept,
            rung=place.level,
            ask=ask,
            question=asked(place),
            answer=text,
            seconds=seconds,
            outcome=found.outcome,
            covered=tuple(sorted(found.covered)),
            unsure=tuple(name for name in found.unsure if name not in found.covered),
            tripped=found.verdict.tripped,
            sentences=found.sentences,
            quotes=found.quotes,
            slip=found.slip,
        )
        self.turns.append(turn)
        self.spent += seconds
        self._keep(turn)
        self._move(replace(place, ask=ask, covered=set(found.covered)), turn.outcome, intent)
        return turn

    def finish(self) -> None:
        """End the interview now; what was reached is kept."""
        if self._place is not None and any(turn.ladder == self._place.ladder.id for turn in self.turns):
            self.depths.setdefault(self._place.ladder.concept, 0)
            self.ends.setdefault(self._place.ladder.id, "ended")
        self._close()

    def start_recording(self) -> None:
        """From now on every answer is an event."""
        self._record = True

    def record(self) -> dict[str, Any]:
        """The interview as it is recorded, for its report."""
        return {
            "mock": self.name,
            "closed": True,
            "spec": asdict(self.spec),
            "depths": dict(self.depths),
            "flinches": dict(self.flinches),
            "ends": dict(self.ends),
            "turns": [asdict(turn) for turn in self.turns],
            "seconds": round(self.spent, 1),
        }

    def _judged(self, place: Place, text: str, intent: str) -> Judgement:
        so_far = frozenset(place.covered)
        if place.ask == "stretch":
            return Judgement("heard", Verdict(), so_far)
        if intent in ("repeat", "clarify"):
            return Judgement("asked back", Verdict(), so_far)
        if intent != "answer":
            return Judgement("passed over", Verdict(), so_far)
        if place.ask == "repair":
            found = repaired(self.services.bank, place.rung, place.below, text)
            return replace(found, covered=found.covered | so_far)
        return judge(self.services.bank, place.rung, text, so_far)

    def _move(self, place: Place, outcome: Outcome, intent: str) -> None:
        """Where the interview goes after an answer."""
        if outcome == "asked back":
            ask: Ask = "clarify" if intent == "clarify" and place.ask == "question" else place.ask
            helping = intent == "clarify" and ask in ("hint", "repair")
            self._place = replace(place, ask=ask, prefix=led_to(place.rung) if helping else "")
        elif outcome == "heard":
            self._open_next("")
        elif outcome == "strong" and place.ask != "repair":
            self._passed(place)
        elif self.seconds_left <= 0:
            self._out_of_time(place)
        elif outcome == "strong":
            self._place = replace(place, ask="again", prefix=self._say("again"))
        else:
            self._not_yet(place, outcome, intent)

    def _passed(self, place: Place) -> None:
        concept = place.ladder.concept
        self.depths[concept] = max(self.depths.get(concept, 0), place.level)
        if place.lowered:
            self.flinches[place.ladder.id] = place.level + 1
            self._leave(place, "flinch")
        elif self.seconds_left <= 0:
            self._out_of_time(place)
        elif place.level >= RANGES[self.spec.role][1]:
            self.ends[place.ladder.id] = "top"
            self._place = replace(place, ask="stretch", prefix=self._say("stretch"))
        else:
            self._place = Place(place.ladder, place.level + 1, prefix=self._say("strong"))

    def _not_yet(self, place: Place, outcome: Outcome, intent: str) -> None:
        """A hint, a repair question, the question in other words; or this is where the candidate flinched."""
        if place.ask == "question" and intent == "silence":
            self._place = replace(place, ask="clarify", prefix=self._say("silence"))
        elif place.ask in ("question", "clarify") and intent not in ("skip", "silence"):
            ask: Ask = "repair" if outcome == "wrong" else "hint"
            lead = "wrong" if outcome == "wrong" else "weak" if place.covered else "nothing"
            self._place = replace(place, ask=ask, prefix=self._say(lead))
        elif self._too_high(place) and intent != "skip":
            self._place = Place(place.ladder, place.level - 1, prefix=self._say("lower"), lowered=True)
        else:
            self.flinches[place.ladder.id] = place.level
            self._leave(place, "flinch")

    def _too_high(self, place: Place) -> bool:
        """Whether the first rung asked on this ladder was not passed and a lower one is left to ask."""
        return place.level == RANGES[self.spec.role][0] and place.level > 1 and not place.lowered

    def _out_of_time(self, place: Place) -> None:
        self._leave(place, "time")

    def _leave(self, place: Place, why: str) -> None:
        self.ends[place.ladder.id] = why
        self.depths.setdefault(place.ladder.concept, 0)
        self._open_next("")

    def _open_next(self, prefix: str) -> None:
        said = [turn.answer for turn in self.turns[-8:] if turn.outcome in JUDGED]
        ladder, touched = self._course.next(said, self.seconds_left)
        if ladder is None:
            self._close()
            return
        lead = self._say("touched" if touched else "next") if self._course.taken > 1 else ""
        self._place = Place(ladder, RANGES[self.spec.role][0], prefix=prefix + lead)

    def _say(self, what: str) -> str:
        return spoken(self.spec.manner, what)

    # -- the log -------------------------------------------------------------------------------------

    def _keep(self, turn: Turn) -> None:
        if not self._record:
            return
        payload: dict[str, Any] = {
            "mock": self.name,
            "turn": len(self.turns),
            "answer": turn.answer,
            "seconds": turn.seconds,
        }
        if len(self.turns) == 1:
            payload["spec"] = asdict(self.spec)
            payload["ladders"] = [ladder.id for ladder in self._course.ladders]
        self.services.store.append("mock", None, None, payload)

    def _close(self) -> None:
        self._place = None
        if self._record and self.turns:
            self.services.store.append("mock", None, None, self.record())
