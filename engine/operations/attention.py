"""Rows for engine/attention.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
