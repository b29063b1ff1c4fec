"""What a text means: tokens, names, precedence, spans, and the place of what cannot be read."""

import pytest

from interview_prep.formula.equation import Answer, parse_answer
from interview_prep.formula.lexer import tokenise
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.live import Problem, Understood, cell_column, read
from interview_prep.formula.nodes import shape_of
from interview_prep.formula.readings import Reading
from interview_prep.formula.render import one_line
from interview_prep.formula.state import compiled_for
from tests.formula.questions import formula, graded


def parsed(name: str, text: str, reading: Reading | None = None) -> Answer:
    compiled = compiled_for(formula(name))
    return parse_answer(text, compiled.table, compiled.lefts, reading or Reading())


def same(name: str, one: str, other: str) -> bool:
    return shape_of(parsed(name, one).tree) == shape_of(parsed(name, other).tree)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("attention", "QK^T", "Q K^T"),
        ("attention", "Q Kᵀ", "Q K.T"),
        ("attention", "Q K'", r"Q K^{\top}"),
        ("attention", "Q.transpose(-2,-1)", "Q^⊤"),
        ("attention", r"\mathrm{softmax}(V)", "softmax(V)"),
        ("attention", r"\operatorname{softmax}\left( V \right)", "torch.softmax(V)"),
        ("attention", "√dₖ", r"\sqrt{d_{k}}"),
        ("attention", "math.sqrt(d_k)", "sqrt(dk)"),
        ("attention", r"\tfrac{1}{2}", "1/2"),
        ("attention", r"\frac12", "1/2"),
        ("multihead", "W^O", "W_{O}"),
        ("multihead", "Wᴼ", "W_o"),
        ("softmax", "zᵢ", "z_i"),
        ("softmax", "z[i]", "z_{i}"),
        ("softmax", "e^{z_i}", "exp(z_i)"),
        ("softmax", "Σⱼ exp(zⱼ)", r"\sum_{j} \exp(z_j)"),
        ("layernorm", "σ²", "sigma**2"),
        ("layernorm", "x̄", "xbar"),
        ("cross_entropy", "ŷᵢ", r"\hat{y}_i"),
        ("cross_entropy", "log p_i", r"\ln p_i"),
        ("train_flops", "6ND", "6 N D"),
        ("train_flops", "6,000 N", "6000 N"),
        ("pass_at_k", "(n choose k)", r"\binom{n}{k}"),
        ("pass_at_k", "C(n,k)", "math.comb(n, k)"),
        ("pass_at_k", r"{n \choose k}", "nCr(n,k)"),
        ("perplexity", r"\sqrt[N]{2}", "2^{1/N}"),
        ("dpo", r"\pi_{\text{ref}}(y_w \mid x)", "pi_ref(y_w|x)"),
        ("dpo", "π_θ(y_+|x)", "pi_theta(y_w|x)"),
        ("dpo", "E_(x,y_w,y_l)~D [beta]", "E_{(x,y_w,y_l)~D}[beta]"),
        ("rlhf_objective", "KL(π_θ‖π_ref)", r"D_{KL}[\pi_\theta \| \pi_{ref}]"),
        ("nll", "p(x_t | x_1, ..., x_{t-1})", "p(x_t | x_{≤t-1})"),
        ("nll", "x_<t", "x_{<t}"),
        ("cosine_similarity", "||a||", r"\lVert a \rVert"),
        ("cosine_similarity", "|a||b|", "|a| |b|"),
        ("cosine_similarity", "⟨a,b⟩", "dot(a, b)"),
    ],
)
def test_spellings_of_the_same(name: str, one: str, other: str) -> None:
    assert same(name, one, other)


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("chinchilla", "-E^2", "−E²"),
        ("chinchilla", "A^B^D", "A^(B^D)"),
        ("chinchilla", "A/B/D", "A/B/D"),
        ("chinchilla", "A/B D", "(A/B) D"),
        ("chinchilla", "E - A - B", "E − A − B"),
        ("chinchilla", "E - (A - B)", "E − (A − B)"),
        ("chinchilla", "A B ⊙ D", "A B ⊙ D"),
        ("chinchilla", "2^-A", "2⁻ᴬ"),
        ("entropy", "-sum_i p_i log p_i + 1", "−Σᵢ pᵢ log pᵢ + 1"),
        ("entropy", "sum_i (p_i + 1)", "Σᵢ (pᵢ + 1)"),
        ("rope", "cos mθ - sin mθ", "cos(m θ) − sin(m θ)"),
        ("gae", "gamma lambda^l", None),
    ],
)
def test_precedence_shows_in_one_line(name: str, text: str, shown: str | None) -> None:
    if shown is None:
        with pytest.raises(NotUnderstoodError, match="“l”"):
            parsed(name, text)
        return
    assert one_line(parsed(name, text).tree) == shown


