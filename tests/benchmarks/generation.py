"""Greedy decoding with a cache, 4 layers of width 128, against the same model written in plain PyTorch."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from engine.generation import greedy_decode, seeded_tiny_model
from tests.benchmarks.row import Row, compare, installed

SHAPE = {"n_layer": 4, "n_head": 4, "n_embd": 128, "vocab_size": 512, "n_positions": 160}
PROMPT, NEW = list(range(16)), 128


def rows() -> Iterator[Row]:
    """The row of the table, on one thread."""
    torch = installed("torch")
    model: dict[str, Any] = seeded_tiny_model(seed=3, **SHAPE)
    weights = {name: array.astype(np.float32) for name, array in model["weights"].items()}

    def ours() -> list[int]:
        return greedy_decode(config=model["config"], weights=weights, input_ids=PROMPT, max_new_tokens=NEW)

    work = f"greedy decoding of {NEW} tokens with a cache, 4 layers of width 128, float32"
    with threadpool_limits(1, user_api="blas"):
        if torch is None:
            yield compare(work, ours, "torch", None, 21, 0.8)
            return
        torch.set_num_threads(1)
        given = {name: torch.from_numpy(array) for name, array in weights.items()}

        def peer() -> list[int]:
            with torch.inference_mode():
                return _decoded(torch, given)

        assert ours() == peer()
        yield compare(work, ours, "torch", peer, 21, 0.8)


def _decoded(torch: Any, weights: dict[str, Any]) -> list[int]:
    heads, width = SHAPE["n_head"], SHAPE["n_embd"]
    size = (heads, SHAPE["n_positions"], width // heads)
    caches = [(torch.empty(size), torch.empty(size)) for _ in range(SHAPE["n_layer"])]
    fresh, seen, new = torch.tensor(PROMPT), 0, []
    for _ in range(NEW):
        logits = _last_logits(torch, weights, fresh, seen, caches)
        seen += len(fresh)
        fresh = logits.argmax(-1, keepdim=True)
        new.append(int(fresh))
    return new


def _last_logits(torch: Any, weights: dict[str, Any], ids: Any, seen: int, caches: list[Any]) -> Any:
    functional = torch.nn.functional
    heads, width = SHAPE["n_head"], SHAPE["n_embd"]
    last = seen + len(ids)
    x = weights["wte.weight"][ids] + weights["wpe.weight"][seen:last]

    def normed(name: str) -> Any:
        return functional.layer_norm(x, (width,), weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-5)

    def applied(name: str, value: Any) -> Any:
        return torch.addmm(weights[f"{name}.bias"], value, weights[f"{name}.weight"])

    for layer, (keys, values) in enumerate(caches):
        joined = applied(f"h.{layer}.attn.c_attn", normed(f"h.{layer}.ln_1"))
        query, key, value = joined.view(len(ids), 3, heads, -1).permute(1, 2, 0, 3)
        keys[:, seen:last], values[:, seen:last] = key, value
        scores = query @ keys[:, :last].transpose(1, 2) / math.sqrt(width // heads)
        if len(ids) > 1:
            scores = scores.masked_fill(~torch.ones(len(ids), last, dtype=torch.bool).tril(seen), -math.inf)
        mixed = torch.softmax(scores, -1) @ values[:, :last]
        x = x + applied(f"h.{layer}.attn.c_proj", mixed.transpose(0, 1).reshape(len(ids), -1))
        inner = functional.gelu(applied(f"h.{layer}.mlp.c_fc", normed(f"h.{layer}.ln_2")), approximate="tanh")
        x = x + applied(f"h.{layer}.mlp.c_proj", inner)
    return normed("ln_f")[-1] @ weights["wte.weight"].T
