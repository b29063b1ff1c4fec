"""A console of lines: prints cleaned text, reads one line at a time, and knows when input has ended."""

import sys
import textwrap
from dataclasses import dataclass
from typing import TextIO

from interview_prep.errors import UserError
from interview_prep.text import sanitise

WIDTH = 80
_LONGEST = 1_000_000


class EndOfInput(Exception):  # noqa: N818  # not an error: the sitting is saved and ends
    """Nothing more will be typed."""


@dataclass
class Console:
    """Where lines come from and go to. `interactive` is False for pipes, which are not welcomed."""

    source: TextIO
    sink: TextIO
    interactive: bool

    def say(self, text: str = "") -> None:
        """Print text as it is, cleaned."""
        print(sanitise(text), file=self.sink)

    def prose(self, text: str, indent: str = "") -> None:
        """Print small-Markdown text wrapped to the width of a page; `indent` is spelled out on the first line only."""
        from interview_prep.practice.markup import blocks

        blank = " " * len(indent)
        for index, block in enumerate(blocks(text)):
            first = blank if index else indent
            if index and block.kind == "paragraph":
                self.say()
            if block.kind == "code":
                self.say(first + "    " + block.text)
                continue
            hanging = blank + " " * len(block.marker)
            self.say(textwrap.fill(block.text, WIDTH, initial_indent=first, subsequent_indent=hanging))

    def ask(self, prompt: str) -> str:
        """One typed line; raises EndOfInput when there is none, and UserError for one without an end."""
        print(prompt, end=" ", file=self.sink, flush=True)
        line = self.source.readline(_LONGEST)
        if len(line) == _LONGEST:
            raise UserError(
                f"a line of {_LONGEST:,} characters came in; give one answer a line. What was rated is kept"
            )
        if not self.interactive:
            print(file=self.sink)
        if not line:
            raise EndOfInput
        return sanitise(line.rstrip("\n"), keep="\t").strip()


def system_console() -> Console:
    """The console of this process."""
    return Console(sys.stdin, sys.stdout, sys.stdin.isatty() and sys.stdout.isatty())