def test_names_never_split_into_what_is_not_declared() -> None:
    with pytest.raises(NotUnderstoodError, match="“Nx”"):
        parsed("train_flops", "6 Nx D")


def test_a_hat_does_not_fold_into_the_bare_letter() -> None:
    assert not same("layernorm", "x̄", "x")
    assert same("ppo_clip", "Â_t", "A_t")  # declared as one


def test_brackets_multiply_a_number_and_apply_a_function() -> None:
    assert parsed("implicit_reward", "β(1+1)").tree.kind == "product"
    assert parsed("optimal_policy", "r(x,y)").tree.kind == "apply"


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("attention", "softmax(QK^T/sqrt(d_k) V", 8),
        ("attention", "softmax(Q K^T/sqrt(d_q)) V", 20),
        ("attention", "softmax(QK^T))V", 14),
        ("sinusoidal_pe", "sin(pos/10000^)", 14),
        ("chinchilla", "E + A/N^α + Q/D^β", 13),
        ("cosine_similarity", "a·/(||a|| ||b||)", 2),
        ("min_p", "p_i >=", 5),
        ("alibi", "q_i·k_j/√d - m|i-j", 15),
        ("bradley_terry", "σ(r(x,y_w) - r(x,))", 18),
        ("dpo", "E_{x~}[beta]", 5),
        ("gae", "sum_{l=0}^{inf (γλ)^l δ_{t+l}", 11),
        ("train_flops", "6 N € D", 5),
        ("train_flops", "N" * 700, 601),
        ("train_flops", "6ND =", 5),
    ],
)
def test_the_column_of_what_cannot_be_read(name: str, text: str, column: int) -> None:
    verdict = graded(name, text)
    assert verdict.error is not None
    assert verdict.correct is None
    assert verdict.column == column


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "$ $", "."])
def test_nothing_is_no_attempt(text: str) -> None:
    assert graded("train_flops", text).error is not None


def test_an_answer_that_only_names_the_formula_is_no_attempt() -> None:
    assert graded("softmax", "softmax(z)").correct is None
    assert graded("kl_divergence", "KL(p||q)").correct is None
    assert graded("softmax_temperature", "softmax(z/T)").correct is True


def test_columns_count_terminal_cells() -> None:
    assert cell_column("ＱＫ x", 3) == 5  # two wide letters
    assert cell_column("x\u0304 y", 3) == 2  # a combining mark takes no cell
    found = read(formula("layernorm"), "x\u0304 + (γ")
    assert isinstance(found, Problem)
    assert (found.span, found.column) == ((5, 6), 4)


def test_spans_survive_to_the_tree() -> None:
    text = r"\frac{ A }{ N^\alpha } + E"
    tree = parsed("chinchilla", text).tree
    spelled = {text[node.span[0] : node.span[1]] for node in tree.walk() if node.kind == "sym"}
    assert spelled == {"A", "N", r"\alpha", "E"}


