"""When a rubric should not judge at all: too little, word lists, another language, words addressed to the grader."""

import re

from interview_prep.grading.rubric.words import FUNCTION_WORDS, words_of

_TO_THE_GRADER = re.compile(
    r"full marks?|full credit|max(imum)? (score|grade|points)|grade (me|this|it|my)|"
    r"mark (this|me|it|my|all|everything)|"
    r"(ignore|disregard|forget)\b.{0,40}\b(instruction|rubric|above|previous|prior)|"
    r"(give|award|assign) me\b|\b(score|grade)\s*[:=]\s*\d|all key ?points|as (the|a) grader|system prompt\s*:|"
    r"you (must|should|will) (give|grade|mark|award|accept)|consider (this|it) correct|"
    r"\bkey ?point [k1-9]|covered\s*[:=]",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")


def reason_to_abstain(text: str) -> str | None:
    """Why nothing should be claimed about an answer, or None when it can be judged."""
    raw = [word.lower() for word in _LETTERS.findall(text)]
    if len(words_of(text)) < 3:
        return "That is very short: say it in a sentence or two."
    if _TO_THE_GRADER.search(text):
        return "This speaks to the grader, not to the question. Nothing was judged."
    foreign = sum(not word.isascii() for word in raw)
    little = [word for word in raw if word in FUNCTION_WORDS]
    if raw and foreign / len(raw) > 0.3:
        return "This seems to be in another language; only English can be judged."
    if len(raw) >= 12 and len(little) / len(raw) < 0.08 and not _is_notes(text):
        if text.count(",") >= len(raw) / 4 or len(set(raw)) >= len(raw) * 0.7:
            return "These are words without sentences. Say how they hang together, or tick the points yourself."
        return "This seems not to be English prose. Tick the points yourself."
    if len(raw) >= 16 and len(set(raw)) / len(raw) < 0.35:
        return "The same words come again and again. Say it once, in sentences."
    return None


def _is_notes(text: str) -> bool:
    """Terse notes with signs between the words still say how things hang together."""
    return sum(text.count(sign) for sign in ("=", "→", "->", ":", "⇒", "=>", "≈", "(", ";")) >= 2
