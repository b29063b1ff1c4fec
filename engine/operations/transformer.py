"""Rows for engine/transformer.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
