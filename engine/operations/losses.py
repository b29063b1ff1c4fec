"""Rows for engine/losses.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
