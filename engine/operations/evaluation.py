"""Rows for engine/evaluation.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
