"""From what was said to words with places: normalised and stemmed, each with what it does to the meaning.

Every word keeps its range in the learner's own text, so that what earned a point can be highlighted.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from interview_prep.grading.rubric.known import known_words

NEGATIONS = frozenset("not no never none neither nor without cannot hardly nothing nobody avoids unlike".split())
_SHORT_NOT = frozenset("dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt".split())
FUNCTION_WORDS = frozenset(
    "a an the is are was were be been being am do does did have has had of in on at to for from by with as and or "
    "but so if then than that this these those it its they them their there he she we you i me my your our us "
    "which who whom what when where why how because while whereas also just only very really can could will would "
    "should may might must into onto over under between about after before during per each every all any some "
    "such own same other more most less least up down out off not no nor too now here again once basically "
    "actually like well um uh er okay ok right sort kind thing things mean means say says said know think got get "
    "gets use uses used using".split()
)
_HESITATION = frozenset("um uh uhm er erm hmm okay ok yeah".split())
FILLERS = frozenset("well lik basic bas actual real just so right kind sort mean basical".split())
"""Stems of words that say little: they may stand inside a cue without counting."""
_LATEX = {
    r"\sqrt": "sqrt",
    r"\frac": " ",
    r"\cdot": " dot ",
    r"\top": "",
    r"\mathrm": " ",
    r"\text": " ",
    r"\left": "",
    r"\right": "",
    r"\log": "log",
    r"\sigma": "sigma",
    r"\beta": "beta",
    r"\pi": "pi",
    r"\theta": "theta",
    r"\infty": "infinity",
}
_SIGNS = {
    "√": " sqrt ",
    "·": " dot ",
    "×": " times ",
    "→": " to ",
    "≈": " about ",
    "∝": " proportional to ",
    "∞": " infinity ",
    "Σ": " sum ",
    "∑": " sum ",
    "Δ": " delta ",
    "≥": " at least ",
    "≤": " at most ",
    "∈": " in ",
    "²": "^2",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "ε": "epsilon",
    "θ": "theta",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": " - ",
    "−": "-",
    "¾": " 3/4 ",
    "½": " 1/2 ",
}
_MARKED = re.compile(r"[{}\\$]")
_WORD = re.compile(r"[a-z]+(?:_[a-z0-9]+|'[a-z]+)?[0-9]*|\d+(?:[.,/]\d+)*(?:\^\d+)?|\^2|%")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its stem, and its range in the original text."""

    stem: str
    start: int
    end: int
    negation: bool = False
    ordinary: bool = True
    """Whether it is a word that people write, and so no slip of typing."""


def normalised(text: str) -> tuple[str, Sequence[int]]:
    """The text in plain lower-case ASCII where possible, and for each of its characters the place it came from."""
    if text.isascii() and not _MARKED.search(text):
        return text.lower(), range(len(text))
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        latex = next((name for name in _LATEX if text.startswith(name, at)), None) if text[at] == "\\" else None
        if latex is not None:
            new, step = _LATEX[latex] + " ", len(latex)
        else:
            new, step = _character(text[at]), 1
        pieces.append(new)
        places += [at] * len(new)
        at += step
    return "".join(pieces), places


def _character(character: str) -> str:
    if character.isascii():
        return character.lower() if character not in "{}\\$" else " "
    if character in _SIGNS:
        return _SIGNS[character]
    plain = unicodedata.normalize("NFKD", character).lower()
    return "".join(c for c in plain if not unicodedata.combining(c)) or " "


def words_of(text: str) -> list[Word]:
    """The words of a text, hesitations left out."""
    plain, places = normalised(text)
    found: list[Word] = []
    for match in _WORD.finditer(plain):
        raw = match.group().replace("_", "")
        bare = _bare(raw)
        if bare in _HESITATION:
            continue
        negation = bare in NEGATIONS
        first, last = places[match.start()], places[match.end() - 1]
        ordinary = not raw.isalpha() or len(raw) < 4 or raw in known_words()
        found.append(Word(stem(raw.split("'")[0] if not negation else bare), first, last + 1, negation, ordinary))
    return found


def _bare(raw: str) -> str:
    """The word without its apostrophe; “don't” and its kin are “not”, as cues write it."""
    bare = raw.replace("'", "")
    if bare == "cant":
        return "cannot"
    return "not" if bare in _SHORT_NOT or raw.endswith("n't") else bare


_WHOLE = frozenset(("likely", "unlikely"))
"""Words that are no form of the shorter one: like, unlike."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem: plural, -ed, -ing, -ly and British spellings fold together; short words stay as they are."""
    if word in _WHOLE:
        return word
    given = word
    word = _spelling(word)
    for ending, new in (
        ("ations", "at"),
        ("ation", "at"),
        ("ating", "at"),
        ("ated", "at"),
        ("ates", "at"),
        ("ate", "at"),
        ("nesses", ""),
        ("ness", ""),
        ("ments", ""),
        ("ment", ""),
        ("ities", "it"),
        ("ity", "it"),
        ("ically", "ic"),
        ("ally", "al"),
        ("ies", "y"),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("ers", "er"),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) + len(new) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + new
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    short = word[:-1] if word.endswith("e") and len(word) > 3 else word
    return given if short in NEGATIONS else short


def _spelling(word: str) -> str:
    """British and American spellings as one."""
    for british, american in (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize")):
        word = word.replace(british, american)
    for british, american in (("avour", "avor"), ("aviour", "avior"), ("ghbour", "ghbor")):
        word = word.replace(british, american)
    return word


def content(stems: Iterable[str]) -> list[str]:
    """The stems that carry meaning."""
    return [s for s in stems if s not in _FUNCTION_STEMS]


_FUNCTION_STEMS = frozenset(stem(word) for word in FUNCTION_WORDS) | FUNCTION_WORDS
