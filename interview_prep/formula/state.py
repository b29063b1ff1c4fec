"""The prepared state of each question, made once and kept."""

from interview_prep.formula.compiled import Compiled, compile_question
from interview_prep.questions.model import Formula

_LIMIT = 256
_kept: dict[str, tuple[Formula, Compiled]] = {}


def compiled_for(question: Formula) -> Compiled:
    """The compiled state of a question; an edited question is compiled again."""
    known = _kept.get(question.id)
    if known is not None and (known[0] is question or known[0] == question):
        return known[1]
    if len(_kept) >= _LIMIT:
        _kept.pop(next(iter(_kept)))
    compiled = compile_question(question)
    _kept[question.id] = question, compiled
    return compiled
