"""When a rubric should not judge at all: too little, word lists, another language, words addressed to the grader."""

import re

from interview_prep.grading.rubric.words import FUNCTION_WORDS, words_of

_TO_THE_GRADER = re.compile(
    r"full marks?|full credit|\bmax(imum)? (score|grade|points)\b|\bgrade (me|my|this (answer|as|with))\b|"
    r"\bmark (this|me|it|my|all|everything)( answers?| points?)? (as )?"
    r"(correct|covered|right|full|complete|passed|true)|"
    r"(^|[.!?\n]\s*)(please |now )?(ignore|disregard|forget)\b.{0,40}\b(instructions|rubric|above|previous|prior)|"
    r"\b(ignore|disregard|forget)\b.{0,20}\brubric|\bdear grader|\b(dear|the) examiner|"
    r"\bgrader (must|should|has to)\b|\bgrading is\b|"
    r"(give|award|assign) me\b.{0,30}\b(marks?|credits?|points?|grade|score|pass)\b|"
    r"\b(score|grade)\s*[:=]\s*\d|as (the|a) grader|"
    r"\bsystem\s*:\s*(the )?(grad|candidate|mark|score|answer is)|do not evaluate|"
    r"you (must|should|will) (give|grade|mark|award|accept)|consider (this|it) correct|"
    r"\bthis candidate (receives|gets|earns|deserves)\b|"
    r"\b(all|every) key ?points?|\bkey ?point [k1-9]|red flags? (as )?avoided|covered\s*[:=]",
    re.IGNORECASE,
)
_NAMING = frozenset("sort kind mean thing things right well use used using".split())
_OPERATORS = frozenset("times plus minus equals over divided squared root log".split())
_VERBS = frozenset(
    "adapts add adds allows approximates ask asks attends avoids beats become becomes breaks builds carries "
    "choose chooses collapses compares completes contains continues copies costs counts cover covers crosses "
    "decodes decreases depend depends divides doubles draws drifts drops encodes exceeds explodes fails favour "
    "favours fills fits flattens follows forces forgets generates get gets give gives grow grows halves handle "
    "handles help helps hide hides holds ignores improves increases injects keep keeps leaks learns lets lose "
    "loses lowers make makes matches maximises maximizes means merges minimises minimizes moves multiplies need "
    "needs normalises normalizes optimises optimizes overrides penalises penalizes pick picks predicts prevents "
    "processes produces protects put puts raises reaches read reads receives reduces remains remembers remove "
    "removes renormalises replaces requires rescales reuses rotates saturates save saves see sees sends sets "
    "shares sharpens show shows shrinks skips slows sorts speeds stays stop stops stores subtracts suit suits "
    "advises argues claims finds found outperforms recommends says shows states suggests wants "
    "take takes teaches tells trains tunes turn turns vanishes wastes weighs wins work works write writes".split()
)
_SYMBOLS = frozenset(
    "sqrt softmax sigmoid log exp frac cdot left right mathrm text top sum max min lim sin cos tanh relu".split()
)
_FOREIGN = frozenset(
    "der das und ist nicht ein eine mit den dem des wird el los las que por para con una como le les est une et pour "
    "dans sur il che di della sono nel um uma com mais och att det som een het van".split()
)
_CHAIN = re.compile(r"(?:\b[\w-]+\s+and\s+){3,}[\w-]+")
CHAINED = 40
LISTED = 20
"""How many words a verb among them takes to be the part of a name, and no sentence."""
_LETTERS = re.compile(r"[^\W\d_]+")


def reason_to_abstain(text: str) -> str | None:
    """Why nothing should be claimed about an answer, or None when it can be judged."""
    raw = [word.lower() for word in _LETTERS.findall(text)]
    if len(words_of(text)) < 3:
        return "That is very short: say it in a sentence or two."
    if _TO_THE_GRADER.search(text):
        return "This speaks to the grader, not to the question. Nothing was judged."
    foreign = sum(not word.isascii() or word in _FOREIGN for word in raw)
    little = [word for word in raw if word in FUNCTION_WORDS or word in _OPERATORS]
    if raw and foreign / len(raw) > 0.25:
        return "This seems to be in another language; only English can be judged."
    if _is_list(text, raw, little) or any(_is_bare(sentence) for sentence in re.split(r"[.!?\n]", text)):
        return "These are words without sentences. Say how they hang together, or tick the points yourself."
    if len(raw) >= 12 and len(little) / len(raw) < 0.08 and not _is_notes(text):
        if text.count(",") >= len(raw) / 4 or len(set(raw)) >= len(raw) * 0.7:
            return "These are words without sentences. Say how they hang together, or tick the points yourself."
        return "This seems not to be English prose. Tick the points yourself."
    if len(raw) >= 16 and len(set(raw)) / len(raw) < (0.45 if len(raw) < 60 else 0.35 if len(raw) < 120 else 0.2):
        return "The same words come again and again. Say it once, in sentences."
    return None


def _is_bare(sentence: str) -> bool:
    """Eight words in a row, or four joined by "and", that say nothing of one another."""
    raw = [word.lower() for word in _LETTERS.findall(sentence)]
    if _CHAIN.search(sentence) and len(raw) < CHAINED:
        return True
    return (
        len(raw) >= 8
        and not any(mark in sentence for mark in ",;:=(→")
        and _is_list(sentence, raw, [word for word in raw if word in FUNCTION_WORDS or word in _OPERATORS])
    )


def is_bare_formula(text: str) -> bool:
    """Signs and symbols without a word: only cues for formulas may speak for it."""
    words = [word.lower() for word in _LETTERS.findall(text) if len(word) >= 4 and word.isascii()]
    return bool(re.search(r"[=^_/*√∑+\\(|]", text)) and all(word in _SYMBOLS for word in words)


def _is_list(text: str, raw: list[str], little: list[str]) -> bool:
    """Bare words in a row, or six items of a word or two between commas: terms that claim nothing."""
    symbols = sum(len(word) == 1 for word in raw)
    verbs = sum(word in _VERBS for word in raw)
    if _is_notes(text) or symbols >= 3 or verbs > len(raw) / LISTED:
        return False
    items = [item for item in re.split(r"[,;\n|.]", text) if item.strip()]
    linked = len([word for word in little if word not in _NAMING]) / max(1, len(raw))
    if len(items) == 1:
        return len(raw) >= 5 and linked <= (0 if len(raw) < 10 else 0.1 if len(raw) < 14 else 0.15)
    return len(items) >= 6 and len(raw) <= 2.2 * len(items) and linked <= 0.15


def _is_notes(text: str) -> bool:
    """Terse notes with signs between the words still say how things hang together."""
    return sum(text.count(sign) for sign in ("=", "→", "->", ":", "⇒", "=>", "≈", "(", ";")) >= 2
