"""What a learner gives: always text, and for spoken answers the points they ticked themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer.

    `text` per kind: recall free text; choice the letter, number or text of a shown option; cloze the filling; numeric
    the number, vector or list; formula the formula; order the shown numbers in the right order ("3 1 2") or the steps,
    one a line; flag the number or the words of the wrong sentence, then, after a colon or a line break, the correction.
    `overrides` maps a key point or red flag to what the learner settled it to.
    """

    text: str
    overrides: tuple[tuple[str, bool], ...] = ()
    hints: int = 0
    confidence: int | None = None
    seconds: float | None = None
