"""Curves of operations, where one looks rather than reads: what runs along the axis, and the lines over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from interview_prep.errors import UserError
from interview_prep.practice.lab.bench import Bench


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over an axis, made from a bench's arguments. `here` is where the arguments themselves stand."""

    title: str
    across: str
    up: str
    xs: tuple[float, ...]
    lines: tuple[tuple[str, tuple[float, ...]], ...]
    logarithmic: bool = False
    here: float | None = None
    note: str = ""


def has_curve(operation: str) -> bool:
    """Whether an operation has one."""
    return operation in _CURVES


def curve_of(bench: Bench) -> Curve:
    """The curve of the bench's operation on its arguments. Raises UserError with the engine's own words."""
    try:
        return _CURVES[bench.operation.name](bench.arguments)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError, IndexError) as error:
        raise UserError(f"no curve on these arguments: {error}") from error


def _call(name: str, **given: Any) -> Any:
    import engine

    return getattr(engine, name)(**given)


def _span(low: float, high: float, count: int = 60) -> tuple[float, ...]:
    return tuple(low + (high - low) * n / (count - 1) for n in range(count))


def _spread(low: float, high: float, count: int = 60) -> tuple[float, ...]:
    return tuple(low * (high / low) ** (n / (count - 1)) for n in range(count))


def _row(value: Any) -> list[float]:
    """The last row of what may be a matrix."""
    while isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple):
        value = value[-1]
    return list(value)


def _temperature(given: Mapping[str, Any]) -> Curve:
    logits, xs = _row(given["logits"]), _span(0.1, 3.0)
    rows = [_call("temperature", logits=logits, temperature=x).probs.tolist() for x in xs]
    order = sorted(range(len(logits)), key=lambda token: -logits[token])[:6]
    lines = tuple((f"token {token}", tuple(row[token] for row in rows)) for token in order)
    note = "a low temperature sharpens, a high one flattens; the order never changes"
    return Curve("softmax against temperature", "temperature", "p", xs, lines, here=given["temperature"], note=note)


def _softmax(given: Mapping[str, Any]) -> Curve:
    return _temperature({"logits": given["x"], "temperature": 1.0})


def _chinchilla(given: Mapping[str, Any]) -> Curve:
    constants = {name: given[name] for name in ("E", "A", "B", "alpha", "beta")}
    xs, tokens = _spread(1e7, 1e12), float(given["tokens"])
    lines = tuple(
        (f"{short(count)} tokens", tuple(_call("chinchilla_loss", params=x, tokens=count, **constants) for x in xs))
        for count in (tokens / 10, tokens, tokens * 10)
    )
    note = "more parameters alone run into the floor that the tokens set"
    return Curve("loss against parameters", "parameters", "loss", xs, lines, True, float(given["params"]), note)


def _kaplan(given: Mapping[str, Any]) -> Curve:
    x = float(given["x"])
    xs = _spread(x / 1000, x * 1000)
    rest = {name: given[name] for name in ("variable", "critical", "exponent")}
    line = tuple(_call("kaplan_loss", x=value, **rest) for value in xs)
    note = "a straight line on logarithmic axes: each factor of ten takes the same share of the loss"
    return Curve(f"loss against {given['variable']}", given["variable"], "loss", xs, (("loss", line),), True, x, note)


