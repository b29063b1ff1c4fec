"""Two runs side by side: ready pairs that teach something, what differs in their arguments, what that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import log
from typing import Any

from interview_prep.practice.lab.bench import Bench, Run, Value


@dataclass(frozen=True, slots=True)
class Pair:
    """A ready comparison: what it shows, and for each side the operation and the arguments that differ."""

    title: str
    first: tuple[str, Mapping[str, Any]]
    second: tuple[str, Mapping[str, Any]]


def _pair(title: str, name: str, first: Mapping[str, Any], second: Mapping[str, Any], other: str = "") -> Pair:
    return Pair(title, (name, first), (other or name, second))


DISTRIBUTIONS = ("weights", "probs", "softmax", "probabilities")
_NEAR = 0.005
_ATTENTION = "scaled_dot_product_attention"
READY: tuple[Pair, ...] = (
    _pair("with and without the root of dₖ", _ATTENTION, {"scale": None}, {"scale": 1.0}),
    _pair("with and without the causal mask", _ATTENTION, {"causal": True}, {"causal": False}),
    _pair("temperature 0.7 and 1.5", "temperature", {"temperature": 0.7}, {"temperature": 1.5}),
    _pair("temperature 1 and 0", "temperature", {"temperature": 1.0}, {"temperature": 0.0}),
    _pair("top-k and top-p on the same logits", "top_k", {"k": 2}, {"p": 0.9}, "top_p"),
    _pair("top-p and min-p on the same logits", "top_p", {"p": 0.9}, {"min_p": 0.3}, "min_p"),
    _pair("top-p 0.5 and 0.95", "top_p", {"p": 0.5}, {"p": 0.95}),
    _pair("layer norm and RMS norm", "layer_norm", {}, {}, "rms_norm"),
    _pair("β 0.1 and 0.5", "dpo_loss", {"beta": 0.1}, {"beta": 0.5}),
    _pair("DPO and IPO on the same pairs", "dpo_loss", {"beta": 0.1}, {"tau": 0.1}, "ipo_loss"),
    _pair("without and with label smoothing", "cross_entropy", {"label_smoothing": 0.0}, {"label_smoothing": 0.1}),
    _pair("clip 0.2 and 0.05", "ppo_clip_loss", {"clip_eps": 0.2}, {"clip_eps": 0.05}),
    _pair("GRPO and Dr. GRPO", "grpo_loss", {"loss_type": "grpo"}, {"loss_type": "dr_grpo"}),
    _pair("λ 0.95 and 1", "gae", {"lam": 0.95}, {"lam": 1.0}),
    _pair("32 key-value heads and 8", "kv_cache_bytes", {"n_kv_head": 32}, {"n_kv_head": 8}),
    _pair("as large as Gopher, as long as Chinchilla", "chinchilla_loss", {"params": 280e9, "tokens": 300e9}, {}),
    _pair("base 10,000 and 500,000", "rope", {"base": 10000.0}, {"base": 500000.0}),
)


@dataclass
class Comparison:
    """Two benches; one of them is being edited."""

    benches: tuple[Bench, Bench]
    title: str = ""
    active: int = 1

    @classmethod
    def begin(cls, bench: Bench, turn: int = 0) -> Comparison:
        """The `turn`-th ready pair of an operation on the bench's own arguments, or the same call twice."""
        pairs = ready(bench.operation.name)
        if not pairs:
            return cls((bench.copy(), bench.copy()))
        pair = pairs[turn % len(pairs)]
        return cls((_side(bench, pair.first), _side(bench, pair.second)), pair.title)

    @property
    def bench(self) -> Bench:
        """The one that is being edited."""
        return self.benches[self.active]

    def changed(self) -> list[str]:
        """The arguments that both calls have and that differ, or that one of them alone has."""
        a, b = (bench.arguments for bench in self.benches)
        names = dict.fromkeys((*a, *b))
        return [name for name in names if name not in a or name not in b or a[name] != b[name]]


def ready(operation: str) -> list[Pair]:
    """The ready comparisons that begin with an operation."""
    return [pair for pair in READY if pair.first[0] == operation]


def shared(first: Run, second: Run) -> list[tuple[Value, Value]]:
    """What both runs made under one name, in the order of the first; a name that comes again pairs with its turn."""
    waiting: dict[str, list[Value]] = {}
    for value in second.values:
        waiting.setdefault(value.name, []).append(value)
    return [(value, waiting[value.name].pop(0)) for value in first.values if waiting.get(value.name)]


def what_changed(first: Run, second: Run, tokens: Sequence[str] = ()) -> str:
    """One sentence: the row of a distribution whose entropy moved most, else the last number that moved; or nothing."""
    pairs = shared(first, second)
    for a, b in reversed(pairs):
        if a.name in DISTRIBUTIONS:
            moved = max(zip(_entropies(a.value), _entropies(b.value), count(), strict=False), key=_moved, default=None)
            if moved is not None and _moved(moved) >= _NEAR:
                before, after, row = moved
                named = f" of row “{tokens[row]}”" if row < len(tokens) else ""
                way = "the mass concentrates on fewer" if after < before else "the mass spreads over more"
                return f"entropy{named}: {before:.2f} → {after:.2f} nats; {way}"
    for a, b in reversed(pairs):
        if _is_number(a.value) and _is_number(b.value) and abs(b.value - a.value) > 1e-9 * abs(a.value):
            return f"{a.name}: {_figure(a.value)} → {_figure(b.value)}, {_figure(b.value - a.value, '+')}"
    return ""


def _moved(row: tuple[float, float, int]) -> float:
    return abs(row[1] - row[0])


def _figure(value: float, sign: str = "") -> str:
    style = "," if isinstance(value, int) else ",.5g"
    return f"{value:{sign}{style}}".replace("-", "−")


def _side(bench: Bench, side: tuple[str, Mapping[str, Any]]) -> Bench:
    name, given = side
    fresh = bench.copy() if bench.operation.name == name else Bench.of(name)
    fresh.arguments |= {key: value for key, value in bench.arguments.items() if key in fresh.arguments} | dict(given)
    return fresh


def _entropies(value: Any) -> list[float]:
    """The entropy of each row, in nats."""
    rows = value.tolist() if hasattr(value, "tolist") else value
    while isinstance(rows, list) and rows and isinstance(rows[0], list) and rows[0] and isinstance(rows[0][0], list):
        rows = rows[0]
    rows = rows if isinstance(rows, list) and rows and isinstance(rows[0], list) else [rows]
    return [-sum(p * log(p) for p in row if p > 0) + 0.0 for row in rows if isinstance(row, list)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
