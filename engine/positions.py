"""Where a token stands: sinusoids, rotary embeddings and their scalings, linear biases.

The idea: attention sees a set, so order has to be put in. Sinusoids: Vaswani et al. 2017, section 3.5; RoPE: Su et al.
2021; position interpolation: Chen et al. 2023; NTK: bloc97 2023; ALiBi: Press et al. 2022. Angles are computed in
float64 and cast at the end: in float32 they are off by 7e-3 at position 131,071. Left out: learned tables, YaRN.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError, ShapeError
from engine.trace import Trace

FloatArray: TypeAlias = NDArray[Any]
SCALINGS = ("linear", "ntk", "dynamic_ntk", "llama3")


@dataclass(frozen=True, slots=True, eq=False)
class Rope:
    """output shaped as x, and the frequencies inv_freq (d / 2,) that were used, in the dtype of x."""

    output: FloatArray
    inv_freq: FloatArray


def sinusoidal_positions(
    *,
    num_positions: int,
    dim: int,
    base: float = 10000.0,
    layout: str = "interleaved",
    trace: Trace | None = None,
) -> FloatArray:
    """PE(pos, 2i) = sin(pos / base^(2i/d)), PE(pos, 2i+1) = cos(the same); (num_positions, dim).

    `concatenated` puts all sines before all cosines. Raises ShapeError for an odd dim. Source: Vaswani 2017, 3.5.
    """
    count = arrays.integer("num_positions", num_positions, at_least=0)
    frequencies = _inverse_frequencies(_even("dim", dim), arrays.number("base", base, above=0))
    angles = np.arange(count)[:, None] * frequencies[None, :]  # (n, d/2)
    waves = np.sin(angles), np.cos(angles)
    together = arrays.choice("layout", layout, ("concatenated", "interleaved")) == "concatenated"
    output = (
        np.concatenate(waves, axis=-1) if together else np.stack(waves, axis=-1).reshape(count, len(waves[0].T) * 2)
    )
    if trace is not None:
        trace.add("frequencies", frequencies, "base^(-2i/d)")
        trace.add("angles", angles, "position · frequency")
        trace.add("output", output, "sin, then cos" if together else "sin and cos of each angle in turn")
    return output


def rope(
    *,
    x: Any,
    positions: Any,
    base: float = 10000.0,
    layout: str = "half",
    scaling: Mapping[str, Any] | None = None,
    trace: Trace | None = None,
) -> Rope:
    """Rotate each pair of components of x by position times its frequency.

    x (..., T, d), positions (T,) -> (..., T, d). `half` pairs i with i + d/2, `interleaved` 2i with 2i + 1. `scaling`
    {type: linear | ntk | dynamic_ntk | llama3, factor, ...} adapts frequencies or positions to longer texts. Raises
    ShapeError, DTypeError. Source: Su et al. 2021, section 3.2; api of the scalings: Chen 2023, section 2.3.
    """
    given = arrays.floats("x", x)
    if given.ndim < 2:
        raise ShapeError(f"x: got shape {given.shape}, expected (..., T, d)")
    where = arrays.float64s("positions", positions, ndim=1)
    if len(where) != given.shape[-2]:
        raise ShapeError(f"positions: got {len(where)}, expected x's {given.shape[-2]}")
    chosen = arrays.choice("layout", layout, ("half", "interleaved"))
    width = _even("x", given.shape[-1])
    frequencies, where = _scaled(width, arrays.number("base", base, above=0), where, scaling)
    angles = where[:, None] * frequencies[None, :]  # (T, d/2)
    output = _rotated(given, np.cos(angles), np.sin(angles), chosen)
    if trace is not None:
        trace.add("inv_freq", frequencies, "base^(-2i/d)")
        trace.add("angles", angles, "position · frequency")
        trace.add("output", output, "(x cos − y sin, x sin + y cos) for each pair")
    return Rope(output, frequencies.astype(given.dtype))


def rope_relative_dot(
    *, q: Any, k: Any, pairs: Any, base: float = 10000.0, layout: str = "half", trace: Trace | None = None
) -> FloatArray:
    """(R_m q) · (R_n k) for each (m, n) of pairs (P, 2): the dots (P,) depend on m - n only.

    q, k (d,). Raises ShapeError, DTypeError. Source: Su et al. 2021, eq. 16.
    """
    query, key = arrays.floats("q", q, ndim=1), arrays.floats("k", k, ndim=1)
    arrays.check_last("k", key, len(query), "q")
    places = arrays.float64s("pairs", pairs, ndim=2)
    arrays.check_shape("pairs", places, (None, 2))
    turned_query, turned_key = (
        rope(x=np.tile(x.astype(np.float64), (len(places), 1)), positions=at, base=base, layout=layout).output
        for x, at in ((query, places[:, 0]), (key, places[:, 1]))
    )  # (P, d) each
    dots: FloatArray = (turned_query * turned_key).sum(axis=-1).astype(np.result_type(query, key))
    if trace is not None:
        trace.add("turned_query", turned_query, "R_m q")
        trace.add("turned_key", turned_key, "R_n k")
        trace.add("dots", dots, "(R_m q) · (R_n k)")
    return dots


def alibi_slopes(*, num_heads: int, trace: Trace | None = None) -> FloatArray:
    """2^(-8/h), 2^(-16/h), ... for h a power of two; else those of the lower power, then every other of the next.

    Returns (num_heads,). Source: Press et al. 2022, section 3 and its code.
    """
    heads = arrays.integer("num_heads", num_heads, at_least=1)
    lower = 1 << (heads.bit_length() - 1)
    slopes: FloatArray = _power_slopes(lower)
    if lower < heads:
        slopes = np.concatenate([slopes, _power_slopes(2 * lower)[::2][: heads - lower]])
    if trace is not None:
        trace.add("lower_power", lower, "the power of two at or below the head count")
        trace.add("slopes", slopes, "2^(-8i/h) of the lower power, then every other one of the next")
    return slopes


def alibi_bias(
    *, num_heads: int, query_len: int, key_len: int, causal: bool = False, trace: Trace | None = None
) -> FloatArray:
    """-slope (i - j) for query i and key j, aligned to the last key; the future is -inf when causal.

    Returns (num_heads, query_len, key_len); without the mask the penalty is -slope |i - j|. Source: Press 2022, eq. 1.
    """
    rows = arrays.integer("query_len", query_len, at_least=0)
    columns = arrays.integer("key_len", key_len, at_least=0)
    distance = np.arange(rows)[:, None] + columns - rows - np.arange(columns)[None, :]  # (T, S)
    slopes = alibi_slopes(num_heads=num_heads)[:, None, None]  # (H, 1, 1)
    bias: FloatArray = -slopes * np.abs(distance)  # (H, T, S)
    if arrays.flag("causal", causal):
        bias = np.where(distance < 0, -np.inf, bias)
    if trace is not None:
        trace.add("distance", distance, "i - j, aligned to the last key")
        trace.add("slopes", slopes[:, 0, 0], "one for each head")
        trace.add("bias", bias, "-slope · distance; −∞ for the future when causal")
    return bias


def _even(name: str, width: int) -> int:
    size = arrays.integer(name, width, at_least=0)
    if size % 2:
        raise ShapeError(f"{name}: got {size} dimensions, expected an even number")
    return size


def _inverse_frequencies(width: int, base: float) -> FloatArray:
    return base ** (-np.arange(0, width, 2, dtype=np.float64) / max(width, 1))


def _power_slopes(heads: int) -> FloatArray:
    return 2.0 ** (-8.0 * np.arange(1, heads + 1) / heads)


def _rotated(x: FloatArray, cos: FloatArray, sin: FloatArray, layout: str) -> FloatArray:
    wide = x.astype(np.float64)
    if layout == "half":
        middle = x.shape[-1] // 2
        first, second = wide[..., :middle], wide[..., middle:]
        turned = np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)
    else:
        first, second = wide[..., 0::2], wide[..., 1::2]
        turned = np.stack([first * cos - second * sin, first * sin + second * cos], axis=-1).reshape(x.shape)
    return turned.astype(x.dtype)


def _scaled(
    width: int, base: float, positions: FloatArray, scaling: Mapping[str, Any] | None
) -> tuple[FloatArray, FloatArray]:
    """Frequencies and positions after a scaling."""
    if scaling is None:
        return _inverse_frequencies(width, base), positions
    if not isinstance(scaling, Mapping):
        raise DTypeError(f"scaling: got {type(scaling).__name__}, expected a mapping with a type and a factor")
    kind = arrays.choice("scaling", scaling.get("type", scaling.get("rope_type")), SCALINGS)
    factor = arrays.number("scaling.factor", _setting(scaling, "factor"), above=0)
    if kind == "linear":
        return _inverse_frequencies(width, base), positions / factor
    if kind == "llama3":
        return _llama3(_inverse_frequencies(width, base), factor, scaling), positions
    if kind == "dynamic_ntk":
        trained = arrays.number("scaling.original_max_position", _setting(scaling, "original_max_position"), above=0)
        length = arrays.number("scaling.seq_len", scaling.get("seq_len", positions.max(initial=0) + 1), above=0)
        factor = factor * max(length, trained) / trained - (factor - 1)
    stretched = base * factor ** (width / (width - 2)) if width > 2 else base
    return _inverse_frequencies(width, stretched), positions


def _llama3(frequencies: FloatArray, factor: float, scaling: Mapping[str, Any]) -> FloatArray:
    """Long wavelengths are slowed by the factor, short ones kept, those between blended (Llama 3.1)."""
    low = arrays.number("scaling.low_freq_factor", scaling.get("low_freq_factor", 1.0), above=0)
    high = arrays.number("scaling.high_freq_factor", scaling.get("high_freq_factor", 4.0), above=low)
    trained = arrays.number("scaling.original_max_position", _setting(scaling, "original_max_position"), above=0)
    wavelength = 2 * math.pi / frequencies
    smooth = (trained / wavelength - low) / (high - low)
    blended = (1 - smooth) * frequencies / factor + smooth * frequencies
    result = np.where(wavelength > trained / low, frequencies / factor, blended)
    return np.where(wavelength < trained / high, frequencies, result)


def _setting(scaling: Mapping[str, Any], name: str) -> Any:
    names = (name, "original_max_position_embeddings") if name == "original_max_position" else (name,)
    for known in names:
        if known in scaling:
            return scaling[known]
    raise DTypeError(f"scaling: got no {name}, expected one for this type")
