"""What bounds the work on one answer, and the errors with which reading or evaluating stops."""

from dataclasses import dataclass

MAX_CHARACTERS = 600
MAX_TOKENS = 500
MAX_DEPTH = 60
MAX_STEPS = 60_000
MAX_ELEMENTS = 400_000
MAX_WORK = 3_000_000
MAX_TERMS = 64
INFINITE_TERMS = 40
MAX_FACTORIAL = 150
MAX_BINOMIAL = 1000


class FormulaError(Exception):
    """Something about a formula that the learner is told: what, where (code points of their text), how to mend it."""

    def __init__(self, message: str, span: tuple[int, int] = (0, 0), hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint


class NotUnderstoodError(FormulaError):
    """The text is no formula of this drill: never an attempt."""


class ClashError(FormulaError):
    """The formula is understood but cannot be evaluated: shapes or indices do not fit. A wrong answer."""


class TooLargeError(FormulaError):
    """The formula would take too much work: refused, never an attempt."""


@dataclass(slots=True)
class Budget:
    """Counts evaluation steps and elements, and stops what would take too long."""

    steps: int = MAX_STEPS
    work: int = MAX_WORK

    def spend(self, elements: int) -> None:
        """Pay for one operation on so many elements."""
        self.steps -= 1
        self.work -= elements
        if self.steps < 0 or self.work < 0 or elements > MAX_ELEMENTS:
            raise TooLargeError("This takes too many steps to evaluate.", hint="write it with fewer nested sums")
