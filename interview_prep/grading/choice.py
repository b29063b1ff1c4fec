"""Grading a choice: by letter, number or text of an option in the order that the seed shows."""

import re
import string

from interview_prep.grading.shown import shown_options
from interview_prep.grading.text import normalise
from interview_prep.questions.model import Choice, Option
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Finding, Verdict

_LETTER = re.compile(r"\(?\s*(?:option\s+|answer\s+)?([A-Za-z])\s*[).:]?\s*")
_NUMBER = re.compile(r"\(?\s*(?:option\s+|answer\s+)?(\d{1,2})\s*[).:]?\s*")


def grade(question: Choice, response: Response, seed: int) -> Verdict:
    """Exact; every option comes back with why it is right or not."""
    options = shown_options(question, seed)
    chosen = _chosen(response.text, options)
    if isinstance(chosen, str):
        return Verdict(error=chosen)
    picked = options[chosen]
    right = next(index for index, option in enumerate(options) if option.correct)
    named = (picked.misconception,) if picked.misconception and not picked.correct else ()
    return Verdict(
        correct=picked.correct,
        score=1.0 if picked.correct else 0.0,
        misconception=named[0] if named else None,
        misconceptions=named,
        message="Right." if picked.correct else picked.because or "Not this one.",
        parsed=f"{_letter(chosen)}  {picked.text}",
        expected=f"{_letter(right)}  {options[right].text}",
        findings=tuple(_finding(index, option, index == chosen) for index, option in enumerate(options)),
    )


def _letter(index: int) -> str:
    return string.ascii_lowercase[index]


def _finding(index: int, option: Option, chosen: bool) -> Finding:
    return Finding(
        id=_letter(index),
        text=option.text,
        mark="right" if option.correct else "chosen" if chosen else "other",
        because=option.because,
    )


def _chosen(text: str, options: tuple[Option, ...]) -> int | str:
    """The index of the option meant, or what to ask again with."""
    last = _letter(len(options) - 1)
    how = f"Answer with a letter from a to {last}, a number from 1 to {len(options)}, or an option's text."
    same = {index for index, option in enumerate(options) if _is_text(text, option)}
    letter, number = _LETTER.fullmatch(text.strip()), _NUMBER.fullmatch(text.strip())
    if letter:
        index = string.ascii_lowercase.index(letter[1].lower())
        same |= {index} if index < len(options) else set()
    elif number:
        index = int(number[1]) - 1
        same |= {index} if 0 <= index < len(options) else set()
    if len(same) == 1:
        return same.pop()
    if same:
        return f"“{text.strip()[:24]}” could be a place or an option's text: answer with a letter from a to {last}."
    return f"Nothing was chosen. {how}" if not text.strip() else f"That is none of the options. {how}"


def _is_text(text: str, option: Option) -> bool:
    typed = normalise(text)
    return bool(typed) and typed == normalise(option.text)
