"""A recorded interview after the candidate settled unsure points: which rungs are passed now, and how deep that is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from interview_prep.questions.model import Ladder

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank


def settled(bank: "Bank", mock: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record with the settled points moved to covered or missed, and with depths and flinches that follow."""
    choices = {str(key): bool(value) for key, value in dict(mock.get("settled") or {}).items()}
    if not choices:
        return mock
    said: dict[str, set[str]] = {}  # per rung: what counts from the answer on in which it was said
    turns = [_settled_turn(bank, dict(turn), choices, said) for turn in mock.get("turns", ())]
    depths = {str(k): int(v) for k, v in dict(mock.get("depths", {})).items()}
    flinches = {str(k): int(v) for k, v in dict(mock.get("flinches", {})).items()}
    ends = dict(mock.get("ends", {}))
    for turn in turns:
        if turn["outcome"] == "strong" and turn["ask"] != "repair":
            depths[turn["concept"]] = max(depths.get(turn["concept"], 0), int(turn["rung"]))
            if flinches.get(turn["ladder"]) == turn["rung"]:
                del flinches[turn["ladder"]]
                ends[turn["ladder"]] = "settled"
    return {**mock, "turns": turns, "depths": depths, "flinches": flinches, "ends": ends}


def _settled_turn(
    bank: "Bank", turn: dict[str, Any], choices: Mapping[str, bool], said: dict[str, set[str]]
) -> dict[str, Any]:
    place = f"{turn['ladder']}#{turn['rung']}:"
    decided = {name for name in turn.get("unsure", ()) if f"{place}{name}" in choices}
    so_far = said.setdefault(place, set())
    so_far |= {name for name in decided if choices[f"{place}{name}"]}
    if not decided and not so_far:
        return turn
    turn["unsure"] = [name for name in turn["unsure"] if name not in decided | so_far]
    turn["covered"] = sorted({*turn["covered"], *so_far})
    ladder = bank.get(turn["ladder"]) if turn["ladder"] in bank else None
    lacking = turn["outcome"] == "weak" and turn["ask"] != "repair"
    if lacking and isinstance(ladder, Ladder) and ladder.rungs[int(turn["rung"]) - 1].passes(turn["covered"]):
        turn["outcome"] = "strong"
    return turn
