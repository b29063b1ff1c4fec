"""Chat templates: how a list of messages becomes the one text that a model reads.

ChatML (older OpenAI chat models, Qwen): `<|im_start|>role`, newline, content, `<|im_end|>`, newline; an open assistant
turn asks for the answer. Llama 3: headers, two newlines, trimmed content, `<|eot_id|>`, one `<|begin_of_text|>` at the
very start (the template published with Meta-Llama-3-8B-Instruct). Left out: default system messages, tools, images. The
text of a delimiter inside content is not escaped, as in the templates themselves: mind where content comes from.

A message is a mapping with the strings `role` and `content`. Source: the OpenAI ChatML document, 2023; Llama Team 2024.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import arrays
from engine.errors import DTypeError
from engine.trace import Trace


@dataclass(frozen=True, slots=True)
class ChatText:
    """text: the rendered messages; assistant_spans: [start, end) in code points of what carries loss."""

    text: str
    assistant_spans: list[list[int]]


def render_chatml(*, messages: Any, add_generation_prompt: bool = False, trace: Trace | None = None) -> ChatText:
    """ChatML of `messages`, content verbatim, and the spans that a loss counts: assistant content with its <|im_end|>.

    The newline after <|im_end|> belongs to no span. Raises DTypeError for a message without role or content.
    """
    text, spans = "", []
    for role, content in _messages(messages):
        header, body = f"<|im_start|>{role}\n", f"{content}<|im_end|>"
        start = len(text) + len(header)
        if role == "assistant":
            spans.append([start, start + len(body)])
        text += f"{header}{body}\n"
        if trace is not None:
            trace.add("turn", f"{header}{body}\n", "<|im_start|>role, newline, content<|im_end|>, newline")
    if arrays.flag("add_generation_prompt", add_generation_prompt):
        text += "<|im_start|>assistant\n"
    if trace is not None:
        trace.add("text", text, "all turns; the open one asks for the answer")
    return ChatText(text, spans)


def render_llama3(*, messages: Any, add_generation_prompt: bool = False, trace: Trace | None = None) -> str:
    """Llama 3's text of `messages`, content trimmed; <|begin_of_text|> stands before the first message.

    Raises DTypeError for a message without role or content.
    """
    text = ""
    for role, content in _messages(messages):
        turn = f"<|start_header_id|>{role}<|end_header_id|>\n\n{content.strip()}<|eot_id|>"
        text += turn if text else f"<|begin_of_text|>{turn}"
        if trace is not None:
            trace.add("turn", turn, "header, two newlines, trimmed content, <|eot_id|>")
    if arrays.flag("add_generation_prompt", add_generation_prompt):
        text += "<|start_header_id|>assistant<|end_header_id|>\n\n"
    if trace is not None:
        trace.add("text", text, "all turns; the open one asks for the answer")
    return text


def _messages(messages: Any) -> list[tuple[str, str]]:
    """(role, content) of each message."""
    if isinstance(messages, (str, bytes, Mapping)) or not isinstance(messages, Iterable):
        raise DTypeError(f"messages: got {type(messages).__name__}, expected a list of messages")
    return [(_part(message, at, "role"), _part(message, at, "content")) for at, message in enumerate(messages)]


def _part(message: Any, at: int, key: str) -> str:
    if not isinstance(message, Mapping):
        raise DTypeError(f"messages[{at}]: got {type(message).__name__}, expected a mapping with role and content")
    if key not in message:
        raise DTypeError(f"messages[{at}]: got no {key}, expected role and content")
    return arrays.text(f"messages[{at}].{key}", message[key])
