"""From what a person types to full-text queries in which nothing is an operator."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"\w+")
_MAX_WORDS = 12


def expressions(text: str) -> Iterator[str]:
    """FTS5 queries to try in turn: all words, the last one perhaps unfinished; then any of them."""
    words = [word[:40] for word in _WORD.findall(text[:400])][:_MAX_WORDS]
    if not words:
        return
    quoted = [f'"{word}"' for word in words]
    quoted[-1] += "*"
    yield " AND ".join(quoted)
    if len(words) > 1:
        yield " OR ".join(quoted)
