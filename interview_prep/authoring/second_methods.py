"""A second way to compute the answers of a fixed sample of exercises, which shares nothing with the first."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from interview_prep.questions.model import Tolerance

SecondMethod: TypeAlias = Callable[[Mapping[str, Any]], tuple[Any, Tolerance]]
SECOND_METHODS: dict[str, SecondMethod] = {}
