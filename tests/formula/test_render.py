"""Drawing: within its room, with every symbol, from the tree; and what the pictures promise."""

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.formula.differing import canonical
from interview_prep.formula.equation import parse_answer
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.nodes import Node, shape_of
from interview_prep.formula.render import Piece, one_line, render
from interview_prep.formula.spelling import lowered, name, raised
from interview_prep.formula.state import compiled_for
from tests.formula.questions import formula, right_answers


def tree(question: str, text: str) -> Node:
    compiled = compiled_for(formula(question))
    return parse_answer(text, compiled.table, compiled.lefts).tree


def lines(node: Node, width: int = 100, height: int = 14) -> list[str]:
    return ["".join(piece.text for piece in row) for row in render(node, width, height)]


@lru_cache(maxsize=1)
def trees() -> list[Node]:
    found = []
    for question, answer in right_answers():
        try:
            found.append(tree(question, answer))
        except FormulaError:
            continue
    return found


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(1, 130), st.integers(1, 20))
def test_nothing_is_ever_wider_than_its_room(data: st.DataObject, width: int, height: int) -> None:
    node = data.draw(st.sampled_from(trees()))
    for row in lines(node, width, height):
        assert len([c for c in row if c not in "\u0302\u0304\u0303"]) <= width


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(20, 130), st.integers(1, 20))
def test_every_symbol_is_shown(data: st.DataObject, width: int, height: int) -> None:
    node = data.draw(st.sampled_from(trees()))
    drawn = "".join(lines(node, width, height)).replace(" ", "")
    for part in node.walk():
        if part.kind in ("sym", "apply"):
            base = name(part.marks[0]).base
            ways = {base, lowered(base) or base, raised(base) or base}
            assert any(way in drawn for way in ways), (one_line(node), base)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(1, 130), st.integers(1, 20))
def test_rows_are_as_many_as_asked_where_that_is_possible(data: st.DataObject, width: int, height: int) -> None:
    node = data.draw(st.sampled_from(trees()))
    drawn = lines(node, width, height)
    assert len(drawn) <= height or len(drawn) == 1 or len(one_line(node)) > width


def test_all_right_answers_can_be_drawn() -> None:
    assert len(trees()) > 1000
    for node in trees():
        assert one_line(node).strip()


def test_attention_looks_as_on_a_whiteboard() -> None:
    assert lines(tree("attention", "softmax(Q K^T/sqrt(d_k)) V")) == [
        "       ⎛ Q Kᵀ ⎞",
        "softmax⎜──────⎟ V",
        "       ⎜ ┌──  ⎟",
        "       ⎝ √dₖ  ⎠",
    ]


def test_exponents_stand_on_a_row_of_their_own() -> None:
    assert lines(tree("chinchilla", "E + A/N^alpha + B/D^beta")) == [
        "     A      B",
        "E + ──── + ────",
        "      α      β",
        "     N      D",
    ]


def test_subscripts_are_lowered_where_unicode_lacks_one() -> None:
    drawn = lines(tree("bradley_terry", "r(x,y_w) - r(x,y_l)"))
    assert drawn == ["r(x, y ) − r(x, y )", "      w          l"]
    assert one_line(tree("bradley_terry", "r(x,y_w) - r(x,y_l)")) == "r(x, y_w) − r(x, y_l)"


def test_room_shrinks_in_three_steps() -> None:
    node = tree("dpo", formula("dpo").reference)
    heights = [len(lines(node, 110, 8)), len(lines(node, 110, 4)), len(lines(node, 110, 1))]
    assert heights == [5, 3, 1]
    assert "y_w" in "".join(lines(node, 110, 4))
    assert max(len(row) for row in lines(node, 40, 3)) <= 40


@pytest.mark.parametrize("name", ["dpo", "ipo", "rlhf_objective", "ppo_clip", "grpo_objective"])
def test_long_formulas_keep_their_bars_in_a_narrow_terminal(name: str) -> None:
    drawn = lines(tree(name, formula(name).reference), 72, 7)
    assert max(len(row) for row in drawn) <= 72
    assert any("──" in row for row in drawn) or "/" not in one_line(tree(name, formula(name).reference))


def test_a_fault_is_marked_by_its_place() -> None:
    text = "softmax(Q K^T/d_k) V"
    place = (text.index("d_k"), text.index("d_k") + 3)
    pieces = [p for row in render(tree("attention", text), 80, 9, marks=[(place, "fault")]) for p in row]
    assert [piece.text for piece in pieces if piece.style == "fault"] == ["dₖ"]


def test_a_missing_bracket_is_dotted() -> None:
    closed = "softmax(Q K^T)"
    pieces = [p for row in render(tree("attention", closed), 80, 9, length=len(closed) - 1) for p in row]
    assert Piece("┊", "missing") in pieces


@pytest.mark.parametrize(
    ("question", "text", "line"),
    [
        ("swiglu", "(silu(x W) ⊙ (x V)) W_2", "(SiLU(x W) ⊙ x V) W₂"),
        ("swiglu", "(silu(x W) * (x V)) W_2", "(SiLU(x W) * x V) W₂"),
        ("orpo_or_loss", "p(y_w|x)/(1-p(y_w|x))", "p(y_w | x)/(1 − p(y_w | x))"),
        ("gae", "(gamma lambda)^l delta_{t+l}", None),
        ("pass_at_k", "1 - C(n-c,k)/C(n,k)", "1 − binom(n − c, k)/binom(n, k)"),
        ("kl_divergence", "sum_x p(x) log(p(x)/q(x))", "Σₓ p(x) log(p(x)/q(x))"),
        ("layernorm", "gamma * x̄ / sqrt(sigma^2+eps)", "γ*x̄/√(σ² + ε)"),
    ],
)
def test_one_line(question: str, text: str, line: str | None) -> None:
    if line is not None:
        assert one_line(tree(question, text)) == line


def test_one_line_reads_back_as_the_same_formula() -> None:
    for question in ("chinchilla", "kaplan", "optimal_policy", "implicit_reward", "bradley_terry"):
        node = tree(question, formula(question).reference)
        again = tree(question, one_line(node))
        assert shape_of(canonical(again, frozenset())) == shape_of(canonical(node, frozenset()))
