"""Rows for engine/tokenization.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
