"""Exercises on prompts: chat overhead, resending, caching, delimiters, repeated injection."""

from math import ceil, floor
from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, integer


@exercise("prompts.chat-overhead", content_tokens=lambda draws: draws.integers(20, 150, draws.integer(2, 5)))
def chat_overhead(*, content_tokens: list[int]) -> Worked:
    """Prompt tokens by the counting rule of 2023's cl100k chat models: 3 + 1 per message, 3 to prime the reply."""
    work = Work()
    count, content = len(content_tokens), sum(content_tokens)
    work.step("content", "Σ", content)
    wrap = work.step("messages: 3 each and 1 for the role", f"{count} · 4", 4 * count)
    work.step("with the primed reply", "content + messages + 3", content + wrap + 3)
    return work.done(content_only=content, missing_priming=content + wrap, one_per_message=content + count)


@exercise(
    "prompts.stateless-resending",
    turns=integer(3, 10),
    user=integer(20, 200, 10),
    assistant=integer(50, 400, 10),
    system=integer(50, 800, 10),
)
def stateless_resending(*, turns: int, user: int, assistant: int, system: int) -> Worked:
    """Input tokens billed over a conversation when every call resends everything."""
    work = Work()
    first = work.step("system prompt, once per call", "T s", turns * system)
    users = work.step("user turns: turn t resends t of them", "u T (T + 1) / 2", user * turns * (turns + 1) // 2)
    replies = work.step("replies: turn t resends t − 1", "a T (T − 1) / 2", assistant * turns * (turns - 1) // 2)
    total = work.step("input tokens", "the sum", first + users + replies)
    return work.done(
        server_remembers=system + turns * user,
        last_prompt_only=system + turns * user + (turns - 1) * assistant,
        system_sent_once=total - (turns - 1) * system,
    )


def _conversation(draws: Draws) -> dict[str, Any]:
    return {
        "window": draws.choice((2048, 4096, 8192, 16_384)),
        "reserve": draws.choice((256, 512, 1024)),
        "system": draws.integer(100, 600),
        "user": draws.integer(50, 300),
        "per_turn": draws.integer(80, 400),
    }


@exercise("prompts.history-that-fits", _conversation)
def history_that_fits(*, window: int, reserve: int, system: int, user: int, per_turn: int) -> Worked:
    """Whole past turns that fit beside the system prompt, the new message and the answer."""
    work = Work()
    room = work.step("room for history", "window − reserve − system − user", window - reserve - system - user)
    if room < 2 * per_turn or room % per_turn == 0:
        raise Redraw
    work.step("whole turns", "⌊room / turn⌋", floor(room / per_turn))
    return work.done(
        history_alone=floor(window / per_turn),
        rounded_up=ceil(room / per_turn),
        missing_reserve=floor((room + reserve) / per_turn),
    )


@exercise(
    "prompts.prompt-caching",
    prefix=integer(2000, 50_000, 1000),
    suffix=integer(100, 2000, 100),
    calls=integer(20, 500, 10),
    usd_per_M=choice(1, 2, 3, 5),
)
def prompt_caching(*, prefix: int, suffix: int, calls: int, usd_per_M: float) -> Worked:
    """USD for n calls with a cached prefix at a tenth of the price; the first call pays in full."""
    work = Work()
    price = usd_per_M / 1e6
    first = work.step("first call", "(P + S) p", (prefix + suffix) * price)
    later = work.step("each later call", "(0.1 P + S) p", (0.1 * prefix + suffix) * price)
    work.step("all calls", "first + (n − 1) · later", first + (calls - 1) * later)
    return work.done(
        no_cache=calls * first,
        suffix_cached_too=first + (calls - 1) * 0.1 * first,
        prefix_free=first + (calls - 1) * suffix * price,
    )


@exercise("prompts.chatml-delimiters", messages=integer(2, 12))
def chatml_delimiters(*, messages: int) -> Worked:
    """Special tokens in a ChatML prompt with an open assistant turn."""
    work = Work()
    closed = work.step("closed messages: a start and an end each", "2 M", 2 * messages)
    work.step("with the opened assistant turn", "2 M + 1", closed + 1)
    return work.done(closed_assistant_turn=closed + 2, one_per_message=messages, no_generation_prompt=closed)


@exercise("prompts.repeated-injection", p=choice(0.02, 0.03, 0.05, 0.08, 0.1), n=choice(10, 15, 20, 30, 50))
def repeated_injection(*, p: float, n: int) -> Worked:
    """The probability that at least one of n independent attempts succeeds."""
    work = Work()
    safe = work.step("all attempts fail", "(1 − p)^n", (1 - p) ** n)
    work.step("at least one succeeds", "1 − (1 − p)^n", 1 - safe)
    return work.done(one_attempt=p, expected_count=n * p, all_succeed=p**n, complement=safe)
