"""The answer to a card without an attempt, and the engine call that shows it."""

from dataclasses import replace
from typing import Any

from interview_prep.practice.card import Card
from interview_prep.questions import model
from interview_prep.questions.verdict import Finding, Rating, Verdict, WorkedStep


def revealed(card: Card) -> Verdict:
    """What is shown when the learner gives up: the answer, its steps, and the suggestion to see it again."""
    question = card.question
    base = Verdict(correct=False, score=0.0, rating=Rating.AGAIN)
    match question:
        case model.Numeric():
            assert card.instance is not None
            return replace(base, expected=card.instance.shown_answer, steps=card.instance.steps)
        case model.Choice():
            findings = tuple(_option(text, question) for text in card.options)
            return replace(base, findings=findings)
        case model.Cloze():
            return replace(base, expected=question.accept[0])
        case model.Order():
            steps = tuple(Finding(id=str(n), text=step, mark="other") for n, step in enumerate(question.steps, 1))
            return replace(base, findings=steps)
        case model.Flag():
            return replace(
                base,
                expected=question.correction,
                findings=(Finding(id="wrong", text=question.wrong, mark="wrong", because=question.correction),),
            )
        case model.Formula():
            return replace(base, expected=f"${question.latex}$" if question.latex else question.reference)
        case model.Recall():
            points = tuple(Finding(id=p.id, text=p.text, mark="not_found") for p in question.key_points)
            return Verdict(correct=None, score=0.0, grade=0, rating=Rating.AGAIN, findings=points)
        case _:
            return base


def engine_call(card: Card) -> tuple[str, dict[str, Any]] | None:
    """Operation and arguments with the card's own quantities, or None where the question has no call."""
    question = card.question
    drawn = dict(card.instance.parameters) if card.instance else {}
    if isinstance(question, model.Numeric) and question.compute.op:
        from interview_prep.exercises.computing import substitute

        return question.compute.op, substitute(question.compute.args, drawn)
    if question.worked is not None:
        from interview_prep.exercises.computing import substitute

        return question.worked.op, substitute(question.worked.args, drawn)
    return None


def read_back(card: Card, typed: str) -> str:
    """A typed number, vector or matrix as it is understood, or nothing where it is not (yet)."""
    question = card.question
    if not isinstance(question, model.Numeric) or card.instance is None or question.response in ("list", "text"):
        return ""
    from interview_prep.exercises.values import show_answer
    from interview_prep.grading.numbers import Misread
    from interview_prep.grading.typed import read

    try:
        value = read(typed, question.response, question.unit, card.instance.answer).value
    except Misread:
        return ""
    unit = question.unit if question.unit == "%" else f" {question.unit}"
    return f"{show_answer(value, model.Tolerance())}{unit if question.unit else ''}"


def slip_steps(card: Card, verdict: Verdict) -> tuple[WorkedStep, ...]:
    """The steps that lead to the named slip, where they can be set beside the right ones; else nothing."""
    question, slip = card.question, verdict.misconception
    if not isinstance(question, model.Numeric) or card.instance is None or slip is None:
        return ()
    compute_slip = next((row.compute for row in question.misconceptions if row.id == slip), None)
    if compute_slip is None or compute_slip.op != question.compute.op:
        return ()
    from interview_prep.exercises.computing import compute
    from interview_prep.exercises.values import show

    steps = compute(compute_slip, card.instance.parameters, with_steps=True).steps
    shown = tuple(WorkedStep(label=step.label, formula=step.formula, value=show(step.value)) for step in steps)
    return shown if [step.label for step in shown] == [step.label for step in verdict.steps] else ()


def _option(text: str, question: model.Choice) -> Finding:
    option = next(option for option in question.options if option.text == text)
    return Finding(id=text, text=text, mark="right" if option.correct else "other", because=option.because)
