"""What a question is, what a learner may answer, and what grading says of it. Pure data."""
