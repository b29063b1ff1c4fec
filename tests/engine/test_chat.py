"""Chat templates: the text as published, and the spans that carry loss."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError

OFTEN = settings(deadline=None, max_examples=60, derandomize=True)
ROLES = st.sampled_from(["system", "user", "assistant"])
MESSAGES = st.lists(st.fixed_dictionaries({"role": ROLES, "content": st.text(max_size=8)}), max_size=5)
TALK = [
    {"role": "system", "content": "Be brief. "},
    {"role": "user", "content": "  Hi\n"},
    {"role": "assistant", "content": "Hello 👋 "},
]


def test_chatml_as_published() -> None:
    found = engine.render_chatml(messages=TALK)
    assert found.text == (
        "<|im_start|>system\nBe brief. <|im_end|>\n"
        "<|im_start|>user\n  Hi\n<|im_end|>\n"
        "<|im_start|>assistant\nHello 👋 <|im_end|>\n"
    )
    [[start, end]] = found.assistant_spans
    assert found.text[start:end] == "Hello 👋 <|im_end|>"


def test_the_generation_prompt_opens_a_turn_and_carries_no_loss() -> None:
    found = engine.render_chatml(messages=TALK[:2], add_generation_prompt=True)
    assert found.text.endswith("<|im_end|>\n<|im_start|>assistant\n")
    assert found.assistant_spans == []
    assert engine.render_chatml(messages=[], add_generation_prompt=True).text == "<|im_start|>assistant\n"
    assert engine.render_chatml(messages=np.array([])).text == ""  # no default system message


@OFTEN
@given(messages=MESSAGES, prompted=st.booleans())
def test_spans_are_the_assistants_words_in_code_points(messages: list[dict[str, str]], prompted: bool) -> None:
    found = engine.render_chatml(messages=messages, add_generation_prompt=prompted)
    said = [message["content"] for message in messages if message["role"] == "assistant"]
    assert [found.text[start:end] for start, end in found.assistant_spans] == [f"{words}<|im_end|>" for words in said]
    assert found.text.count("<|im_start|>") >= len(messages) + prompted


def test_llama_3_as_published() -> None:
    assert engine.render_llama3(messages=TALK, add_generation_prompt=True) == (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\nHello 👋<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n"
    )


@OFTEN
@given(messages=MESSAGES.filter(bool))
def test_llama_3_trims_and_begins_once(messages: list[dict[str, str]]) -> None:
    text = engine.render_llama3(messages=messages)
    turns = text.removeprefix("<|begin_of_text|>").split("<|start_header_id|>")[1:]
    if all("<|" not in message["content"] for message in messages):
        assert [turn.split("\n\n", 1)[1] for turn in turns] == [f"{m['content'].strip()}<|eot_id|>" for m in messages]


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ("hello", "messages: got str, expected a list of messages"),
        ({"role": "user", "content": "x"}, "messages: got dict"),
        (["x"], r"messages\[0\]: got str, expected a mapping"),
        ([{"role": "user"}], r"messages\[0\]: got no content"),
        ([{"role": "user", "content": 3}], r"messages\[0\].content: got 3, expected text"),
        (7, "messages: got int"),
    ],
)
def test_what_is_no_list_of_messages_is_refused_by_name(messages: Any, message: str) -> None:
    for render in (engine.render_chatml, engine.render_llama3):
        with pytest.raises(DTypeError, match=message):
            render(messages=messages)
    with pytest.raises(DTypeError, match="add_generation_prompt: got 1"):
        engine.render_chatml(messages=[], add_generation_prompt=1)
