"""cl100k_base, the vocabulary of GPT-3.5 and GPT-4, from the file that ships with the engine.

100,256 tokens of bytes whose id is their rank, and five special tokens above them (tiktoken's `openai_public`). The
file's hash is checked when it is first read; nothing is ever downloaded. Two ways to the same ids: tiktoken itself,
and the engine's own merge loop over the same ranks.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.bpe_merging import ChunkIds, VocabularyTable, merge
from engine.bpe_patterns import CL100K_PATTERN
from engine.errors import TokenIdError

if TYPE_CHECKING:
    import tiktoken

SPECIAL_TOKENS = MappingProxyType(
    {
        "<|endoftext|>": 100257,
        "<|fim_prefix|>": 100258,
        "<|fim_middle|>": 100259,
        "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
    }
)
_FILE = Path(__file__).with_name("data") / "cl100k_base.tiktoken"
_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"


class VocabularyFileError(RuntimeError):
    """The shipped vocabulary is missing or is not the file it should be."""


class UnassignedIdError(TokenIdError, KeyError):
    """An id of cl100k to which no token is assigned; a KeyError too, since that is what tiktoken raises."""

    def __str__(self) -> str:
        return str(self.args[0])


class Vocabulary:
    """Bytes to ids by the engine's own loop, with what it has met remembered.

    Raises TokenIdError when `ranks` lacks one of the 256 single bytes, without which some text has no ids.
    """

    def __init__(self, ranks: Mapping[bytes, int]) -> None:
        missing = [value for value in range(256) if bytes([value]) not in ranks]
        if missing:
            raise TokenIdError(f"merges: the ranks lack byte {missing[0]}, expected all 256 single bytes")
        self.ranks = ranks
        self.table = VocabularyTable(ranks)
        self.chunk_ids = ChunkIds(self._encode_chunk)
        self._byte_ids = [ranks[bytes([value])] for value in range(256)]

    def byte_ids(self, chunk: str) -> list[int]:
        """The ids of the chunk's bytes, before any merge."""
        return [self._byte_ids[value] for value in chunk.encode("utf-8")]

    def _encode_chunk(self, chunk: str) -> list[int]:
        whole = self.ranks.get(chunk.encode("utf-8"))
        return merge(self.byte_ids(chunk), self.table) if whole is None else [whole]


def read_ranks(file: Path) -> dict[bytes, int]:
    """Bytes -> rank from a .tiktoken file whose content must be cl100k_base. Raises VocabularyFileError."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise VocabularyFileError(f"{file}: the vocabulary cannot be read ({error.strerror}); reinstall") from error
    found = hashlib.sha256(content).hexdigest()
    if found != _SHA256:
        raise VocabularyFileError(f"{file}: got sha256 {found}, expected {_SHA256}; reinstall to mend the file")
    lines = (line.split() for line in content.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in lines}


@cache
def _shipped_ranks() -> dict[bytes, int]:
    return read_ranks(_FILE)


def cl100k_ranks() -> Mapping[bytes, int]:
    """The shipped vocabulary, bytes -> rank, read once; a view that cannot be written to."""
    return MappingProxyType(_shipped_ranks())


@cache
def cl100k_vocabulary() -> Vocabulary:
    """The engine's own encoder over the shipped vocabulary, built once; it remembers the chunks that it has met."""
    return Vocabulary(_shipped_ranks())


@cache
def cl100k_tiktoken() -> "tiktoken.Encoding":
    """tiktoken's encoder over the shipped vocabulary, built once and without a look at any network or cache."""
    import tiktoken

    return tiktoken.Encoding(
        "cl100k_base_shipped",
        pat_str=CL100K_PATTERN,
        mergeable_ranks=_shipped_ranks(),
        special_tokens=dict(SPECIAL_TOKENS),
    )
