"""Abbreviations that an answer defines itself: `softmax(s) V where s = Q K^T/√d_k`, `s = …; softmax(s) V`; units; and
one equation for each entry of a vector.
"""

from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.tokens import CLOSING, OPENING, Token

_INTRODUCING = ("where", "with")


def filled_in(tokens: list[Token], table: SymbolTable) -> list[Token]:
    """The tokens with each defined abbreviation replaced by what it stands for, in brackets. Places stay."""
    parts = _parts(tokens[:-1])
    if len(parts) <= 1:
        return tokens
    entries = [_definition(part, table) for part in parts]
    if all(_is_entry(part) for part in parts):
        return [*_vector(parts), tokens[-1]]
    known: dict[str, list[Token]] = {}
    main: list[Token] = []
    for part, entry in zip(parts, entries, strict=True):
        if entry is None and main:
            return tokens
        if entry is None:
            main = part
    for entry in entries:
        if entry is not None:
            known[entry[0]] = _replaced(entry[1], known)
    if not main or not any(token.kind == "name" and token.text in known for token in main):
        return tokens
    return [*_replaced(main, known), tokens[-1]]


def _parts(tokens: list[Token]) -> list[list[Token]]:
    """The text cut at semicolons, at commas before definitions, and at the words that introduce one."""
    parts: list[list[Token]] = [[]]
    level = 0
    for place, token in enumerate(tokens):
        if token.kind == "op":
            level += (token.text in OPENING) - (token.text in CLOSING)
        word = token.kind == "name" and token.text in _INTRODUCING
        if level == 0 and (word or token.op(";") or (token.op(",") and _defines(tokens[place + 1 :]))):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in (_stripped(part) for part in parts) if part]


def _stripped(part: list[Token]) -> list[Token]:
    while part and part[-1].op(",", ";", "."):
        part = part[:-1]
    return part


def _defines(tokens: list[Token]) -> bool:
    """Whether a name with scripts and an equals sign come next."""
    place = _past_name(tokens)
    return place > 0 and len(tokens) > place and tokens[place].op("=")


def _past_name(tokens: list[Token]) -> int:
    if not tokens or tokens[0].kind != "name":
        return 0
    place = 1
    while place + 1 < len(tokens) and tokens[place].op("_", "^", "'"):
        if tokens[place].op("'"):
            place += 1
        elif tokens[place + 1].op("{"):
            while place < len(tokens) and not tokens[place].op("}"):
                place += 1
            place += 1
        else:
            place += 2
    return place


def _definition(part: list[Token], table: SymbolTable) -> tuple[str, list[Token]] | None:
    """The name and the meaning of an abbreviation: one undeclared name, an equals sign, and something behind it."""
    if len(part) < 3 or part[0].kind != "name" or not part[1].op("=") or part[0].text in table.symbols:
        return None
    return part[0].text, part[2:]


def _is_entry(part: list[Token]) -> bool:
    """Whether this is `x_1' = …`: the equation of one entry."""
    place = _past_name(part)
    return place > 1 and len(part) > place + 1 and part[place].op("=")


def _vector(parts: list[list[Token]]) -> list[Token]:
    """The right sides as one vector."""
    made: list[Token] = []
    for part in parts:
        place = _past_name(part)
        sign = "[" if not made else ","
        made += [Token("op", sign, part[0].start, part[0].start), *part[place + 1 :]]
    return [*made, Token("op", "]", parts[-1][-1].end, parts[-1][-1].end)]


def _replaced(tokens: list[Token], known: dict[str, list[Token]]) -> list[Token]:
    made: list[Token] = []
    for token in tokens:
        if token.kind != "name" or token.text not in known:
            made.append(token)
            continue
        inside = known[token.text]
        opening = Token("op", "(", token.start, token.end, token.spaced)
        made += [opening, *inside, Token("op", ")", token.end, token.end)]
        if len(made) > 500:
            return tokens
    return made


def without_unit(tokens: list[Token], table: SymbolTable, names: frozenset[str]) -> list[Token]:
    """Drop the name of the result where it stands behind the formula as a unit: `6 N D FLOPs`."""
    if len(tokens) < 4 or tokens[-2].kind != "name" or tokens[-2].text not in names or not tokens[-2].spaced:
        return tokens
    before = tokens[-3].kind in ("name", "num") or tokens[-3].op(")", "]", "}")
    if len(tokens[-2].text) < 3 or not before or table.find(tokens[-2].text) is not None:
        return tokens
    return [*tokens[:-2], tokens[-1]]
