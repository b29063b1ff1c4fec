"""From raw text to tokens: ASCII, Unicode and LaTeX in one stream, every token with its place in the raw text."""

import unicodedata

from interview_prep.formula import latex_lexer, signs
from interview_prep.formula.limits import MAX_CHARACTERS, MAX_TOKENS, NotUnderstoodError
from interview_prep.formula.tokens import Token, TokenKind

_FUNCTIONS_WITH_DIGITS = ("log2", "log10", "log1p", "expm1")


class Lexer:
    """Reads one text. `tokens` grows from left to right; LaTeX commands are read by `latex_lexer`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.spaced = False

    def emit(self, kind: TokenKind, text: str, start: int, end: int, big: bool = False) -> None:
        """Append a token; what follows it directly is not spaced."""
        self.tokens.append(Token(kind, text, start, end, self.spaced, big))
        self.spaced = False
        if len(self.tokens) > MAX_TOKENS:
            raise NotUnderstoodError(
                "This is too long to be one formula.", (start, end), f"stay below {MAX_TOKENS} signs"
            )

    def peek(self, ahead: int = 0) -> str:
        """The character so far ahead, or an empty text."""
        place = self.at + ahead
        return self.text[place] if place < len(self.text) else ""

    def run(self) -> list[Token]:
        """All tokens."""
        while self.at < len(self.text):
            self.step()
        return self.tokens

    def step(self) -> None:
        """Read one token, or skip one blank."""
        character = self.peek()
        if character.isspace() or character in signs.INVISIBLE:
            self.at += 1
            self.spaced = True
        elif character == "\\":
            latex_lexer.command(self)
        elif character in "0123456789" or (character == "." and self.peek(1) in tuple("0123456789")):
            self._number()
        elif character == ".":
            self._period()
        elif character in signs.SUPERSCRIPT or character in signs.SUBSCRIPT:
            self._script()
        else:
            self._letter_or_sign()

    def _letter_or_sign(self) -> None:
        character = self.peek()
        start = self.at
        pair = self.text[start : start + 2]
        if pair in signs.PAIRS:
            self.at += 2
            self.emit("op", signs.PAIRS[pair], start, self.at)
        elif character in signs.HALVES:
            self.at += 1
            self.emit("num", repr(signs.HALVES[character]), start, self.at)
        elif character in signs.NAMES:
            self.at += 1
            name = signs.NAMES[character]
            self.emit("num" if name == "1" else "name", name, start, self.at, big=character == "𝔼")
        elif character in signs.OPERATORS:
            self.at += 1
            self.emit("op", signs.OPERATORS[character], start, self.at)
        elif self.letters_of(character):
            self._word()
        else:
            self._refuse(character)

    def _refuse(self, character: str) -> None:
        category = unicodedata.category(character)
        shown = "a control character" if category[0] == "C" else f"“{character}”"
        raise NotUnderstoodError(f"I can't read {shown} here.", (self.at, self.at + 1), "write it in letters or signs")

    def letters_of(self, character: str) -> tuple[str, str] | None:
        """The ASCII letter or Greek name of a character and its accent; nothing for what is no letter."""
        if character.isascii():
            return (character, "") if character.isalpha() else None
        if character in signs.GREEK:
            return signs.GREEK[character], ""
        compatible = unicodedata.normalize("NFKC", character)
        if len(compatible) == 1 and (compatible in signs.GREEK or (compatible.isascii() and compatible.isalpha())):
            return signs.GREEK.get(compatible, compatible), ""
        parts = unicodedata.normalize("NFD", character)
        if len(parts) == 2 and parts[1] in signs.ACCENTS and parts[0].isascii():
            return parts[0], signs.ACCENTS[parts[1]]
        return None

    def _word(self) -> None:
        start = self.at
        character = self.peek()
        if character.isascii():
            while self.peek().isascii() and self.peek().isalpha():
                self.at += 1
            word = self.text[start : self.at]
            if word in ("hat", "bar", "tilde") and self.peek() == "{":
                return latex_lexer.accent(self, word, start)
            accent = signs.ACCENTS.get(self.peek(), "")
            if accent and len(word) > 1:  # the accent belongs to the last letter alone
                self.emit("name", word[:-1], start, self.at - 1)
                word, start = word[-1], self.at - 1
        else:
            word, accent = self.letters_of(character) or (character, "")
            self.at += 1
            accent = accent or signs.ACCENTS.get(self.peek(), "")
        if self.peek() in signs.ACCENTS:
            self.at += 1
        big = not character.isascii() and word == "E" and not accent
        if word == "E" and accent == "hat":
            accent = ""
        self.name(word + accent, start, big)
        return None

    def name(self, word: str, start: int, big: bool = False) -> None:
        """Emit a name that ends here, unless it is the module before a function; digits after it are its subscript."""
        if word in signs.MODULES and self.peek() == "." and self.peek(1).isalpha() and not self._is_method(self.at + 1):
            self.at += 1
            return None
        for function in _FUNCTIONS_WITH_DIGITS:
            rest = function[len(word) :]
            if function.startswith(word) and rest and self.text[self.at : self.at + len(rest)] == rest:
                self.at += len(rest)
                return self.emit("name", function, start, self.at)
        self.emit("name", word, start, self.at, big)
        if self.peek().isascii() and self.peek().isdigit():
            digits = self.at
            while self.peek().isascii() and self.peek().isdigit():
                self.at += 1
            self.emit("op", "_", digits, digits)
            self.emit("num", self.text[digits : self.at], digits, self.at)
        return None

    def _is_method(self, place: int) -> bool:
        """Whether `.T` or the like stands here, which belongs to a matrix and not to a module."""
        end = place
        while end < len(self.text) and self.text[end].isalnum():
            end += 1
        return self.text[place:end] in ("T", "mT")

    def _number(self) -> None:
        start = self.at
        end = _end_of_number(self.text, start)
        self.at = end
        self.emit("num", "".join(c for c in self.text[start:end] if c not in ", \u2009\u202f"), start, end)

    def _period(self) -> None:
        start = self.at
        if self.text.startswith("..", start):
            while self.peek() == ".":
                self.at += 1
            return self.emit("op", "…", start, self.at)
        end = start + 1
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] == "_") and self.text[end].isascii():
            end += 1
        word = self.text[start + 1 : end]
        if word in signs.METHODS and self.tokens:
            self.at = end
            return self.emit("method", word, start, end)
        self.at += 1
        if not self.text[self.at :].strip():
            return None  # the full stop of a sentence
        if word and word[0].isalpha() and self.tokens and not self.tokens[-1].op("(", "|", ",", "["):
            return self.emit("op", "·", start, self.at)
        return self.emit("op", ".", start, self.at)

    def _script(self) -> None:
        """A run of raised or lowered characters becomes `^{..}` or `_{..}`; a raised T alone is a transposition."""
        start = self.at
        table, mark = (signs.SUPERSCRIPT, "^") if self.peek() in signs.SUPERSCRIPT else (signs.SUBSCRIPT, "_")
        if self.peek() == "ᵀ" and self.peek(1) not in table:
            self.at += 1
            return self.emit("op", "ᵀ", start, self.at)
        self.emit("op", mark, start, start)
        self.emit("op", "{", start, start)
        while self.peek() and self.peek() in table:
            self._script_character(table[self.peek()])
        self.emit("op", "}", self.at, self.at)
        return None

    def _script_character(self, plain: str) -> None:
        place = self.at
        self.at += 1
        last = self.tokens[-1]
        kind: TokenKind = "num" if plain.isdigit() else "name" if plain.isalpha() else "op"
        if (
            kind != "op"
            and last.kind == kind
            and last.end == place
            and len(plain) == 1
            and last.text not in signs.LETTER
        ):
            self.tokens[-1] = Token(kind, last.text + plain, last.start, self.at, last.spaced)
        else:
            self.emit(kind, plain, place, self.at)


def _spaced_groups(text: str, end: int) -> int:
    """Go past groups of three zeros that are set apart by a blank: 10 000."""
    while text[end : end + 1] in (" ", "\u2009", "\u202f") and text[end + 1 : end + 4] == "000":
        if text[end + 4 : end + 5].isdigit():
            break
        end += 4
    return end


def _end_of_number(text: str, start: int) -> int:
    """Digits with a decimal point, an exponent, or commas between groups of three."""
    end = start
    digits = "0123456789"
    while end < len(text) and text[end] in digits:
        end += 1
    while text[start] != "0" and end - start <= 3 + 4 * text[start:end].count(",") and text[end : end + 1] == ",":
        group = text[end + 1 : end + 4]
        if len(group) < 3 or not all(c in digits for c in group) or text[end + 4 : end + 5] in tuple(digits):
            break
        end += 4
    if end - start <= 3 and text[start] != "0":
        end = _spaced_groups(text, end)
    if text[end : end + 1] == "." and text[end + 1 : end + 2] != "." and not text[end + 1 : end + 2].isalpha():
        end += 1
        while end < len(text) and text[end] in digits:
            end += 1
    after = text[end : end + 3]
    if after[:1] in ("e", "E") and (
        after[1:2] in tuple(digits) or (after[1:2] in ("-", "+") and after[2:3] in tuple(digits))
    ):
        end += 2
        while end < len(text) and text[end] in digits:
            end += 1
    return end


def tokenise(text: str) -> list[Token]:
    """The tokens of a text of at most 600 characters, with an `end` token behind the last.

    Raises NotUnderstoodError with the place of what cannot be read.
    """
    if len(text) > MAX_CHARACTERS:
        raise NotUnderstoodError(
            f"This is too long: {len(text)} characters.",
            (MAX_CHARACTERS, MAX_CHARACTERS + 1),
            f"stay below {MAX_CHARACTERS}",
        )
    tokens = Lexer(text).run()
    end = len(text.rstrip())
    tokens.append(Token("end", "", end, end, True))
    return tokens
