"""The plain line mode: the same sessions for screen readers and pipes, prompts out, answers in."""
