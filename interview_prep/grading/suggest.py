"""The rating that the evidence suggests: right or not, grade, hints, time against the expected time, confidence."""

from interview_prep.questions.model import Common
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Rating, Verdict

FAST, SLOW = 0.5, 2.0
"""Shares of the question's expected seconds: below the first an answer came easily, above the second it was hard."""
_SURE = 70


def suggest_rating(question: Common, response: Response, verdict: Verdict) -> Rating:
    """Again for a wrong answer, hard for half of one or with help, good, or easy when it came fast and surely."""
    if verdict.grade is not None:
        return _timed(_by_grade(verdict.grade), question, response)
    if verdict.correct is None:
        return Rating.AGAIN if (verdict.score or 0.0) < 0.5 else Rating.HARD
    if not verdict.correct:
        return Rating.HARD if (verdict.score or 0.0) >= 0.5 and not verdict.misconceptions else Rating.AGAIN
    fast = response.seconds is not None and response.seconds <= FAST * question.seconds
    sure = response.confidence is None or response.confidence >= _SURE
    return _timed(Rating.EASY if fast and sure else Rating.GOOD, question, response)


def _by_grade(grade: int) -> Rating:
    return {0: Rating.AGAIN, 1: Rating.AGAIN, 2: Rating.HARD, 3: Rating.GOOD}.get(grade, Rating.EASY)


def _timed(rating: Rating, question: Common, response: Response) -> Rating:
    """Help or a long silence make a good answer a hard one; two hints and more leave no more than that."""
    slow = response.seconds is not None and response.seconds > SLOW * question.seconds
    if rating is Rating.AGAIN:
        return rating
    return Rating.HARD if response.hints or slow else rating
