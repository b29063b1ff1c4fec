"""A gradient checked against finite differences.

The idea: move each coordinate a little both ways and see how far the function moves; (f(x + h) - f(x - h)) / 2h is the
slope up to an error of order h². Where the written gradient and this one differ, the written one is wrong (or the
function has a corner there). Source: Nocedal and Wright 2006, section 8.1
(central differences). Left out: complex steps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError


@dataclass(frozen=True, slots=True, eq=False)
class GradientCheck:
    """The gradient by finite differences, shaped as x, and its largest distance from the one given."""

    numerical: NDArray[np.float64]
    largest_error: float


def gradient_check(
    *, function: Callable[[NDArray[np.float64]], float], x: Any, gradient: Any, step: float = 1e-6
) -> GradientCheck:
    """Compare `gradient`, as shaped as x, with central differences of `function`, which takes x and gives a number.

    The step of a coordinate is `step` times its size, at least `step`. largest_error is relative to 1 + |numerical|.
    Errors: ShapeError, DTypeError (no function, or one that gives no number).
    """
    if not callable(function):
        raise DTypeError(f"function: got {type(function).__name__}, expected a function of x")
    at = arrays.float64s("x", x).copy()
    given = arrays.float64s("gradient", gradient)
    arrays.check_same_shape("gradient", given, "x", at)
    size = arrays.number("step", step, above=0)
    numerical = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        here, width = at[place], size * max(1.0, abs(float(at[place])))
        sides = []
        for moved in (here + width, here - width):
            at[place] = moved
            sides.append(arrays.number("function(x)", function(at.copy())))
        at[place] = here
        numerical[place] = (sides[0] - sides[1]) / ((here + width) - (here - width))
    distance = np.abs(numerical - given) / (1.0 + np.abs(numerical))
    return GradientCheck(numerical, float(distance.max(initial=0.0)))
