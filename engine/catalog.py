"""The list of operations: what each is called, where it is, what it takes and what it gives. Imports no NumPy.

From this list derive `engine.NAME`, `engine list`, the lab's menu and its argument forms, and the checks of the bank.
"""

from engine.operations import (
    attention,
    chat,
    cost,
    evaluation,
    losses,
    nn,
    positions,
    sampling,
    scaling,
    tokenization,
    transformer,
)
from engine.operations.row import REQUIRED, Argument, Operation, StepName

__all__ = ["OPERATIONS", "REQUIRED", "Argument", "Operation", "StepName"]

OPERATIONS: dict[str, Operation] = {
    row.name: row
    for table in (
        attention,
        positions,
        transformer,
        nn,
        tokenization,
        sampling,
        losses,
        chat,
        evaluation,
        scaling,
        cost,
    )
    for row in table.ROWS
}
