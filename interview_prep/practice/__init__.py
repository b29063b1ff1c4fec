"""Headless sessions: the daily quiz, the drill and the mock interview."""