def _kv_cache(given: Mapping[str, Any]) -> Curve:
    heads, longest = int(given["n_kv_head"]), max(int(given["seq_len"]) * 4, 64)
    xs = tuple(float(round(x)) for x in _span(longest / 60, longest))
    counts = sorted({heads, max(1, heads // 4), 1}, reverse=True)
    rest = {name: given[name] for name in ("batch", "n_layer", "head_dim", "bytes_per_element")}
    lines = tuple(
        (
            f"{count} key-value head{'s' if count > 1 else ''}",
            tuple(_call("kv_cache_bytes", seq_len=int(x), n_kv_head=count, **rest) / 2**30 for x in xs),
        )
        for count in counts
    )
    note = "the cache grows with the context; fewer key-value heads divide it"
    return Curve("KV cache against context", "tokens", "GiB", xs, lines, here=float(given["seq_len"]), note=note)


def _attention_flops(given: Mapping[str, Any]) -> Curve:
    longest = max(int(given["query_len"]) * 4, 64)
    xs = tuple(float(round(x)) for x in _span(longest / 60, longest))
    rest = {name: given[name] for name in ("batch", "n_head", "head_dim")}

    def flops(length: float, causal: bool) -> float:
        size = int(length)
        return float(_call("attention_flops", query_len=size, key_len=size, causal=causal, **rest).flops) / 1e9

    lines = tuple(
        (name, tuple(flops(x, causal) for x in xs)) for name, causal in (("all pairs", False), ("causal", True))
    )
    note = "twice the length costs four times as much"
    return Curve("FLOPs of attention", "tokens", "GFLOP", xs, lines, here=float(given["query_len"]), note=note)


def _pass_at_k(given: Mapping[str, Any]) -> Curve:
    n, c = int(given["n"]), int(given["c"])
    xs = tuple(float(k) for k in range(1, min(n, 200) + 1))
    line = tuple(_call("pass_at_k", n=n, c=c, k=int(k)) for k in xs)
    note = f"{c} of {n} samples are right; more tries hide a weak single answer"
    return Curve("pass@k against k", "k", "pass@k", xs, (("pass@k", line),), here=float(given["k"]), note=note)


def _majority(given: Mapping[str, Any]) -> Curve:
    p, xs = float(given["p"]), tuple(float(n) for n in range(1, 42, 2))
    lines = tuple(
        (f"p = {chance:g}", tuple(_call("majority_accuracy", p=chance, n=int(n)) for n in xs))
        for chance in dict.fromkeys((p, 0.4, 0.7))
    )
    note = "above one half voting helps, below it hurts"
    return Curve("the majority's accuracy", "voters", "accuracy", xs, lines, here=float(given["n"]), note=note)


def _speculative(given: Mapping[str, Any]) -> Curve:
    alpha, xs = float(given["alpha"]), tuple(float(n) for n in range(1, 17))
    lines = tuple(
        (f"α = {a:g}", tuple(_call("speculative_expected_tokens", alpha=a, gamma=int(x)) for x in xs))
        for a in dict.fromkeys((alpha, 0.5, 0.9))
    )
    note = "the gain of a longer draft ends at 1 / (1 − α)"
    return Curve("tokens for each pass", "draft tokens", "tokens", xs, lines, here=float(given["gamma"]), note=note)


def _emergence(given: Mapping[str, Any]) -> Curve:
    xs, length = _span(0.01, 0.999), int(given["length"])
    found = _call("emergence_curve", per_token_accuracy=list(xs), length=length)
    smooth = tuple(1 - distance / length for distance in found.expected_token_edit_distance.tolist())
    lines = (("all tokens right", tuple(found.exact_match.tolist())), ("share of tokens right", smooth))
    note = "the sharp metric jumps where the smooth one only climbs"
    return Curve("one skill, two metrics", "accuracy per token", "share", xs, lines, note=note)


def _activation(_given: Mapping[str, Any]) -> Curve:
    xs = _span(-4.0, 4.0)
    lines = tuple(
        (kind, tuple(_call("activation", x=list(xs), kind=kind).tolist())) for kind in ("gelu", "relu", "silu")
    )
    return Curve("activations", "x", "output", xs, lines, note="GELU and SiLU dip below zero before they rise")


def _dpo(given: Mapping[str, Any]) -> Curve:
    xs, beta = _span(-40.0, 40.0), float(given["beta"])
    zeros = [0.0] * len(xs)
    calls = [
        (
            kind,
            _call(
                "dpo_loss",
                policy_chosen_logps=list(xs),
                policy_rejected_logps=zeros,
                ref_chosen_logps=zeros,
                ref_rejected_logps=zeros,
                beta=beta,
                loss_type=kind,
            ),
        )
        for kind in ("sigmoid", "hinge")
    ]
    lines = tuple((kind, tuple(float(loss) for loss in call.per_example)) for kind, call in calls)
    note = f"β = {beta:g}; the gradient dies out once the chosen answer leads clearly"
    return Curve("loss of one pair", "how far the chosen answer leads", "loss", xs, lines, note=note)


def _power_law(given: Mapping[str, Any]) -> Curve:
    fit = _call("power_law_fit", x=given["x"], y=given["y"])
    low, high = min(given["x"]), max(given["x"])
    xs = _spread(low / 2, high * 2)
    line = tuple(fit.coefficient * x**-fit.exponent for x in xs)
    note = f"exponent {fit.exponent:.4g}; a power law is straight on logarithmic axes"
    return Curve("the fitted power law", "x", "y", xs, (("fit", line),), True, note=note)


def short(count: float) -> str:
    """A number beside an axis: 70B, 0.5, 4k."""
    for size, sign in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(count) >= size:
            return f"{count / size:g}{sign}".replace("-", "−")
    return f"{count:g}".replace("-", "−")


def decades(low: float, high: float) -> list[float]:
    """The powers of ten from `low` to `high`."""
    return [10.0**power for power in range(ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9) + 1)]


def round_marks(values: Sequence[float], most: int = 6) -> list[float]:
    """At most about `most` round numbers over the range of the values."""
    low, high = min(values), max(values)
    if high <= low:
        return [low]
    rough = (high - low) / most
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    return [round(n * step, 12) for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


_CURVES: dict[str, Callable[[Mapping[str, Any]], Curve]] = {
    "temperature": _temperature,
    "softmax": _softmax,
    "chinchilla_loss": _chinchilla,
    "kaplan_loss": _kaplan,
    "kv_cache_bytes": _kv_cache,
    "attention_flops": _attention_flops,
    "pass_at_k": _pass_at_k,
    "majority_accuracy": _majority,
    "speculative_expected_tokens": _speculative,
    "emergence_curve": _emergence,
    "activation": _activation,
    "dpo_loss": _dpo,
    "power_law_fit": _power_law,
}
CURVES: Sequence[str] = tuple(_CURVES)
