"""The daily quiz without a screen: the app and the plain line mode both show its state and forward what is typed.

Rating a card moves on at once and keeps the review pending; `save` writes what is pending, and only then does a card
count as saved. A card that fails comes back within the same sitting when its learning step is up.
"""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, get_args

from interview_prep.practice.card import Card, build_card
from interview_prep.practice.recording import review_payload
from interview_prep.practice.services import Services
from interview_prep.practice.sitting import SessionSpec, todays_queue
from interview_prep.practice.summary import Answered, Summary, answered_since, next_due
from interview_prep.questions import model
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Mark, Rating, Verdict, was_right
from interview_prep.scheduling.queue import Item

__all__ = ["Choice", "DailySession", "SessionSpec", "Summary"]

_KNOWN_SHARE = {1: 33, 2: 66, 3: 95}


@dataclass(frozen=True, slots=True)
class Choice:
    """A rating, and how long it puts the card away."""

    rating: Rating
    interval: timedelta


@dataclass(slots=True)
class _Done:
    """A card that was rated: what it was, and the review to write."""

    item: Item
    card: Card
    payload: dict[str, Any]
    at: datetime
    correct: bool
    slip: str | None
    event_id: str | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class _PutAway:
    """A card that was set aside in this sitting, and the event that did it."""

    item: Item
    event_id: str


