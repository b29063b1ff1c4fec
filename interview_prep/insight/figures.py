"""Statistics as JSON and as plain lines."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from interview_prep.errors import UserError
from interview_prep.insight.statistics import Share, Statistics
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.text import counted

_RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}
_MARKS = "·▪■"


def as_json(found: Statistics) -> dict[str, Any]:
    """As `stats --json` prints it: shares between 0 and 1, times in seconds, days as ISO dates."""
    return {
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat(),
        "concept": found.concept,
        "reviews": found.reviews,
        "correct": found.correct,
        "seconds": round(found.seconds, 1),
        "days_active": found.days_active,
        "reviews_per_day": round(found.reviews_per_day, 2),
        "minutes_per_day": round(found.minutes_per_day, 2),
        "streak": found.streak,
        "new": found.new,
        "ratings": {_RATINGS[rating]: count for rating, count in found.ratings.items()},
        "retention": {
            "target": found.target,
            **_share_json(found.retention),
            "young": _share_json(found.young),
            "mature": _share_json(found.mature),
            "weeks": [{"first": day.isoformat(), **_share_json(share)} for day, share in found.weeks],
        },
        "calibration": {
            "bins": [{"low": row.low, "high": row.high, **_share_json(row.share)} for row in found.calibration],
            "log_loss": _rounded(found.log_loss),
            "log_loss_constant": _rounded(found.log_loss_constant),
            "confidence": [{"level": level, "answers": n, "correct": right} for level, n, right in found.confidence],
        },
        "forecast": [{"day": day.isoformat(), "due": count} for day, count in found.forecast],
        "heatmap": [
            {"day": day.isoformat(), "reviews": count, "seconds": round(seconds, 1)}
            for day, count, seconds in found.heatmap
        ],
        "concepts": [
            {
                "concept": row.concept,
                "cards": row.cards,
                "seen": row.seen,
                "reviews": row.reviews,
                "seconds": round(row.seconds, 1),
                "now": round(row.now, 4),
                **_share_json(row.share),
            }
            for row in found.concepts
        ],
    }


def plain(found: Statistics) -> list[str]:
    """As lines for a terminal or a screen reader."""
    period = f"since {found.first.isoformat()}" if found.first else "of all time"
    if not found.reviews:
        return [f"No reviews {period} yet. `interview-prep quiz` begins."]
    lines = [
        f"{counted(found.reviews, 'review')} {period}, on {counted(found.days_active, 'day')}, "
        f"{counted(round(found.seconds / 60), 'minute')}.",
        f"A day of practice, on average: {counted(round(found.reviews_per_day), 'review')}, "
        f"{counted(round(found.minutes_per_day), 'minute')}.",
        f"{counted(found.streak, 'day')} in a row. {counted(found.new, 'new card')}.",
        "",
        f"Retention {_percent(found.retention.true)}, predicted {_percent(found.retention.expected)}, "
        f"aimed at {_percent(found.target)} ({found.retention.tested} recalls tested)",
        f"  young {_percent(found.young.true)}, mature {_percent(found.mature.true)}",
    ]
    lines += [f"  week of {day.isoformat()}  {_line(share)}" for day, share in found.weeks[-12:]]
    lines += ["", "Calibration: what was predicted, what happened"]
    lines += [f"  {row.low * 100:.0f} to {row.high * 100:.0f} %  {_line(row.share)}" for row in found.calibration]
    if found.log_loss is not None and found.log_loss_constant is not None:
        lines.append(f"  log loss {found.log_loss:.2f}, a constant guess {found.log_loss_constant:.2f}")
    lines += [f"  said {level} % sure: {right} of {n} correct" for level, n, right in found.confidence]
    lines += ["", "Due in the next days"]
    lines += [f"  {day.strftime('%a')} {day.isoformat()}  {count}" for day, count in found.forecast]
    lines += ["", "Twelve weeks, Monday to Sunday from top to bottom", *heatmap_lines(found), "", "By concept"]
    width = max(len(BY_SLUG[row.concept].name) for row in found.concepts if row.concept in BY_SLUG)
    for row in found.concepts:
        name = BY_SLUG[row.concept].name if row.concept in BY_SLUG else row.concept
        lines.append(
            f"  {name:<{width}}  recall now {_percent(row.now)}  seen {row.seen} of {row.cards}  "
            f"{counted(row.reviews, 'review')}  retention {_percent(row.share.true)}  "
            f"{counted(round(row.seconds / 60), 'minute')}"
        )
    return lines


def heatmap_lines(found: Statistics) -> list[str]:
    """Seven lines of marks, one column a week: none, some, many (half of the busiest day and more)."""
    most = max((count for _, count, _ in found.heatmap), default=0)
    rows = [["  "] for _ in range(7)]
    for place, (day, count, _) in enumerate(found.heatmap):
        if place == 0:
            for before in range(day.weekday()):
                rows[before].append("  ")
        mark = _MARKS[0] if not count else _MARKS[2] if count * 2 >= most else _MARKS[1]
        rows[day.weekday()].append(f"{mark} ")
    return ["".join(row).rstrip() for row in rows]


def _share_json(share: Share) -> dict[str, Any]:
    """A share as the JSON has it."""
    values = asdict(share)
    true, expected = share.true, share.expected
    values["predicted"] = None if expected is None else round(expected, 4)
    return values | {"true": None if true is None else round(true, 4)}


def _line(share: Share) -> str:
    return f"recalled {_percent(share.true)}, predicted {_percent(share.expected)}, {counted(share.tested, 'review')}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def write(found: Statistics, folder: Path) -> tuple[Path, Path]:
    """Write the figures as JSON and as plain text, named after the day. Raises UserError where that cannot be."""
    name = f"statistics-{found.last.isoformat()}" + (f"-{found.concept}" if found.concept else "")
    data, text = folder / f"{name}.json", folder / f"{name}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        data.write_text(json.dumps(as_json(found), indent=2) + "\n", encoding="utf-8")
        text.write_text("\n".join(plain(found)) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{folder}: the figures cannot be written ({error.strerror}); check the folder") from error
    return data, text
