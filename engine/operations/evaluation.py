"""Rows for engine/evaluation.py."""

from engine.operations.row import Argument, Operation, StepName

ROWS: tuple[Operation, ...] = (
    Operation(
        "pass_at_k",
        "engine.evaluation",
        "chain-of-thought",
        "Unbiased estimate that at least one of k samples is right",
        (
            Argument("n", "int", meaning="samples drawn"),
            Argument("c", "int", meaning="right ones among them"),
            Argument("k", "int", meaning="samples allowed"),
        ),
        (("pass_at_k", "()"),),
        "1 - C(n - c, k) / C(n, k)",
        (
            StepName("wrong", "n - c", "()"),
            StepName("all_wrong", "C(n - c, k) / C(n, k)", "()"),
            StepName("pass_at_k", "1 - all_wrong", "()"),
        ),
        {"n": 10, "c": 3, "k": 5},
    ),
    Operation(
        "majority_vote",
        "engine.evaluation",
        "chain-of-thought",
        "Self-consistency: the answer that most samples gave",
        (
            Argument("answers", "list of N answers", meaning="text or numbers; null where none was extracted"),
            Argument("weights", "(N,) or None", None, "None: one vote each"),
        ),
        (("winner", "answer or None"), ("counts", "{answer: votes}"), ("share", "()")),
        "argmax over answers of votes",
        (
            StepName("vote", "votes for an answer so far, a step for each vote", "()"),
            StepName("counts", "votes of each answer, in the order seen"),
            StepName("share", "votes of the winner / votes counted", "()"),
            StepName("winner", "most votes, the first seen among equals"),
        ),
        {"answers": ["42", "41", "42", None, "40", "42", "41"]},
    ),
    Operation(
        "majority_accuracy",
        "engine.evaluation",
        "chain-of-thought",
        "P(the majority of n independent voters is right)",
        (
            Argument("p", "float", meaning="P(one voter is right)"),
            Argument("n", "int", meaning="voters, an odd number"),
        ),
        (("accuracy", "()"),),
        "Σ_{i > n/2} C(n, i) p^i (1 - p)^(n - i)",
        (
            StepName("terms", "C(n, i) p^i (1 - p)^(n - i), i = 0 to n", "(n + 1,)"),
            StepName("majority_terms", "those with i > n/2", "((n + 1) / 2,)"),
            StepName("accuracy", "Σ majority_terms", "()"),
        ),
        {"p": 0.6, "n": 5},
    ),
    Operation(
        "emergence_curve",
        "engine.evaluation",
        "scaling",
        "The same per-token accuracy under a sharp and a smooth metric",
        (
            Argument("per_token_accuracy", "(N,)"),
            Argument("length", "int", meaning="tokens of the answer"),
        ),
        (("exact_match", "(N,)"), ("expected_token_edit_distance", "(N,)")),
        "p^L and L (1 - p)",
        (
            StepName("exact_match", "p^L", "(N,)"),
            StepName("expected_token_edit_distance", "L (1 - p)", "(N,)"),
        ),
        {"per_token_accuracy": [0.5, 0.7, 0.9, 0.99], "length": 10},
    ),
    Operation(
        "brier_score",
        "engine.evaluation",
        "llm",
        "Squared error of forecast probabilities: 0 is best, 2 worst",
        (Argument("probs", "(N, K)"), Argument("labels", "(N,)", meaning="the class that came")),
        (("score", "()"),),
        "mean over examples of Σ_k (p_k - outcome_k)²",
        (
            StepName("outcome", "1 at the label, 0 elsewhere", "(N, K)"),
            StepName("per_example", "Σ_k (p_k - outcome_k)²", "(N,)"),
            StepName("score", "mean(per_example)", "()"),
        ),
        {"probs": [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]], "labels": [0, 1]},
    ),
)
