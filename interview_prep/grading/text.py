"""Comparing short texts: spelling that does not matter falls away, nearness is told apart from sameness."""

import re
import unicodedata
from functools import lru_cache

_GREEK = {
    name: chr(0x3B1 + index)
    for index, name in enumerate(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau "
        "upsilon phi chi psi omega".split()
    )
}
_COMMANDS = {"cdot": "*", "times": "*", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=", "to": "->", "infty": "inf"}
_COMMANDS |= {"rightarrow": "->", "ln": "ln", "log": "log", "exp": "exp", "approx": "~", "neq": "!="}
_SAME = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "“": '"'}
    | {"”": '"', "≤": "<=", "≥": ">=", "→": "->", "∞": "inf", "√": "sqrt", "²": "^2", "³": "^3", "ⁿ": "^n"}
)
_SPACED = re.compile(r"(?<=\w)[\s_-]+(?=\w)")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_WRAPPED = re.compile(r"\\(?:mathrm|text|mathbf|mathbb|mathcal|operatorname|textbf|emph)\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")
_LIMIT = 4_000


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Lower case, plain spaces, hyphens as spaces, LaTeX and Unicode maths as ASCII, no outer quotes or full stop."""
    text = _unlatex(text[:_LIMIT])
    text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = re.sub(r"\*\*?(\w[^*]*)\*\*?", r"\1", text.replace("`", ""))
    text = re.sub(r"\s*([()\[\]{}/*+=<>^|,])\s*", r"\1", text)
    text = re.sub(r"sqrt\((\w+)\)", r"sqrt \1", text)
    text = _SPACED.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip().strip("\"'.;:!? ").strip()


def _unlatex(text: str) -> str:
    if "\\" not in text and "$" not in text:
        return _greek_words(_SCRIPT.sub(r"\1\2", text))
    for _ in range(4):
        text = _WRAPPED.sub(r"\1", _FRACTION.sub(r"\1/\2", text))
    text = re.sub(r"\\sqrt\s*\{([^{}]*)\}", r"sqrt(\1)", text)
    text = _SCRIPT.sub(r"\1\2", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _COMMANDS.get(m[1], m[1]), text)
    return _greek_words(re.sub(r"\\[,;:! ]|\$", " ", text).replace("\\", ""))


def _greek_words(text: str) -> str:
    """Greek letters by name and by sign are the same."""
    return re.sub(r"[α-ω]", lambda m: _NAMES[m[0]], text)


_NAMES = {sign: name for name, sign in _GREEK.items()}


def compact(text: str) -> str:
    """Normalised, and without any blank: what is left when spacing does not matter."""
    return normalise(text).replace(" ", "")


def distance(first: str, second: str, limit: int) -> int:
    """Edits between two words (insert, delete, replace, swap neighbours); anything above the limit is limit + 1."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def near(typed: str, wanted: str) -> bool:
    """Whether only letters slipped: word by word, first letters alike, short words, digits and signs untouched."""
    mine, theirs = normalise(typed).split(), normalise(wanted).split()
    if len(mine) != len(theirs):
        one, other = "".join(mine), "".join(theirs)
        return one == other or (len(one) > 7 and _near_word(one, other))
    return all(_near_word(a, b) for a, b in zip(mine, theirs, strict=True))


def _near_word(typed: str, wanted: str) -> bool:
    if typed == wanted:
        return True
    if len(wanted) < 4 or typed[:1] != wanted[:1] or not typed.isalpha() or not wanted.isalpha():
        return False
    limit = 1 if len(wanted) < 8 else 2
    return distance(typed, wanted, limit) <= limit
