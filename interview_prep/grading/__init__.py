"""From a question and a response to a verdict, one module per kind."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interview_prep.questions.model import Question
    from interview_prep.questions.response import Response
    from interview_prep.questions.verdict import Verdict


def grade(question: "Question", response: "Response", seed: int = 0) -> "Verdict":
    """Grade any kind of question for one seed, and suggest a rating.

    What is not understood comes back with `error` set, claims nothing else, and is not an attempt.
    """
    from interview_prep.grading.suggest import suggest_rating
    from interview_prep.questions.kinds import KINDS
    from interview_prep.questions.verdict import Verdict

    if question.kind == "ladder":
        return Verdict(error="A ladder is climbed in a mock interview: interview-prep mock")
    verdict: Verdict = KINDS[question.kind].load("grader")(question, response, seed)
    if not verdict.understood or verdict.rating is not None:
        return verdict
    return replace(verdict, rating=suggest_rating(question, response, verdict))
