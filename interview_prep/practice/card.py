"""One question as it is asked now: seeded, with holes filled and options in their shown order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_prep.questions import model

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


def _options(question: model.Question, seed: int) -> tuple[str, ...]:
    from interview_prep.grading.shown import shown_options, shown_steps, statement_sentences

    if isinstance(question, model.Choice):
        return tuple(option.text for option in shown_options(question, seed))
    if isinstance(question, model.Order):
        return tuple(shown_steps(question, seed))
    if isinstance(question, model.Flag):
        return tuple(statement_sentences(question))
    return ()
