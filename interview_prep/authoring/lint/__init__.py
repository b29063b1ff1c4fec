"""The checks by family; `interview_prep.authoring.rules` collects them."""
