"""How much of a correction's news a learner's own words hold: shared stems of what the wrong sentence did not say."""

import re

from interview_prep.grading.text import normalise

_STOP = frozenset(
    "a an the of to in on at by for from with as is are was were be been being it its this that these those and or but "
    "than then so such which who what when where there their they he she we you i does do did has have had can could "
    "would should may might will only also just very more most each every all any some one into over per".split()
)
_NEGATIONS = frozenset("not no never none neither nor without cannot nothing isn't aren't doesn't don't".split())
_WORD = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")
_ENDINGS = tuple(
    "isation ization ations ation ingly ness ments ment ised ized ises izes ing ies ied ed es ly al s e y".split()
)
_LIMIT = 2_000
_KEPT = 0.5


def likeness(typed: str, correction: str, wrong: str) -> float:
    """0 to 1: the share of the correction's new words that were typed.

    Words that the wrong sentence has as well say nothing, and repeating it gives 0. A number of one's own, or the want
    of one that replaces another, gives 0; a negation on one side only leaves at most 0.5, which a person has to settle.
    """
    mine, theirs, old = _stems(typed), _stems(correction), _stems(wrong)
    news = theirs - old
    if not mine or mine <= old or _numbers(mine) - theirs - old:
        return 0.0
    if _numbers(old) - theirs and not _numbers(news) <= mine:
        return 0.0
    share = len(news & mine) / len(news) if news else len(mine & theirs) / len(theirs)
    return share if _negated(typed) == _negated(correction) else min(share, 0.5)


def in_own_words(typed: str, wrong: str) -> bool:
    """Whether a correction is more than the wrong sentence with a word changed: it keeps little, or negates it."""
    old = _stems(wrong)
    return len(_stems(typed) & old) < _KEPT * len(old) or _negated(typed) != _negated(wrong)


def _numbers(stems: set[str]) -> set[str]:
    return {stem for stem in stems if stem[0].isdigit()}


def _words(text: str) -> list[str]:
    return list(_WORD.findall(normalise(text[:_LIMIT])))


def _negated(text: str) -> bool:
    words = _words(text)
    return sum(word in _NEGATIONS or word.endswith("n't") for word in words) % 2 == 1


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _words(text) if word not in _STOP and word not in _NEGATIONS}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
