"""Training byte-pair encoding against rustbpe, and the engine's own cl100k loop against tiktoken (both in Rust).

The text is the source code of Python's standard library, which every machine has. One thread on both sides.
"""

import os
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from engine import bpe_encode, bpe_train, cl100k_encode
from engine.bpe_patterns import CL100K_PATTERN
from engine.cl100k import cl100k_vocabulary
from tests.benchmarks.row import Row, compare, installed, seconds_of

VOCABULARY = 4096


def rows() -> Iterator[Row]:
    """Training on 10 MB and 1 MB, encoding 1 MB cold and warm, and 10 kB without a border."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    rust = installed("rustbpe")
    yield _training(rust, 10_000_000, 5, 1.5)
    yield _training(rust, 1_000_000, 15, 2.0)
    yield from _encoding()
    yield _one_chunk()


@cache
def corpus(size: int) -> str:
    """So many bytes of Python's standard library, in the order of its files' names."""
    parts, length = [], 0
    for file in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        text = file.read_text(encoding="utf-8", errors="ignore")
        parts.append(text)
        length += len(text.encode())
        if length >= size:
            break
    return "".join(parts).encode()[:size].decode(errors="ignore")


def _training(rust: Any, size: int, repeats: int, target: float) -> Row:
    text = corpus(size)
    work = f"BPE training, {size // 1_000_000} MB of text, vocabulary {VOCABULARY}"
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = bpe_train(text=text, vocab_size=VOCABULARY).merges

    def peer() -> None:
        found["peer"] = tokenizer = rust.Tokenizer()
        tokenizer.train_from_iterator(iter([text]), VOCABULARY, pattern=CL100K_PATTERN)

    row = compare(work, ours, "rustbpe", peer if rust else None, repeats, target)
    if rust:
        sample = text[:50_000]
        assert bpe_encode(merges=found["ours"], text=sample) == list(found["peer"].encode(sample)), "ids differ"
    return row


def _encoding() -> Iterator[Row]:
    text = corpus(1_000_000)
    vocabulary = cl100k_vocabulary()
    assert bpe_encode(merges="cl100k", text=text) == cl100k_encode(text=text)

    def warm() -> Any:
        return bpe_encode(merges="cl100k", text=text)

    def cold() -> Any:
        vocabulary.chunk_ids.clear()
        vocabulary.table.clear()
        return warm()

    def peer() -> Any:
        return cl100k_encode(text=text)

    work = "cl100k encode of 1 MB in the engine's own merge loop"
    yield compare(f"{work}, cold", cold, "tiktoken", peer, 15, 2.0, "no chunk and no pair remembered")
    yield compare(f"{work}, warm", warm, "tiktoken", peer, 15, 1.5)


def _one_chunk() -> Row:
    chunk = "".join(chr(97 + (7 * i * i + 3 * i) % 26) for i in range(10_000))
    bpe_encode(merges="cl100k", text="warm")
    assert bpe_encode(merges="cl100k", text=chunk) == cl100k_encode(text=chunk)

    def cold() -> float:
        cl100k_vocabulary().chunk_ids.clear()
        return seconds_of(lambda: bpe_encode(merges="cl100k", text=chunk))

    least = min(cold() for _ in range(15))
    return Row("cl100k encode of 10 kB without a border", least, "", None, 0.020, "target 20 ms")
