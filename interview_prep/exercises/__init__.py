"""Seeded instances of numeric questions: parameters, answer, worked steps and slips."""
