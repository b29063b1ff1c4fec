"""Text wrapped so that what reads as one stays on a line: “=” and its value, a short list, a symbol and its noun.

Textual breaks at every space, a no-break one included, so tied spaces are hidden from it while it wraps.
"""

import re
from functools import lru_cache
from itertools import pairwise

from textual.content import Content

_TIED = "\ue000"  # for private use, one cell wide, and never in cleaned text
_LONGEST = 28
"""Tied words together are no wider than this: a line much too short is worse than a parted formula."""
_SHORT_LIST = re.compile(r"\[[^\[\]\n]{1,26}\]")
_RELATIONS = frozenset("= ≈ ≤ ≥ ≠ ∝ < >".split())
_BEFORE_WHAT_THEY_TAKE = _RELATIONS | frozenset("Σ Π ∑ ∏ ∫".split())
_BETWEEN = frozenset("× · ⊙ / + −".split())
_UNITS = frozenset(
    "% GB GiB MB MiB kB KiB TB FLOPs GFLOPs TFLOPs FLOP/s TFLOP/s nats bits USD million billion trillion".split()
)
_WORDS_OF_ONE_LETTER = frozenset("aAI")


def wrapped(content: Content, width: int) -> list[Content]:
    """The lines of the content, each at most `width` cells wide."""
    plain = content.plain
    if len(plain) <= width and "\n" not in plain:
        return content.wrap(width)
    tied = _tied(plain, min(width, _LONGEST))
    if tied == plain:
        return content.wrap(width)
    return [
        Content(line.plain.replace(_TIED, " "), list(line.spans))
        for line in Content(tied, list(content.spans)).wrap(width)
    ]


@lru_cache(maxsize=512)
def _tied(plain: str, longest: int) -> str:
    """The text with the spaces hidden at which it shall not break."""
    if longest == _LONGEST:
        plain = _SHORT_LIST.sub(lambda found: found.group().replace(" ", _TIED), plain)
    words = plain.split(" ")
    parts = words[:1]
    run = len(words[0])
    for before, word in pairwise(words):
        run += 1 + len(word)
        if run <= longest and _belong_together(before, word):
            parts += (_TIED, word)
        else:
            parts += (" ", word)
            run = len(word)
    return "".join(parts)


def _belong_together(before: str, word: str) -> bool:
    if not before or not word:
        return False
    if before in _BEFORE_WHAT_THEY_TAKE or word in _RELATIONS:
        return True
    if word in _BETWEEN or before in _BETWEEN:
        return _is_term(before) and _is_term(word)
    if before[-1].isdigit() and word.rstrip(".,;:?)") in _UNITS:
        return True
    symbol = word[0] not in _WORDS_OF_ONE_LETTER and word[0].isalpha()
    return symbol and (len(word) == 1 or (len(word) == 2 and word[1] in ".,;:?)"))


def _is_term(word: str) -> bool:
    """Whether it reads as part of a formula, and not as a word of a sentence or of a list."""
    return len(word) <= 7 and not (len(word) > 3 and word.isalpha() and word.islower())
