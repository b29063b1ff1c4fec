"""Rows for engine/scaling.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
