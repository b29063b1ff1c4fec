"""Rows for engine/sampling.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
