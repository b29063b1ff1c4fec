"""One question as it is asked now: seeded, with holes filled and options in their shown order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from interview_prep.practice.intervals import words_for
from interview_prep.questions import model
from interview_prep.questions.verdict import Rating

if TYPE_CHECKING:
    from interview_prep.exercises.instance import Instance
    from interview_prep.storage.store import CardState


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a front end needs to ask a question; `history` is None where it was never asked.

    `changed` says that the question was edited since it was last answered.
    """

    question: model.Question
    hash: str
    seed: int
    repetition: int
    prompt: str
    options: tuple[str, ...] = ()
    instance: "Instance | None" = None
    history: "CardState | None" = None
    changed: bool = False

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def kind(self) -> str:
        """The question's kind."""
        return self.question.kind


def build_card(
    question: model.Question, content_hash: str, repetition: int, *, seed: int | None, history: "CardState | None"
) -> Card:
    """Draw the question's n-th repetition, or the one of a given seed."""
    from interview_prep.exercises.draws import seed_of

    chosen = seed_of(question.id, repetition) if seed is None else seed
    instance = None
    if isinstance(question, model.Numeric):
        from interview_prep.exercises.instance import instantiate

        instance = instantiate(question, chosen)
    return Card(
        question=question,
        hash=content_hash,
        seed=chosen,
        repetition=repetition,
        prompt=instance.prompt if instance else question.prompt,
        options=_options(question, chosen),
        instance=instance,
        history=history,
        changed=history is not None and bool(history.hash) and history.hash != content_hash,
    )


def history_rows(card: Card, now: datetime) -> list[tuple[str, str]]:
    """What the log knows of a card, as labels and values."""
    state = card.history
    if state is None or not state.reps:
        return [("seen", "never")]
    rows = [("seen", f"{state.reps} time{'s' if state.reps != 1 else ''}")]
    if state.last_review and state.last_rating:
        ago = now - state.last_review
        when = "today" if ago < timedelta(hours=20) else f"{words_for(ago)} ago"
        rows.append(("last", f"{Rating(state.last_rating).name.lower()}, {when}"))
    if state.memory:
        from interview_prep.scheduling.fsrs import recall_at

        rows.append(("recall now", f"{recall_at(state.memory, now):.0%}".replace("%", " %")))
        rows.append(("stability", words_for(timedelta(days=state.memory.stability))))
    rows.append(("lapses", str(state.lapses)))
    return rows


def _options(question: model.Question, seed: int) -> tuple[str, ...]:
    from interview_prep.grading.shown import shown_options, shown_steps, statement_sentences

    if isinstance(question, model.Choice):
        return tuple(option.text for option in shown_options(question, seed))
    if isinstance(question, model.Order):
        return tuple(shown_steps(question, seed))
    if isinstance(question, model.Flag):
        return tuple(statement_sentences(question))
    return ()