class DailySession:
    """One sitting. `current` is the card on the table, None when all are done."""

    def __init__(self, services: Services, spec: SessionSpec | None = None) -> None:
        self.services = services
        self.spec = spec or SessionSpec()
        self._began = services.now()
        queue = todays_queue(services, self.spec, self._began)
        items = queue.items if self.spec.limit is None else queue.items[: self.spec.limit]
        self._waiting: deque[Item] = deque(items)
        self.put_off = queue.put_off_due
        since = self.spec.began
        self._earlier = tuple(answered_since(services, self.spec.mode, since)) if since else ()
        self._done: list[_Done] = []
        self._steps: list[_Done | _PutAway] = []
        self._built: dict[str, Card] = {}
        self.left_out: list[str] = []
        self._verdict: Verdict | None = None
        self._response = Response(text="")
        self._item: Item | None = None
        self._card: Card | None = None
        self._advance()

    # -- where the sitting stands ------------------------------------------------------------------

    @property
    def current(self) -> Card | None:
        """The card on the table."""
        return self._card

    @property
    def done(self) -> int:
        """How many ratings were given, also before a break."""
        return len(self._earlier) + len(self._done)

    @property
    def total(self) -> int:
        """How many there will be, as far as one can tell."""
        return self.done + len(self._waiting) + (self._item is not None)

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(answered.right for answered in self._answered())

    @property
    def pending(self) -> int:
        """How many ratings are not on disk yet."""
        return sum(done.event_id is None for done in self._done)

    @property
    def saved(self) -> int:
        """How many are."""
        return self.done - self.pending

    @property
    def minutes_left(self) -> int:
        """About how long the rest takes, at least a minute."""
        waiting = sum(item.seconds for item in self._waiting) + (self._item.seconds if self._item else 0)
        return max(1, round(waiting / 60))

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the card on the table, once it was answered."""
        return self._verdict

    @property
    def suggested(self) -> Rating:
        """The rating that the evidence suggests."""
        return self._verdict.rating if self._verdict and self._verdict.rating else Rating.AGAIN

    @property
    def answered_right(self) -> bool:
        """Whether the card on the table was answered right; of a spoken answer its points decide."""
        return self._verdict is not None and was_right(self._verdict.correct, self.suggested)

    def choices(self) -> list[Choice]:
        """The four ratings with exactly the intervals that they would give."""
        card = self._on_the_table()
        at = self.services.now()
        due = self.services.store.preview(card.id, at)
        return [Choice(rating, due[int(rating)] - at) for rating in Rating]

    # -- answering -----------------------------------------------------------------------------------

    def answer(
        self, text: str, *, seconds: float | None = None, hints: int = 0, confidence: int | None = None
    ) -> Verdict:
        """Grade an answer. One that is not understood is no attempt; an empty one reveals."""
        if not text.strip():
            return self.reveal(seconds=seconds)
        sure = _KNOWN_SHARE.get(confidence) if confidence else None
        return self._grade(Response(text=text, seconds=seconds, hints=hints, confidence=sure))

    def reveal(self, *, seconds: float | None = None) -> Verdict:
        """Show the answer; what is suggested is to see the card again soon."""
        from interview_prep.practice.solution import revealed

        self._response = Response(text="", seconds=seconds)
        self._verdict = revealed(self._on_the_table())
        return self._verdict

    def override(self, index: int, *, covered: bool) -> Verdict | None:
        """Settle the n-th finding where `open_findings` has it; None where it does not."""
        verdict = self._verdict
        if verdict is None or index not in self.open_findings():
            return None
        changed = dict(self._response.overrides) | {verdict.findings[index].id: covered}
        response = replace(self._response, overrides=tuple(changed.items()))
        return self._grade(response)

    def open_findings(self) -> list[int]:
        """The findings that the learner may settle: the key points and red flags of what was said in words."""
        if self._verdict is None or not isinstance(self._on_the_table().question, model.Recall | model.Flag):
            return []
        return [n for n, finding in enumerate(self._verdict.findings) if finding.mark in get_args(Mark)]

    def toggle(self, index: int) -> Verdict | None:
        """Tick what is not ticked, and the other way round; take a flag off or put it back."""
        verdict = self._verdict
        if verdict is None or index not in self.open_findings():
            return None
        return self.override(index, covered=verdict.findings[index].mark not in ("covered", "tripped"))

    def hint(self, index: int) -> str | None:
        """The n-th hint of the card's question."""
        question = self._on_the_table().question
        hints = question.hints if isinstance(question, model.Formula) else ()
        return hints[index] if index < len(hints) else None

    def engine_call(self) -> tuple[str, dict[str, Any]] | None:
        """Operation and arguments that show this card's own quantities in the lab."""
        from interview_prep.practice.solution import engine_call

        return engine_call(self._on_the_table())

    # -- what becomes of the card --------------------------------------------------------------------

    def rate(self, rating: Rating | None = None) -> None:
        """Rate the answered card (None takes the suggestion) and put the next one on the table."""
        card, item, verdict = self._on_the_table(), self._item, self._verdict
        if verdict is None or item is None:
            raise ValueError("a card is rated after it was answered")
        given = rating or self.suggested
        schedules = item.schedules if self.spec.schedules is None else self.spec.schedules
        payload = self._payload(card, verdict, given, schedules=schedules)
        slip = verdict.misconception
        done = _Done(item, card, payload, self.services.now(), was_right(verdict.correct, given), slip)
        self._done.append(done)
        self._steps.append(done)
        if given is Rating.AGAIN and schedules:
            self._waiting.append(replace(item, reason="learning"))
        self._built.pop(card.id, None)
        self._advance()

    def save(self) -> int:
        """Write every pending review; how many were written. What fails stays pending."""
        written = 0
        for done in self._done:
            if done.event_id is None:
                event = self.services.store.append("review", done.card.id, done.card.hash, done.payload, done.at)
                done.event_id = event.id
                written += 1
        if written and self._card is not None and any(done.card.id == self._card.id for done in self._done):
            self._refresh()
        if written:
            self._keep_place()
        return written

    def undo(self) -> bool:
        """Take back the last thing done in this sitting, and put its card back on the table as it was."""
        self.save()
        if not self._steps:
            return False
        last = self._steps.pop()
        for event_id in _events_of(last):
            self.services.store.undo(event_id)
        if self._item is not None:
            self._waiting.appendleft(self._item)
        if isinstance(last, _Done):
            self._done.remove(last)
            self._forget_repetition(last)
        self._waiting.appendleft(last.item)
        self._built.clear()
        self._advance()
        self._keep_place()
        return True

    def skip(self) -> None:
        """Put the card to the end of the sitting."""
        if self._item is not None:
            self._waiting.append(self._item)
            self._advance()

    def suspend(self) -> None:
        """Set the card aside until it is brought back."""
        card, item = self._on_the_table(), self._item
        event = self.services.store.append("suspend", card.id, card.hash, {})
        if item is not None:
            self._steps.append(_PutAway(item, event.id))
        self._advance()
        self._keep_place()

    def know(self) -> bool:
        """Place the card far ahead after a right answer; False, and nothing done, before one."""
        if not self.answered_right:
            return False
        card = self._on_the_table()
        known = self.services.store.append("known", card.id, card.hash, {})
        self.rate(Rating.EASY)
        self._done[-1].known = known.id
        self.save()
        return True

    def note(self, text: str) -> None:
        """Keep a note with the card."""
        self._remember("note", text)

    def report(self, text: str) -> None:
        """Keep a report of a mistake in the question."""
        self._remember("flag", text)

    def summary(self) -> Summary:
        """How the sitting went, and when the next cards come."""
        by_concept: dict[str, tuple[int, int]] = {}
        answered = self._answered()
        for card in answered:
            right, count = by_concept.get(card.concept, (0, 0))
            by_concept[card.concept] = (right + card.right, count + 1)
        spent = sum(card.seconds for card in answered)
        named = self.services.bank.registry.misconceptions
        slips = tuple(dict.fromkeys(named.get(card.slip, card.slip) for card in answered if card.slip))
        return Summary(len(answered), self.right, round(spent / 60), by_concept, slips, next_due(self.services))

    def _answered(self) -> list[Answered]:
        now = [
            Answered(done.card.question.concept, done.correct, done.payload["seconds"] or 0.0, done.slip)
            for done in self._done
        ]
        return [*self._earlier, *now]

    # -- inside ------------------------------------------------------------------------------------

    def _payload(self, card: Card, verdict: Verdict, given: Rating, *, schedules: bool) -> dict[str, Any]:
        """What the review's event holds."""
        return review_payload(card, verdict, self._response, given, mode=self.spec.mode, schedules=schedules)

    def _on_the_table(self) -> Card:
        if self._card is None:
            raise ValueError("no card is on the table")
        return self._card

    def _grade(self, response: Response) -> Verdict:
        from interview_prep.grading import grade

        card = self._on_the_table()
        verdict = grade(card.question, response, card.seed)
        if verdict.error is None:
            self._verdict, self._response = verdict, response
        return verdict

    def _advance(self) -> None:
        self._verdict, self._response = None, Response(text="")
        self._item = self._card = None
        while self._waiting and self._card is None:
            self._item = self._waiting.popleft()
            self._card = self._drawn(self._item)
        if self._card is None:
            self._item = None

    def _drawn(self, item: Item) -> Card | None:
        """The card, or None (and a word in `left_out`) for a question whose numbers cannot be drawn."""
        from interview_prep.exercises.registry import ExerciseError

        try:
            return self._card_of(item)
        except ExerciseError as error:
            self.left_out.append(f"{item.id} was left out: {error}")
            return None

    def _keep_place(self) -> None:
        """Keep what is still to come, so that a sitting that is cut off goes on here."""
        from interview_prep.practice.left_off import remember

        items = [self._item, *self._waiting] if self._item else []
        spec = replace(self.spec, began=self.spec.began or self._began)
        remember(self.services, spec, [item.id for item in items])

    def warm_up(self) -> None:
        """Load what answers will need, so that the first one is judged as fast as the others; safe in a thread."""
        from interview_prep.questions.kinds import KINDS

        for kind in {self.services.bank.entry(item.id).kind for item in list(self._waiting)[:50]}:
            KINDS[kind].load("grader")
        _ = self.services.bank.registry
        if self._card is not None:
            self.services.store.preview(self._card.id, self.services.now())

    def prepare_next(self) -> str | None:
        """Build the card after this one while the learner reads; its kind, None where there is none."""
        from interview_prep.exercises.registry import ExerciseError

        if self._waiting:
            with suppress(ExerciseError):
                return self._card_of(self._waiting[0]).kind
        return None

    def _card_of(self, item: Item) -> Card:
        card = self._built.get(item.id)
        if card is None:
            services = self.services
            question = services.bank.get(item.id)
            state = services.store.card(item.id)
            pending = sum(done.event_id is None and done.card.id == item.id for done in self._done)
            card = build_card(
                question,
                services.bank.entry(item.id).hash,
                state.reps + pending,
                seed=self.spec.seed,
                history=state,
            )
            self._built[item.id] = card
        return card

    def _refresh(self) -> None:
        """The card on the table was just written: show what the log says of it now."""
        if self._item is not None and self._card is not None:
            self._card = replace(self._card, history=self.services.store.card(self._item.id))

    def _forget_repetition(self, undone: _Done) -> None:
        """A card that failed comes back within the sitting; without the failure it does not."""
        again = next((item for item in reversed(self._waiting) if item.id == undone.item.id), None)
        if again is not None and again.reason == "learning" and undone.item.reason != "learning":
            self._waiting.remove(again)

    def _remember(self, kind: Any, text: str) -> None:
        card = self._on_the_table()
        if text.strip():
            self.services.store.append(kind, card.id, card.hash, {"text": text.strip()})


def _events_of(step: _Done | _PutAway) -> tuple[str, ...]:
    """The events of one step, the latest first."""
    known = step.known if isinstance(step, _Done) else None
    return tuple(event for event in (step.event_id, known) if event)
