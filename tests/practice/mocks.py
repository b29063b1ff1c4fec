"""Candidates for mock interviews: how each of them answers whatever is asked."""

from collections.abc import Callable
from typing import TypeAlias

from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.practice.services import Services

Candidate: TypeAlias = Callable[[MockInterview], str]


def strong(interview: MockInterview) -> str:
    """Says each key point, in a sentence of its own."""
    return " ".join(f"{point.text}." for point in interview.rung.key_points)


def weak(interview: MockInterview) -> str:
    """Talks round the subject without a point, and hedges."""
    return "I think it has something to do with computers, maybe, but I am not sure how it really works."


def confident_and_wrong(interview: MockInterview) -> str:
    """Says a red flag of the rung as if it were certain."""
    return f"That is easy: {interview.rung.red_flags[0].phrasings[0]}."


def silent(interview: MockInterview) -> str:
    """Says nothing at all."""
    return ""


def held(services: Services, spec: MockSpec, candidate: Candidate, *, record: bool = False) -> MockInterview:
    """A whole interview with one candidate, a minute an answer."""
    interview = MockInterview(services, spec, name="mock-1", record=record)
    while interview.question is not None:
        interview.answer(candidate(interview), 60.0)
    return interview
