"""What a wrong formula is instead: one of the author's misconceptions, or what can be proved about it."""

from typing import TYPE_CHECKING

from interview_prep.formula.comparing import same
from interview_prep.formula.compiled import Compiled, Slip
from interview_prep.formula.equation import Answer
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.nodes import Node

if TYPE_CHECKING:
    from interview_prep.formula.checking import Outcome, Try


def wrong(compiled: Compiled, answer: Answer, tries: "list[Try]", clash: FormulaError | None) -> "Outcome":
    """The outcome for an answer that no reading makes right."""
    from interview_prep.formula.checking import Outcome

    for attempt in tries:
        fitting = named(compiled, attempt)
        if fitting:
            return Outcome(
                False,
                attempt.answer.tree,
                form=compiled.forms[0],
                misconceptions=tuple(slip.declared.id for slip in fitting),
                message=" Or: ".join(slip.declared.because for slip in fitting),
            )
    message = clash.message if clash is not None else "Not this formula, and not one of the usual slips."
    return Outcome(False, answer.tree, form=compiled.forms[0], message=message, fault=clash.span if clash else None)


def named(compiled: Compiled, attempt: "Try") -> list[Slip]:
    """The misconceptions whose value the answer has on every draw."""
    return [slip for slip in compiled.slips if any(_fits(compiled, attempt, tree) for tree in slip.trees)]


def _fits(compiled: Compiled, attempt: "Try", tree: Node) -> bool:
    value = compiled.known(tree, 0)
    if value is None or not same(attempt.values[-1], value, compiled.table):
        return False
    for place in range(1, compiled.count):
        value = compiled.known(tree, place)
        try:
            mine = compiled.evaluate(attempt.links[-1], place, attempt.setting)
        except FormulaError:
            return False
        if value is None or not same(mine, value, compiled.table):
            return False
    return True
