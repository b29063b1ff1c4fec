"""Grading a written formula: equivalent, not equivalent and why, or not understood."""

from interview_prep.formula import checking
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.render import one_line
from interview_prep.formula.state import compiled_for
from interview_prep.questions.model import Formula
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Finding, Verdict


def grade(question: Formula, response: Response, _seed: int) -> Verdict:
    """Numerical equivalence on fixed draws; what is not understood is never an attempt."""
    try:
        compiled = compiled_for(question)
    except FormulaError as problem:
        return Verdict(error=f"This question's own formula cannot be read: {problem.message}")
    outcome = checking.check(compiled, response.text)
    if outcome.problem is not None:
        return _not_understood(outcome.problem)
    parsed = one_line(outcome.tree) if outcome.tree is not None else None
    if outcome.correct:
        message = f"Right, reading {outcome.reading}." if outcome.reading else "Right."
        return Verdict(correct=True, score=1.0, message=message, parsed=parsed, expected=question.reference)
    reasons = {slip.id: slip.because for slip in question.misconceptions}
    return Verdict(
        correct=False,
        score=0.0,
        misconception=outcome.misconceptions[0] if outcome.misconceptions else None,
        misconceptions=outcome.misconceptions,
        message=outcome.message,
        parsed=parsed,
        expected=question.reference,
        findings=tuple(Finding(id=name, text=reasons[name], mark="tripped") for name in outcome.misconceptions),
    )


def _not_understood(problem: FormulaError) -> Verdict:
    hint = f" {problem.hint[0].upper()}{problem.hint[1:]}." if problem.hint else ""
    return Verdict(error=problem.message + hint, column=problem.span[0] + 1)
