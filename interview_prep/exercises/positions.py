"""Exercises on positions: rotary and sinusoidal encodings, ALiBi, interpolation, and what embeddings weigh."""

from math import cos, pi, radians, sin
from typing import Any

from interview_prep.exercises.arithmetic import dot, softmax
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, integer, row

Pair = list[float]


def rotated(pair: Pair, angle: float) -> Pair:
    """A pair turned by an angle in radians."""
    x, y = pair
    return [x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)]


@exercise(
    "tokens.rope-pair",
    x=decimal(-2, 2, 0.2),
    y=decimal(-2, 2, 0.2),
    pos=integer(1, 6),
    theta=choice(1, 0.5, 0.1),
)
def rope_pair(*, x: float, y: float, pos: int, theta: float) -> Worked:
    """One pair of a query turned by position times theta (Su et al. 2021, section 3.2)."""
    if x == 0 and y == 0:
        raise Redraw
    work = Work()
    angle = work.step("angle in radians", "m θ", pos * theta)
    work.step("cosine and sine", "cos, sin", [cos(angle), sin(angle)])
    work.step("rotated pair", "[x cos − y sin, x sin + y cos]", rotated([x, y], angle))
    return work.done(
        added_not_rotated=[x + sin(angle), y + cos(angle)],
        rotated_backwards=rotated([x, y], -angle),
        degrees_for_radians=rotated([x, y], radians(angle)),
    )


def _shifted_pair(draws: Draws) -> dict[str, Any]:
    q, k = ([draws.decimal(-2, 2, 0.2) for _ in range(2)] for _ in range(2))
    m, n, shift, theta = draws.integer(1, 9), draws.integer(0, 8), draws.integer(10, 500), draws.choice((1, 0.5, 0.1))
    score = round(dot(rotated(q, m * theta), rotated(k, n * theta)), 3)
    if m == n or abs(score) < 0.2:
        raise Redraw
    return {"q": q, "k": k, "m": m, "n": n, "shift": shift, "theta": theta, "score_at_mn": score}


@exercise("tokens.rope-relative", _shifted_pair)
def rope_relative(*, q: Pair, k: Pair, m: int, n: int, shift: int, theta: float, score_at_mn: float) -> Worked:
    """A rotary score after both positions are shifted alike: it depends on m - n only (Su et al. 2021, section 3.2)."""
    work = Work()
    work.step("offset before the shift", "m − n", m - n)
    work.step("offset after it", "(m + s) − (n + s)", (m + shift) - (n + shift))
    work.step("same offset, same score", "", score_at_mn)
    angle = (m - n) * theta
    return work.done(
        unrotated_dot=dot(q, k),
        offset_sign_flipped=dot(rotated(q, -angle), k),
        only_query_shifted=dot(rotated(q, angle + shift * theta), k),
    )


@exercise(
    "tokens.rope-wavelength",
    lambda draws: {
        "d_h": (d_h := draws.choice((64, 128))),
        "base": draws.choice((10_000, 500_000)),
        "i": draws.integer(1, d_h // 2 - 1),
    },
)
def rope_wavelength(*, d_h: int, base: int, i: int) -> Worked:
    """After how many tokens pair i has turned once: 2 pi base^(2i/d) (Su et al. 2021, section 3.2.2)."""
    work = Work()
    slowness = work.step("one radian takes", "base^(2i/d_h)", base ** (2 * i / d_h))
    work.step("a full turn takes", "2π base^(2i/d_h)", 2 * pi * slowness)
    return work.done(
        missing_two_pi=slowness,
        exponent_halved=2 * pi * base ** (i / d_h),
        frequency_not_wavelength=1 / (2 * pi * slowness),
    )


@exercise(
    "tokens.alibi-weight",
    head=integer(1, 6),
    distance=integer(4, 12),
    score_far=decimal(-1, 3, 0.1),
    score_self=decimal(-1, 3, 0.1),
)
def alibi_weight(*, head: int, distance: int, score_far: float, score_self: float) -> Worked:
    """The weight on a distant key of two under ALiBi with 8 heads (Press et al. 2022, section 3)."""
    work = Work()
    slope = work.step("slope of this head", "2^(−8 h / 8)", 2.0**-head)
    far = work.step("score with its bias", "s − slope · distance", score_far - slope * distance)
    work.step("softmax over the two", "", softmax([far, score_self])[0])
    bare = softmax([score_far, score_self])[0]
    return work.done(
        no_bias=bare,
        bias_added=softmax([score_far + slope * distance, score_self])[0],
        bias_after_softmax=bare * slope,
    )


@exercise("tokens.sinusoid", pos=integer(10, 60), dim=integer(2, 5), d=choice(8))
def sinusoid(*, pos: int, dim: int, d: int) -> Worked:
    """One entry of the sinusoidal encoding, even dimensions sine, odd cosine (Vaswani et al. 2017, section 3.5)."""
    work = Work()
    angle = work.step("angle in radians", "pos / 10000^(2i/d), i = ⌊dim / 2⌋", pos / 10_000 ** (2 * (dim // 2) / d))
    own, other = (sin, cos) if dim % 2 == 0 else (cos, sin)
    work.step("sine for an even dimension" if dim % 2 == 0 else "cosine for an odd dimension", "", own(angle))
    return work.done(sin_cos_swapped=other(angle), no_frequency=own(pos), degrees_for_radians=own(radians(angle)))


@exercise(
    "tokens.embedding-share",
    row(
        {"V": 50_257, "L": 12, "d": 768},
        {"V": 50_257, "L": 24, "d": 1024},
        {"V": 50_257, "L": 36, "d": 1280},
        {"V": 50_304, "L": 6, "d": 512},
        {"V": 49_152, "L": 30, "d": 576},
        {"V": 151_936, "L": 24, "d": 896},
        {"V": 128_256, "L": 16, "d": 2048},
        {"V": 256_000, "L": 18, "d": 2048},
        {"V": 30_522, "L": 12, "d": 768},
    ),
)
def embedding_share(*, V: int, L: int, d: int) -> Worked:
    """The share of a tied model's parameters that the embedding table has."""
    work = Work()
    table = work.step("embedding table", "V d", V * d)
    blocks = work.step("blocks", "12 L d²", 12 * L * d * d)
    work.step("share", "V d / (V d + 12 L d²)", table / (table + blocks))
    return work.done(
        untied_head=2 * table / (2 * table + blocks),
        one_block_only=table / (table + 12 * d * d),
        ratio_not_share=table / blocks,
    )


def _interpolated(draws: Draws) -> dict[str, Any]:
    train = draws.choice((2048, 4096, 8192))
    target = train * draws.choice((2, 4, 8, 16))
    return {"train": train, "target": target, "pos": 16 * draws.integer(train // 16 + 1, target // 16 - 1)}


@exercise("tokens.position-interpolation", _interpolated)
def position_interpolation(*, train: int, target: int, pos: int) -> Worked:
    """The position that linear interpolation feeds to RoPE (Chen et al. 2023, section 2.3)."""
    work = Work()
    factor = work.step("stretch of the window", "target / trained", target / train)
    work.step("position fed in", "pos / stretch", pos / factor)
    return work.done(
        unscaled_position=float(pos),
        stretched_position=pos * factor,
        clipped_position=float(min(pos, train - 1)),
        wrapped_position=float(pos % train),
    )
