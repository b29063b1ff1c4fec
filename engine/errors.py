"""What the engine raises at its boundary. Each message names the argument, what came and what was expected."""


class ShapeError(ValueError):
    """An array has the wrong number or size of dimensions."""


class DTypeError(ValueError):
    """An array holds the wrong kind of number."""


class TokenIdError(ValueError):
    """A token id is outside the vocabulary."""
