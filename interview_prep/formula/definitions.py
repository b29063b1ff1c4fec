"""Abbreviations that an answer defines itself: `softmax(s) V where s = Q K^T/√d_k`, `s = …; softmax(s) V`; units; and
one equation for each entry of a vector.
"""

from dataclasses import replace

from interview_prep.formula.limits import MAX_TOKENS
from interview_prep.formula.symbols import SymbolTable, key_of_tokens
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
    known: list[tuple[list[str], list[Token]]] = []
    main: list[Token] = []
    for part, entry in zip(parts, entries, strict=True):
        if entry is None and main:
            return tokens
        if entry is None:
            main = part
    for entry in entries:
        if entry is not None:
            known.append((entry[0], _replaced(entry[1], known)))
    filled = _replaced(main, known)
    return [*filled, tokens[-1]] if main and filled != main else tokens


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
    if tokens[0].text == "Delta" and len(tokens) > 1 and tokens[1].kind == "name" and not tokens[1].spaced:
        place = 2
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


def _definition(part: list[Token], table: SymbolTable) -> tuple[list[str], list[Token]] | None:
    """The name and the meaning of an abbreviation: one undeclared name, an equals sign, and something behind it."""
    place = _past_name(part)
    if place == 0 or len(part) < place + 2 or not part[place].op("="):
        return None
    symbol = table.find(key_of_tokens(part[:place]))
    if symbol is not None and (place > 1 or part[0].text in table.symbols):
        return None
    return [token.text for token in part[:place]], part[place + 1 :]


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


def _replaced(tokens: list[Token], known: list[tuple[list[str], list[Token]]]) -> list[Token]:
    made: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        match = next((entry for entry in known if _stands_at(tokens, place, entry[0])), None)
        if match is None:
            made.append(token)
            place += 1
            continue
        last = tokens[place + len(match[0]) - 1]
        opening = Token("op", "(", token.start, last.end, token.spaced)
        made += [opening, *match[1], Token("op", ")", last.end, last.end)]
        place += len(match[0])
        if len(made) > MAX_TOKENS:
            return tokens
    return made


def _stands_at(tokens: list[Token], place: int, name: list[str]) -> bool:
    """Whether the name stands here, and no further script behind it."""
    end = place + len(name)
    if [token.text for token in tokens[place:end]] != name:
        return False
    return end >= len(tokens) or not tokens[end].op("_")


def without_unit(tokens: list[Token], table: SymbolTable, names: frozenset[str]) -> list[Token]:
    """Drop the name of the result where it stands behind the formula as a unit: `6 N D FLOPs`."""
    if len(tokens) > 5 and tokens[-2].op(")") and tokens[-4].op("(") and tokens[-4].spaced:
        return without_unit([*tokens[:-4], replace(tokens[-3], spaced=True), tokens[-1]], table, names)
    if len(tokens) < 4 or tokens[-2].kind != "name" or tokens[-2].text not in names or not tokens[-2].spaced:
        return tokens
    before = tokens[-3].kind in ("name", "num") or tokens[-3].op(")", "]", "}")
    if len(tokens[-2].text) < 3 or not before or table.find(tokens[-2].text) is not None:
        return tokens
    return [*tokens[:-2], tokens[-1]]
