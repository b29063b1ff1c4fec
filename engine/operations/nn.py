"""Rows for engine/nn.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
