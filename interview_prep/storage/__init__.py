"""The append-only log of what the learner did, and the state derived from it."""
