"""Rows for engine/chat.py."""

from engine.operations.row import Argument, Operation, StepName

_ARGUMENTS = (
    Argument("messages", "list of dict", meaning="each with role and content"),
    Argument("add_generation_prompt", "bool", False, "open the assistant's turn at the end"),
)
_STEPS = (StepName("turn", "one message"), StepName("text", "all turns"))
_EXAMPLE = {
    "messages": (
        {"role": "system", "content": "Answer briefly."},
        {"role": "user", "content": "What is a token? "},
        {"role": "assistant", "content": "A chunk of text."},
    ),
    "add_generation_prompt": False,
}

ROWS: tuple[Operation, ...] = (
    Operation(
        name="render_chatml",
        module="engine.chat",
        concept="prompts",
        summary="Messages as ChatML, and which part of it carries loss",
        arguments=_ARGUMENTS,
        results=(("text", "str"), ("assistant_spans", "(N, 2)")),
        formula="<|im_start|>role, newline, content<|im_end|>, newline",
        steps=_STEPS,
        example=_EXAMPLE,
    ),
    Operation(
        name="render_llama3",
        module="engine.chat",
        concept="prompts",
        summary="Messages as Llama 3 reads them",
        arguments=_ARGUMENTS,
        results=(("text", "str"),),
        formula="<|start_header_id|>role<|end_header_id|>, two newlines, content<|eot_id|>",
        steps=_STEPS,
        example=_EXAMPLE,
    ),
)
