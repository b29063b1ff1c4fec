"""Rows for engine/positions.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
