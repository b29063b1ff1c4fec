"""How names look: Greek letters, accents, and scripts in Unicode where every character has one."""

import re
from dataclasses import dataclass

from interview_prep.formula import signs

_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
_RAISED = {plain: sign for sign, plain in reversed(signs.SUPERSCRIPT.items()) if plain.isascii() and len(plain) == 1}
_LOWERED = {plain: sign for sign, plain in reversed(signs.SUBSCRIPT.items()) if plain != "<"}
_GREEK = {**signs.LETTER, "eps": "ε", "lam": "λ"}
_GREEK_CAPITALS = {"Sigma": "Σ", "Pi": "Π"}
_PARTS = re.compile(r"([_^])|([A-Za-z]+|\d+|[^_^])")
FUNCTIONS = {
    "sigmoid": "σ",
    "relu": "ReLU",
    "gelu": "GELU",
    "silu": "SiLU",
    "log2": "log₂",
    "log10": "log₁₀",
    "absolute": "abs",
    "clip": "clip",
    "concat": "Concat",
    "order": "O",
    "binom": "binom",
    "norm": "norm",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its lowered and raised parts, all in Unicode letters."""

    base: str
    lower: str = ""
    upper: str = ""


def letter(word: str) -> str:
    """One word as a Greek letter or an accented one, where it is one."""
    if word in _GREEK or word in _GREEK_CAPITALS:
        return _GREEK.get(word) or _GREEK_CAPITALS[word]
    for accent, mark in _ACCENTS.items():
        stem = word.removesuffix(accent)
        if stem != word and (len(stem) == 1 or stem in _GREEK):
            return letter(stem) + mark
    return word


def name(spelling: str) -> Name:
    """The parts of a declared name or of a learner's spelling of it."""
    base, lower, upper = "", "", ""
    place = ""
    for mark, word in _PARTS.findall(spelling):
        if mark:
            lower += " " if mark == "_" and lower else ""
            place = mark
        elif place == "_":
            lower += letter(word)
        elif place == "^":
            upper += letter(word)
        else:
            base += letter(word)
    return Name(base, lower.replace(" ", "_"), upper)


def lowered(text: str) -> str | None:
    """The text in Unicode subscripts, if every character has one."""
    return _scripted(text, _LOWERED)


def raised(text: str) -> str | None:
    """The text in Unicode superscripts, if every character has one."""
    return _scripted(text, _RAISED)


def _scripted(text: str, table: dict[str, str]) -> str | None:
    names = {sign: word for word, sign in _GREEK.items()}
    found = [table.get(names.get(character, character)) for character in text.replace("−", "-")]
    return "".join(part for part in found if part) if text and all(found) else None
