"""Help for those who write questions: checks, coverage, templates, the schema."""
