"""The bundled bank, opened once for all tests of grading."""

from pathlib import Path

import pytest

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """Every question that ships with the program."""
    cache: Path = tmp_path_factory.mktemp("bank")
    return open_bank(cache=cache)
