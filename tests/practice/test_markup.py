"""Prompts as people read them: emphasis, code, lists, one-line maths; nothing else has a meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_prep.practice.markup import blocks, inline, plain
from interview_prep.practice.maths import to_unicode


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\sqrt{d_k}", "√dₖ"),
        (r"QK^\top/\sqrt{d_k}", "QK⊤/√dₖ".replace("⊤", "ᵀ")),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"10000^{-2i/d}", "10000^(−2i/d)"),
        (r"x_{ij}^2", "xᵢⱼ²"),
        (r"y_w, y_l", "y_w, y_l"),  # there is no small w: neither is lowered
        (r"\pi_\theta(y_l \mid x)", "π_θ(y_l | x)"),
        (r"n \times d_k", "n × dₖ"),
        (r"\hat{y}", "ŷ"),
        (r"C = 6ND", "C = 6ND"),
        (r"\unknown{x}", "unknownx"),
        (r"\log\frac{a}{b}", "log(a/b)"),
        (r"\frac{a}{b} x", "(a/b) x"),
        (r"\frac{a}{b}^2 + \frac{c}{d}", "(a/b)² + c/d"),
    ],
)
def test_maths_on_one_line(latex: str, shown: str) -> None:
    import unicodedata

    assert unicodedata.normalize("NFC", to_unicode(latex)) == shown


def test_subscripts_of_one_line_are_all_lowered_or_none() -> None:
    assert plain("$y_l$ against $y_w$ at $d_k$") == "y_l against y_w at d_k"
    assert plain("$y_l$ at $d_k$") == "yₗ at dₖ"


def test_emphasis_code_and_escapes() -> None:
    spans = inline(r"a **b** *c* `d*e` \$5 2*3*4")
    assert [(span.text, span.style) for span in spans if span.style] == [("b", "bold"), ("c", "bold"), ("d*e", "code")]
    assert plain(r"costs \$5 and \$6") == "costs $5 and $6"


def test_brackets_mean_nothing() -> None:
    for text in ("[@click=app.quit]x[/]", "list[int]", "[/]", "[bold red]no[/bold red]"):
        assert plain(text) == text


def test_lists_and_code() -> None:
    found = blocks("First\nline\n\n- one\n  more\n- two\n\n```\na  b\n```")
    assert [(block.kind, block.text) for block in found] == [
        ("paragraph", "First line"),
        ("item", "• one more"),
        ("item", "• two"),
        ("code", "a  b"),
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_and_clean(text: str) -> None:
    for block in blocks(text):
        assert "\x1b" not in block.text
        assert "\u202e" not in block.text


@given(st.text(alphabet="\\{}_^$ab12 frcsqtpi", max_size=80))
def test_any_maths_is_read(latex: str) -> None:
    assert "\n" not in to_unicode(latex.replace("\n", ""))
