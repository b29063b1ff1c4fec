"""The tables of the log and their migrations: a list that only grows."""

APPLICATION_ID = 0x49507270  # "IPrp"

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  device TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  offset_min INTEGER NOT NULL,
  kind TEXT NOT NULL,
  question TEXT,
  hash TEXT,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_card ON events (question, at, id);
CREATE INDEX events_by_time ON events (at, id);
CREATE INDEX events_by_device ON events (device, seq);
-- a query has to repeat the condition, or this index is not used
CREATE INDEX events_by_kind ON events (kind, at) WHERE kind <> 'review';

CREATE TABLE undone (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE aliases (
  old TEXT NOT NULL, origin TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (old, origin)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_new ON aliases (new);

CREATE TABLE cards (
  question TEXT PRIMARY KEY,
  state INTEGER NOT NULL,
  step INTEGER,
  due INTEGER,
  stability REAL,
  difficulty REAL,
  last_review INTEGER,
  reps INTEGER NOT NULL,
  lapses INTEGER NOT NULL,
  leech INTEGER NOT NULL,
  leech_at INTEGER NOT NULL,
  suspended INTEGER NOT NULL,
  buried_until INTEGER,
  known TEXT NOT NULL,
  flagged INTEGER NOT NULL,
  hash TEXT,
  last_rating INTEGER,
  last_correct INTEGER,
  milliseconds INTEGER NOT NULL,
  tested INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  predicted INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  last_id TEXT NOT NULL
) STRICT;
CREATE INDEX cards_by_due ON cards (state, due) WHERE suspended = 0 AND leech = 0;

CREATE TABLE reviews (
  question TEXT NOT NULL,
  at INTEGER NOT NULL,
  event INTEGER NOT NULL,
  day INTEGER NOT NULL,
  rating INTEGER NOT NULL,
  correct INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  confidence INTEGER,
  fresh INTEGER NOT NULL,
  tested INTEGER NOT NULL,
  mature INTEGER NOT NULL,
  predicted INTEGER NOT NULL,
  surprise INTEGER NOT NULL,
  PRIMARY KEY (question, at, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE tallies (
  name TEXT NOT NULL, day INTEGER NOT NULL, bin INTEGER NOT NULL,
  n INTEGER NOT NULL, hits INTEGER NOT NULL, total INTEGER NOT NULL,
  PRIMARY KEY (name, day, bin)
) STRICT, WITHOUT ROWID;
CREATE INDEX tallies_empty ON tallies (n) WHERE n = 0;

CREATE TABLE cached (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST,)
"""The statements that lead from each version to the next. Rows are added and never changed."""


def statements(script: str) -> list[str]:
    """A script's statements, to be run one by one inside a transaction (executescript would commit it)."""
    return [statement for part in script.split(";") if (statement := part.strip())]
