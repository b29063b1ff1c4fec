"""Training byte-pair encoding on a file: cut into chunks, then merged, with a report after each part of the work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from interview_prep.errors import UserError
from interview_prep.paths import in_full
from interview_prep.text import one_line

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_VOCABULARY = 100_000
_PIECE = 1 << 17
_PASTED = 2_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: what is being done, and the share of it that is done, 0 to 1."""

    doing: str
    share: float


@dataclass(frozen=True, slots=True)
class Trained:
    """Learnt merges: pairs of ids in order, what the longest tokens are, and how well they press the text together."""

    merges: tuple[tuple[int, int], ...]
    tokens: tuple[str, ...]
    text_bytes: int
    text_tokens: int

    @property
    def vocabulary(self) -> int:
        """Bytes and merges."""
        return 256 + len(self.merges)


class Cancelled(Exception):  # noqa: N818  # a wish, not an error
    """The learner asked to stop."""


def text_from(source: str) -> str:
    """The text of a file whose path was typed or pasted, or the pasted text itself. Raises UserError."""
    wanted = source.strip().strip("'\"")
    if not wanted:
        raise UserError("nothing to train on; paste the path of a text file, or some text")
    if "\n" in source.strip() or len(source) > _PASTED:
        return source
    path = in_full(Path(wanted.removeprefix("file://")))
    try:
        if path.is_file():
            if path.stat().st_size > LARGEST_FILE:
                raise UserError(
                    f"{one_line(str(path), 80)}: larger than {LARGEST_FILE >> 20} MB; train on a part of it"
                )
            return path.read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        raise UserError(f"{one_line(wanted, 80)}: cannot be read; check the path and its permissions") from error
    if "/" in wanted or wanted.endswith(".txt"):
        raise UserError(f"{one_line(wanted, 80)}: there is no such file; check the path")
    return source


def train(
    text: str, vocab_size: int, report: Callable[[Progress], None], cancelled: Callable[[], bool] = lambda: False
) -> Trained:
    """What `engine.bpe_train` learns from the text, with reports on the way.

    Raises Cancelled soon after `cancelled` says so, and UserError for a vocabulary that cannot be.
    """
    from engine.bpe_training import learning

    if not 256 <= vocab_size <= LARGEST_VOCABULARY:
        raise UserError(f"vocabulary: {vocab_size:,}; from 256, the bytes, to {LARGEST_VOCABULARY:,}")
    counts = _counted(text, report, cancelled)
    merges: list[tuple[int, int]] = []
    wanted = vocab_size - 256
    report(Progress("looking for pairs", 0.5))
    for pair in learning(counts, vocab_size):
        merges.append(pair)
        if len(merges) % 32 == 0:
            _pause(cancelled)
            report(Progress(f"merge {len(merges):,} of {wanted:,}", 0.5 + 0.5 * len(merges) / max(1, wanted)))
    return _finished(text, counts, merges)


def _counted(text: str, report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> dict[bytes, int]:
    """How often each chunk comes. Pieces end where a chunk of cl100k always ends."""
    import engine

    counts: Counter[str] = Counter()
    for start, piece in _pieces(text):
        _pause(cancelled)
        report(Progress("cutting the text into chunks", 0.5 * start / max(1, len(text))))
        counts.update(engine.pre_tokenize(text=piece))
    return {chunk.encode("utf-8"): times for chunk, times in counts.items()}


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of the text, each cut between a newline and a printable ASCII character, with where it starts."""
    start = 0
    while start < len(text):
        end = min(len(text), start + _PIECE)
        while end < len(text) and not (text[end - 1] == "\n" and "!" <= text[end] <= "~"):
            found = text.find("\n", end)
            end = len(text) if found < 0 else found + 1
        yield start, text[start:end]
        start = end


def _finished(text: str, counts: dict[bytes, int], merges: list[tuple[int, int]]) -> Trained:
    from engine.bpe_merging import MergeTable, merge

    tokens = [bytes([value]) for value in range(256)]
    for left, right in merges:
        tokens.append(tokens[left] + tokens[right])
    table = MergeTable([list(pair) for pair in merges])
    used = sum(times * len(merge(list(chunk), table)) for chunk, times in counts.items())
    longest = sorted(tokens[256:], key=len, reverse=True)[:12]
    words = tuple(
        one_line(token.decode("utf-8", "replace").replace(" ", "␣").replace("\n", "⏎"), 30) for token in longest
    )
    return Trained(tuple(merges), words, len(text.encode("utf-8", "replace")), used)


def _pause(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
