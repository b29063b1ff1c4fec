"""Rows for engine/chat.py."""

from engine.operations.row import Operation

ROWS: tuple[Operation, ...] = ()
