"""A formula at the whiteboard of a mock interview, drawn as it is understood while it is written."""

from textual.content import Content

from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_judging import LONGEST_FORMULA, formulas_in
from interview_prep.questions.model import Formula


def read_in(interview: MockInterview, text: str, width: int, height: int) -> Content | None:
    """The last formula of the answer, drawn; None while there is none that can be read."""
    from interview_prep.tui.formula_views import read_as  # the parser is not needed before the first formula

    question = interview.services.bank.get(str(interview.rung.asks))
    if not isinstance(question, Formula):
        return None
    for piece in reversed(list(formulas_in(text))):
        rows = read_as(question, piece[:LONGEST_FORMULA], width, max(3, height))
        if rows:
            return Content("\n").join(rows)
    return None
