"""Intervals in words: what a rating button shows."""

from datetime import timedelta

from interview_prep.text import counted


def words_for(interval: timedelta) -> str:
    """An interval as people say it: 10 min, 5 h, 6 days, 3 months, 1.5 years."""
    minutes = interval.total_seconds() / 60
    if minutes < 60:
        return f"{max(1, round(minutes))} min"
    hours = minutes / 60
    if hours < 20:
        return f"{round(hours)} h"
    days = max(1, round(hours / 24))
    if days < 60:
        return counted(days, "day")
    if days < 365:
        return f"{round(days / 30.4)} months"
    years = round(days / 365, 1)
    return f"{years:g} year{'s' if years != 1 else ''}"
