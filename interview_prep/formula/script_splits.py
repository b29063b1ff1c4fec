"""Scripts typed without braces take their first letter, as in LaTeX: `r_tA_t` is r_t A_t, `a^Tb` is a^T b."""

from interview_prep.formula.functions import function_named
from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.tokens import Token


def split(tokens: list[Token], table: SymbolTable) -> list[Token]:
    """The tokens with such runs of letters cut behind their first letter, where what follows is declared."""
    made: list[Token] = []
    for place, token in enumerate(tokens):
        mark = tokens[place - 1] if place else token
        if token.kind == "name" and len(token.text) > 1 and mark.op("_", "^") and mark.end > mark.start:
            base = tokens[place - 2] if place > 1 else token
            if _is_run(base, mark, token, table):
                made += _cut(token)
                continue
        made.append(token)
    return made


def _is_run(base: Token, mark: Token, token: Token, table: SymbolTable) -> bool:
    text = token.text
    if not text.isascii() or token.end - token.start != len(text) or function_named(text) is not None:
        return False
    if any(table.find(key) or table.find_loosely(key) for key in (text, base.text + text)):
        return False
    first, rest = text[0], text[1:]
    symbol = table.find(rest)
    if symbol is None and function_named(rest) is None and not _all_declared(rest, table):
        return False
    if mark.op("^"):
        return first == "T" and table.find("T") is None
    return symbol is None or symbol.kind not in ("index", "int", "size_of")


def _all_declared(text: str, table: SymbolTable) -> bool:
    """Whether each letter is a declared quantity."""
    found = [table.find(letter) for letter in text]
    return all(symbol is not None and symbol.kind not in ("index", "int", "size_of") for symbol in found)


def _cut(token: Token) -> list[Token]:
    middle = token.start + 1
    first = Token("name", token.text[0], token.start, middle, token.spaced)
    return [first, Token("name", token.text[1:], middle, token.end)]
