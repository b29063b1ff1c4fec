"""Daily practice for AI and GenAI engineering interviews, in the terminal, offline."""

__version__ = "0.1.0"
