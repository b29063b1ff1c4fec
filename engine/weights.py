"""A model's weights and settings by their published names; what is missing or does not fit is refused by name."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError, ShapeError

FloatArray: TypeAlias = NDArray[Any]
_REQUIRED = object()


def setting(config: Mapping[str, Any], name: str, default: Any = _REQUIRED) -> Any:
    """The setting of that name. Raises DTypeError when it is missing and has no default."""
    if not isinstance(config, Mapping):
        raise DTypeError(f"config: got {type(config).__name__}, expected a mapping from names to settings")
    found = config.get(name, default)
    if found is _REQUIRED:
        raise DTypeError(f"config: got no {name}, expected one")
    return found


class Weights:
    """Weights by name, with and without their usual prefixes; a missing one is named."""

    def __init__(self, given: Mapping[str, Any], prefixes: tuple[str, ...] = (), inside: str = "") -> None:
        if not isinstance(given, Mapping):
            raise DTypeError(f"weights: got {type(given).__name__}, expected a mapping from names to arrays")
        self._given, self._prefixes, self._inside = given, ("", *prefixes), inside

    def under(self, prefix: str) -> "Weights":
        """The weights whose names begin with `prefix`."""
        return Weights(self._given, self._prefixes[1:], self._inside + prefix)

    def get(self, name: str) -> FloatArray | None:
        """The array of that name, or None."""
        whole = self._inside + name
        for prefix in self._prefixes:
            if prefix + whole in self._given:
                return arrays.floats(f"weights[{whole!r}]", self._given[prefix + whole])
        return None

    def __getitem__(self, name: str) -> FloatArray:
        found = self.get(name)
        if found is None:
            raise ShapeError(f"weights: got no {self._inside + name!r}, expected one among {len(self._given)} names")
        return found

    def matrix(self, name: str) -> FloatArray:
        """The array of that name, which must have two dimensions."""
        found = self[name]
        arrays.check_shape(f"weights[{self._inside + name!r}]", found, (None, None))
        return found

    def applied(self, name: str, x: FloatArray, *, inputs_first: bool = False) -> FloatArray:
        """x W^T + b for `name`.weight (out, in), or x W + b for (in, out); without a `name`.bias only the product."""
        weight = self.matrix(f"{name}.weight")
        weight = weight if inputs_first else weight.T  # (in, out)
        if len(weight) != x.shape[-1]:
            raise ShapeError(
                f"weights['{self._inside}{name}.weight']: got {len(weight)} inputs, expected {x.shape[-1]}"
            )
        bias = self.get(f"{name}.bias")
        result: FloatArray = x @ weight
        if bias is None:
            return result
        arrays.check_shape(f"weights['{self._inside}{name}.bias']", bias, (weight.shape[1],))
        return np.add(result, bias, out=result, casting="same_kind") if result.dtype == bias.dtype else result + bias
