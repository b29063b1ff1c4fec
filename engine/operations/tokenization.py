"""Rows for engine/tokenization.py."""

from engine.bpe_patterns import CL100K_PATTERN
from engine.operations.row import Argument, Operation, StepName

_MODULE = "engine.tokenization"
_TEXT = Argument("text", "str", meaning="any Unicode text")
_PATTERN = Argument(
    "pattern", "str or None", CL100K_PATTERN, "regular expression of a chunk; None: no pre-tokenisation"
)
_NO_PATTERN = Argument("pattern", "str or None", None, "regular expression of a chunk; None: no pre-tokenisation")
_MERGES = Argument("merges", "(N, 2)", meaning="[left id, right id] in order; the i-th makes id 256 + i")
_SIZE = Argument("vocab_size", "int", meaning="256 bytes and the merges to learn")
_IDS = Argument("ids", "(N,)", meaning="token ids")
_MERGE = StepName("merge", "[left, right, new id]", "(3,)")
_PAIR_COUNTS = StepName("pair_counts", "[left, right, count], best first, at most ten", "(P, 3)")
_TRAINED = (("merges", "(N, 2)"), ("vocab_size", "int"))
_CORPUS = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
_LOW = ((108, 111), (256, 119), (257, 101), (258, 114))  # lo, low, lowe, lower

ROWS: tuple[Operation, ...] = (
    Operation(
        name="pre_tokenize",
        module=_MODULE,
        concept="tokens",
        summary="Cut text into the chunks that no merge crosses",
        arguments=(_TEXT, _PATTERN),
        results=(("chunks", "list of str"),),
        steps=(
            StepName("chunks", "matches of the pattern, from left to right"),
            StepName("bytes", "UTF-8 bytes of each chunk"),
        ),
        example={"text": "I'm the interviewer, 1234 times."},
    ),
    Operation(
        name="bpe_train",
        module=_MODULE,
        concept="tokens",
        summary="Learn the merges of byte-pair encoding from text",
        arguments=(_TEXT, _SIZE, _PATTERN),
        results=_TRAINED,
        formula="merge argmax over pairs of count(left, right); ties: smallest (left, right)",
        steps=(_PAIR_COUNTS, _MERGE, StepName("tokens", "tokens left in the text")),
        example={"text": _CORPUS, "vocab_size": 262},
    ),
    Operation(
        name="bpe_encode",
        module=_MODULE,
        concept="tokens",
        summary="Encode text with learnt merges, or with cl100k's ranks",
        arguments=(
            Argument("merges", "(N, 2), ranks of bytes, or cl100k", meaning="[left id, right id] in order"),
            _TEXT,
            _PATTERN,
        ),
        results=(("ids", "(N,)"),),
        formula="while a pair can merge: merge the one learnt first",
        steps=(
            StepName("chunks", "matches of the pattern"),
            StepName("bytes", "ids of the chunk's bytes"),
            StepName("candidates", "[left, right, new id] of the pairs that can merge", "(P, 3)"),
            _MERGE,
            StepName("ids", "after the merge"),
        ),
        example={"merges": _LOW, "text": "lower and slow"},
    ),
    Operation(
        name="bpe_decode",
        module=_MODULE,
        concept="tokens",
        summary="Bytes and text that ids stand for under learnt merges",
        arguments=(_MERGES, _IDS),
        results=(("bytes", "bytes"), ("text", "str")),
        example={"merges": _LOW, "ids": (115, 257, 259)},
    ),
    Operation(
        name="bpe_merge_trace",
        module=_MODULE,
        concept="tokens",
        summary="The ids of a text before and after each merge",
        arguments=(_MERGES, _TEXT, _NO_PATTERN),
        results=(("steps", "list of (N,)"),),
        steps=(_PAIR_COUNTS, _MERGE, StepName("ids", "after the merge")),
        example={"merges": _LOW, "text": "slower"},
    ),
    Operation(
        name="bpe_pair_counts",
        module=_MODULE,
        concept="tokens",
        summary="Count adjacent pairs, in the order in which training chooses",
        arguments=(_IDS,),
        results=(("counts", "(P, 3)"),),
        example={"ids": (97, 98, 97, 98, 99)},
    ),
    Operation(
        name="bpe_merge_step",
        module=_MODULE,
        concept="tokens",
        summary="One merge on the whiteboard: replace a pair everywhere",
        arguments=(
            _IDS,
            Argument("pair", "(2,)", meaning="left id, right id"),
            Argument("new_id", "int", meaning="the token that they become"),
        ),
        results=(("ids", "(N,)"),),
        example={"ids": (97, 98, 97, 98, 99), "pair": (97, 98), "new_id": 256},
    ),
    Operation(
        name="naive_bpe_train",
        module=_MODULE,
        concept="tokens",
        summary="Training as on a whiteboard: count all pairs, merge the best, repeat",
        arguments=(_TEXT, _SIZE, _PATTERN),
        results=_TRAINED,
        steps=(_PAIR_COUNTS, _MERGE, StepName("tokens", "tokens left in the text")),
        example={"text": _CORPUS, "vocab_size": 262},
    ),
    Operation(
        name="naive_bpe_encode",
        module=_MODULE,
        concept="tokens",
        summary="Encoding as on a whiteboard: each merge in its order, everywhere",
        arguments=(_MERGES, _TEXT, _PATTERN),
        results=(("ids", "(N,)"),),
        example={"merges": _LOW, "text": "lower and slow"},
    ),
    Operation(
        name="cl100k_encode",
        module=_MODULE,
        concept="tokens",
        summary="Tokens of GPT-4: text to ids",
        arguments=(_TEXT,),
        results=(("ids", "(N,)"),),
        steps=(
            StepName("chunks", "matches of cl100k's pattern"),
            StepName("bytes", "ids of the chunk's bytes"),
            StepName("candidates", "[left, right, new id] of the pairs that can merge", "(P, 3)"),
            _MERGE,
            StepName("ids", "after the merge"),
        ),
        example={"text": "I'm the interviewer."},
    ),
    Operation(
        name="cl100k_decode",
        module=_MODULE,
        concept="tokens",
        summary="Tokens of GPT-4: ids to bytes and text",
        arguments=(_IDS,),
        results=(("bytes", "bytes"), ("text", "str")),
        steps=(StepName("tokens", "bytes of each id"),),
        example={"ids": (15339, 1917)},
    ),
)
