"""What the log says about the learner: mastery, readiness, plan and statistics."""