def test_a_tree_never_leaves_the_text() -> None:
    for name, text in (("gae", "A_t = Σ_{l≥0} (γλ)^l δ_{t+l}"), ("rope", r"\begin{pmatrix}x_1\\x_2\end{pmatrix}")):
        assert all(0 <= n.span[0] <= n.span[1] <= len(text) for n in parsed(name, text).tree.walk())


def test_open_brackets_are_closed_for_drawing() -> None:
    found = read(formula("attention"), "softmax(QK^T/sqrt(d_k")
    assert isinstance(found, Problem)
    assert found.tree is not None
    assert one_line(found.tree) == "softmax(Q Kᵀ/√dₖ)"
    assert isinstance(read(formula("attention"), "softmax(QK^T)V"), Understood)


@pytest.mark.parametrize(
    ("name", "text", "correct"),
    [
        ("sinusoidal_pe", "PE(pos,2i) = sin(pos/10000^(2i/d))", True),
        ("sinusoidal_pe", "PE(pos,2i+1) = sin(pos/10000^(2i/d))", False),
        ("sinusoidal_pe", "PE_{(pos,2i+1)} = sin(pos/10000^(2i/d))", False),
        ("sinusoidal_pe", "sin(pos/10000^(2i/d)) = PE(pos,2i)", True),
        ("bradley_terry", "P(y_w > y_l|x) = σ(r(x,y_w)-r(x,y_l))", True),
        ("bradley_terry", "P(y_l < y_w|x) = σ(r(x,y_w)-r(x,y_l))", True),
        ("bradley_terry", "P(y_l > y_w|x) = σ(r(x,y_w)-r(x,y_l))", False),
        ("kl_divergence", "KL(p||q) = sum_x p(x) log(p(x)/q(x))", True),
        ("kl_divergence", "KL(q||p) = sum_x p(x) log(p(x)/q(x))", False),
        ("optimal_policy", "π*(x|y) = 1/Z(x) π_ref(y|x) exp(r(x,y)/β)", False),
        ("train_flops", "C = 6ND = 2ND + 4ND", True),
        ("train_flops", "C = 6ND = 2ND + 2ND", False),
        ("train_flops", "6ND = N", False),
        ("gae", "A_{t+1} = Σ_{l=0}^∞ (γλ)^l δ_{t+l}", False),
        ("dpo", "max_θ E[log σ(β log(π_θ(y_w|x)/π_ref(y_w|x)) - β log(π_θ(y_l|x)/π_ref(y_l|x)))]", True),
        ("dpo", "max_θ -E[log σ(β log(π_θ(y_w|x)/π_ref(y_w|x)) - β log(π_θ(y_l|x)/π_ref(y_l|x)))]", False),
    ],
)
def test_left_sides(name: str, text: str, correct: bool) -> None:
    assert graded(name, text).correct is correct


def test_tokens_keep_their_places() -> None:
    text = r"𝔼ₜ[min(rₜ, \hat{A}_t) ≤ ½x²]"
    for token in tokenise(text)[:-1]:
        assert 0 <= token.start <= token.end <= len(text)
    assert [(token.text, token.start, token.end) for token in tokenise("a_1 ≤ x²")[:5]] == [
        ("a", 0, 1),
        ("_", 1, 2),
        ("1", 2, 3),
        ("<=", 4, 5),
        ("x", 6, 7),
    ]


def test_long_rows_do_not_nest() -> None:
    assert len(parsed("train_flops", " ".join(["N"] * 299)).tree.parts) == 299
    assert len(parsed("train_flops", "+".join(["N"] * 240)).tree.parts) == 240


@pytest.mark.parametrize("text", ["(" * 200 + "N" + ")" * 200, "2^" * 150 + "2", "√" * 300 + "N", "log " * 99 + "N"])
def test_too_deep_is_refused(text: str) -> None:
    error = graded("train_flops", text).error
    assert error is not None
    assert "deep" in error
