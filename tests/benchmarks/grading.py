"""How long grading one spoken answer takes with the whole bank loaded, and how long the grader takes to start."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.grading.recall import grade_spoken
from interview_prep.questions.response import Response
from tests.benchmarks.row import Row
from tests.grading.measuring import HERE, read, rubric

RUNS = 3
_START = """
import time
began = time.perf_counter()
from interview_prep.grading.recall import grade_spoken
from interview_prep.questions.model import KeyPoint
from interview_prep.questions.response import Response
point = KeyPoint(id="k1", text="greedy decoding", all_of=(("greedy",),))
grade_spoken((point,), (), Response(text="it is greedy decoding"))
print(time.perf_counter() - began)
"""


def rows() -> list[Row]:
    """The 95th percentile of one answer, one answer of 100 kB, and the cold start in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        bank = open_bank(cache=Path(folder))
        for entry in bank:
            bank.get(entry.id)
        times = []
        for _ in range(RUNS):
            for path in sorted(HERE.glob("*.jsonl")):
                times += [_seconds(bank, row.question, row.answer) for row in read(path)]
        long = "the encoder of BERT looks both ways, and GPT masks the future. " * 1_600
        longest = _seconds(bank, "answers.q1_arch", long)
    times.sort()
    note = f"median {times[len(times) // 2] * 1e3:.1f} ms, slowest {times[-1] * 1e3:.1f} ms, {len(times)} answers"
    return [
        Row("one spoken answer graded, 95th percentile", times[int(0.95 * len(times))], "", None, 0.1, note),
        Row("an answer of 100 kB graded", longest, "", None, 0.1),
        Row("cold start of the spoken grader", _cold_start(), "", None, 0.3),
    ]


def _seconds(bank: Bank, question: str, answer: str) -> float:
    points, flags = rubric(bank, question)
    began = time.perf_counter()
    grade_spoken(points, flags, Response(text=answer))
    return time.perf_counter() - began


def _cold_start() -> float:
    runs = [
        float(subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    return sorted(runs)[len(runs) // 2]
