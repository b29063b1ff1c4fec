"""Names: which declared symbol, bound index or function a run of letters with its scripts means."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_prep.formula import binders, calling, expecting, indexing
from interview_prep.formula.functions import function_named
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node
from interview_prep.formula.signs import LETTER
from interview_prep.formula.symbols import Symbol, key_of_tokens
from interview_prep.formula.tokens import Token

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser

PARAMETERS = frozenset("theta phi psi omega Theta Phi".split())
"""Subscripts that only say which parameters a model has."""
INFINITE = frozenset("inf infty infinity oo Inf Infinity".split())
GREEK = frozenset(LETTER)
_DIVERGENCES = frozenset("KL DKL Dkl kl KLD kld KLdiv kldiv klDiv KLDiv KLdivergence".split())


def is_divergence(key: str) -> bool:
    """Whether letters and digits spell the Kullback-Leibler divergence."""
    return key in _DIVERGENCES


@dataclass(frozen=True, slots=True)
class Script:
    """A raised or lowered part behind a name: its mark, the tokens inside, where it ends, its letters and digits."""

    mark: str
    first: int
    last: int
    after: int
    key: str | None


def scripts_after(p: "Parser", place: int) -> list[Script]:
    """The scripts that stand behind a name, in order."""
    found: list[Script] = []
    while p.tokens[place].op("_", "^") and len(found) < 6:
        script = _script(p, place)
        if script is None:
            break
        found.append(script)
        place = script.after
    return found


def _script(p: "Parser", place: int) -> Script | None:
    mark, opening = p.tokens[place], p.tokens[place + 1]
    if opening.op("{", "("):
        close = p.closing(place + 1)
        inside = p.tokens[place + 2 : close]
        return Script(mark.text, place + 2, close, close + 1, _script_key(inside))
    if opening.op("<", "<=") and mark.text == "_" and p.tokens[place + 2].kind in ("name", "num"):
        return Script(mark.text, place + 1, place + 3, place + 3, None)
    if opening.kind in ("name", "num") or opening.op("+", "-", "*", "'", "ᵀ", "∞"):
        if opening.op("-", "+") and p.tokens[place + 2].kind in ("name", "num") and mark.text == "^":
            return None
        return Script(mark.text, place + 1, place + 2, place + 2, _script_key([opening]))
    return None


def _script_key(tokens: list[Token]) -> str | None:
    """Letters and digits, or nothing where the script is an expression."""
    for token in tokens:
        if token.kind not in ("name", "num") and not token.op("(", ")", "_", "+", "-", "*", "'", "^", ",", "∞"):
            return None
    if any(token.op("+", "-", "*") for token in tokens) and len(tokens) > 1:
        return None
    if len(tokens) == 1 and tokens[0].op("∞"):
        return "inf"
    return key_of_tokens(tokens)


def bound(p: "Parser", key: str) -> str | None:
    """The index that an enclosing sum binds under this spelling."""
    for names in reversed(p.scope):
        if key in names:
            return names[key]
    return None


def name(p: "Parser") -> Node:
    """Whatever starts with the name that comes next."""
    token = p.token
    following = p.ahead()
    joined = token.text + following.text
    if token.text in GREEK and following.kind == "name" and not following.spaced and p.table.find(joined):
        p.tokens[p.at : p.at + 2] = [Token("name", joined, token.start, following.end)]  # αN, declared as one
        token = p.token
    scripts = scripts_after(p, p.at + 1)
    known = _known(p, token, scripts)
    if known is not None:
        return known
    layer = p.table.find_loosely(token.text)
    if layer is not None and layer.kind == "vector_function" and p.ahead().op("("):
        p.take()
        return calling.symbol(p, layer, token.text, token.span)
    word = _word(p, token, scripts)
    if word is not None:
        return word
    loose = _known(p, token, scripts, loosely=True)
    if loose is not None:
        return loose
    if p.subscript and (len(token.text) == 1 or token.text in GREEK):
        p.take()
        return _primed(p, token)
    if _segment(p, token, scripts):
        return name(p)
    raise unknown(p, token, scripts)


def unknown(p: "Parser", token: Token, scripts: list[Script]) -> NotUnderstoodError:
    """The error for a name that is not declared."""
    last = p.tokens[scripts[-1].after - 1] if scripts else token
    text = token.text + "".join(s.mark + (s.key or "…") for s in scripts)
    text = text if len(text) <= 24 else f"{text[:23]}…"
    names = ", ".join(symbol.name for symbol in p.table.declared())
    return NotUnderstoodError(f"I don't know the symbol “{text}”.", (token.start, last.end), f"use {names}")


def _primed(p: "Parser", token: Token) -> Node:
    text, end = token.text, token.end
    while p.token.op("'"):
        text, end = text + "'", p.take().end
    return Node("var", (token.start, end), text=text)


def _known(p: "Parser", token: Token, scripts: list[Script], loosely: bool = False) -> Node | None:
    """The bound index or declared symbol that the name and as many of its scripts as possible spell."""
    for count in range(len(scripts), -1, -1):
        used = scripts[:count]
        if any(script.key is None for script in used):
            continue
        after = used[-1].after if used else p.at + 1
        for keys in _orders(used):
            node = _match(p, token, "".join((token.text, *keys)), after, loosely)
            if node is not None:
                return node
    if len(scripts) == 2 and scripts[1].key and scripts[0].mark != scripts[1].mark:
        return _split_scripts(p, token, scripts)
    return None


def _orders(used: list[Script]) -> list[list[str]]:
    keys = [script.key or "" for script in used]
    return [keys, keys[::-1]] if len(keys) == 2 else [keys]


def _split_scripts(p: "Parser", token: Token, scripts: list[Script]) -> Node | None:
    """`W_i^Q`: the second script belongs to the name, the first is an index."""
    symbol = p.table.find(token.text + (scripts[1].key or ""))
    if symbol is None or scripts[0].mark != "_":
        return None
    spelling = token.text + (scripts[1].key or "")
    node = Node("sym", token.span, text=symbol.name, marks=(spelling,))
    p.at += 1
    node = indexing.index(p, node)
    p.at = scripts[1].after
    return node


def _match(p: "Parser", token: Token, key: str, after: int, loosely: bool) -> Node | None:
    primes = 0
    while p.tokens[after + primes].op("'"):
        primes += 1
    for count in range(primes, -1, -1):
        spelled = key + "'" * count
        end = after + count
        variable = bound(p, spelled)
        symbol = None if variable is not None else p.table.find(spelled)
        if symbol is None and variable is None and loosely and _may_fold(p, spelled, after):
            symbol = p.table.find_loosely(spelled) or _plural(p, spelled)
        if variable is not None:
            p.at = end
            return Node("var", (token.start, p.tokens[end - 1].end), text=variable)
        if symbol is not None and not (token.big and key == "E"):
            spelling = _spelling(p, p.at, end)
            p.at = _past_decoration(p, symbol, end)
            return calling.symbol(p, symbol, spelling, (token.start, p.tokens[end - 1].end))
    return None


def _past_decoration(p: "Parser", symbol: Symbol, place: int) -> int:
    """Go past a superscript that only names a function: `δ^V`, `A^π`."""
    if symbol.kind not in ("tensor", "table", "function"):
        return place
    scripts = scripts_after(p, place)
    if scripts and scripts[0].mark == "^" and scripts[0].key:
        named = p.table.find(scripts[0].key)
        if named is not None and named.applies:
            return scripts[0].after
    return place


def _plural(p: "Parser", key: str) -> Symbol | None:
    """`heads` for all of head."""
    symbol = p.table.find(key[:-1]) if len(key) > 3 and key.endswith("s") else None
    return symbol if symbol is not None and symbol.kind in ("tensor", "table") else None


def _may_fold(p: "Parser", key: str, after: int) -> bool:
    """Capitals are forgiven in words, and in a matrix of which a row is taken."""
    if len(key) > 1:
        return True
    symbol = p.table.find_loosely(key)
    return symbol is not None and symbol.kind == "tensor" and len(symbol.dims) > 1 and p.tokens[after].op("_")


def _spelling(p: "Parser", start: int, end: int) -> str:
    return "".join(t.text for t in p.tokens[start:end] if not t.op("{", "}"))


def _word(p: "Parser", token: Token, scripts: list[Script]) -> Node | None:
    """A sum, an expectation, a divergence, a function or a constant."""
    if binders.is_binder(p, token, scripts):
        return binders.binder(p)
    divergence = expecting.divergence(p, token, scripts)
    if divergence is not None:
        return divergence
    for count in range(len(scripts), -1, -1):
        keys = [script.key for script in scripts[:count]]
        if None in keys:
            continue
        if any(script.mark == "^" for script in scripts[:count]):
            continue
        function = function_named("".join((token.text, *(key or "" for key in keys))))
        if function is not None:
            p.at = scripts[count - 1].after if count else p.at + 1
            return calling.function(p, function, token)
    if token.text == "len" and p.ahead().op("("):
        return calling.length(p)
    if token.text == "R" and p.table.turns:
        return calling.rotation(p, scripts)
    if p.counted and token.text in ("N", "n", "M", "m", "D", "B") and not scripts:
        p.take()
        return Node("const", token.span, text="count")
    if token.text in ("C", "O", "Theta") and p.ahead().op("("):
        return calling.capital(p, token)
    if token.text == "pi" and _is_indexed_letter(p, "p", "i"):
        return None
    if token.text in ("e", "pi") or token.text in INFINITE:
        p.take()
        return Node("const", token.span, text="inf" if token.text in INFINITE else token.text)
    return None


def _segment(p: "Parser", token: Token, scripts: list[Script]) -> bool:
    """Split a run of letters into declared symbols, longest first, in place. Never into what is not declared."""
    text = token.text
    if not text.isascii() or len(text) < 2 or len(text) > 40:
        return False
    if token.text in GREEK and not _is_indexed_letter(p, text[0], text[1:]):
        return False
    pieces = _pieces(p, text, [script.key for script in scripts])
    if pieces is None:
        return False
    exact = token.end - token.start == len(text)
    tokens: list[Token] = []
    place = 0
    for number, piece in enumerate(pieces):
        start, end = (token.start + place, token.start + place + len(piece)) if exact else token.span
        transposed = piece == "T" and place > 0 and p.table.find("T") is None
        spaced = token.spaced if place == 0 else False
        if number > 0 and _is_indexed_letter(p, pieces[number - 1], piece):
            tokens.append(Token("op", "_", start, start))
        tokens.append(Token("op" if transposed else "name", "ᵀ" if transposed else piece, start, end, spaced))
        place += len(piece)
    p.tokens[p.at : p.at + 1] = tokens
    return True


def _is_indexed_letter(p: "Parser", base: str, letter: str) -> bool:
    """Whether two letters side by side are an entry of a vector: `yi` is y_i."""
    symbol = p.table.find(base)
    if symbol is None or symbol.kind not in ("tensor", "table") or len(symbol.dims) != 1:
        return False
    index = p.table.find(letter)
    return bound(p, letter) is not None or (index is not None and index.kind == "index")


def _pieces(p: "Parser", text: str, keys: list[str | None]) -> list[str] | None:
    failed: set[int] = set()

    def split(start: int) -> list[str] | None:
        if start == len(text):
            return []
        if start in failed:
            return None
        for end in range(len(text), start, -1):
            if (start, end) == (0, len(text)) or not _is_piece(p, text[start:end], end == len(text), keys, start):
                continue
            rest = split(end)
            if rest is not None:
                return [text[start:end], *rest]
        failed.add(start)
        return None

    return split(0)


def _is_piece(p: "Parser", piece: str, last: bool, keys: list[str | None], start: int) -> bool:
    if last and keys and keys[0] is not None and p.table.find(piece + keys[0]) is not None:
        return True
    symbol = p.table.find(piece)
    if symbol is not None and not symbol.implied:
        return True
    if bound(p, piece) is not None or (len(piece) > 2 and function_named(piece) is not None):
        return True
    return piece == "T" and start > 0 and symbol is None and last


def base_text(node: Node) -> str:
    return node.marks[0] if node.marks else node.text
