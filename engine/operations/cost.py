"""Rows for engine/cost.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
