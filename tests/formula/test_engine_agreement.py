"""References of the bank's formulas against the engine: two codes that share nothing give the same numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.formula.state import compiled_for
from interview_prep.questions.model import Formula

Draw = dict[str, Any]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The bundled bank."""
    return open_bank(cache=tmp_path_factory.mktemp("cache"))


def _attention(drawn: Draw, bias: Any = None) -> Any:
    q, k, v = (drawn[name][None, None].real for name in ("Q", "K", "V"))
    return engine.scaled_dot_product_attention(q=q, k=k, v=v, bias=bias).output[0, 0]


CASES: dict[str, Callable[[Draw], Any]] = {
    "attention": _attention,
    "attention_masked": lambda d: _attention(d, bias=d["M"].real),
    "softmax": lambda d: engine.softmax(x=d["z"].real).softmax,
    "softmax_temperature": lambda d: engine.temperature(logits=d["z"].real, temperature=float(d["T"].real)).probs,
    "entropy": lambda d: engine.entropy(probs=d["p"].real),
    "kl_divergence": lambda d: engine.kl_divergence(p=d["p"].real, q=d["q"].real),
    "rmsnorm": lambda d: engine.rms_norm(x=d["x"].real[None], weight=d["g"].real, eps=float(d["eps"].real))[0],
    "chinchilla": lambda d: engine.chinchilla_loss(
        params=_float(d, "N"),
        tokens=_float(d, "D"),
        E=_float(d, "E"),
        A=_float(d, "A"),
        B=_float(d, "B"),
        alpha=_float(d, "alpha"),
        beta=_float(d, "beta"),
    ),
    "train_flops": lambda d: engine.training_flops(params=_float(d, "N"), tokens=_float(d, "D")).flops,
    "pass_at_k": lambda d: engine.pass_at_k(n=_int(d, "n"), c=_int(d, "c"), k=_int(d, "k")),
    "majority_vote": lambda d: engine.majority_accuracy(p=_float(d, "p"), n=_int(d, "k")),
}


def _float(drawn: Draw, name: str) -> float:
    return float(np.real(drawn[name]))


def _int(drawn: Draw, name: str) -> int:
    return round(_float(drawn, name))


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_reference_and_the_engine_agree_on_every_draw(bundled: Bank, name: str) -> None:
    question = bundled.get(f"formula.{name}")
    assert isinstance(question, Formula)
    compiled = compiled_for(question)
    for place in range(compiled.count):
        drawn = {symbol: value.data for symbol, value in compiled.draw(place).values.items()}
        reference = compiled.known(compiled.forms[0].tree, place)
        assert reference is not None
        np.testing.assert_allclose(np.real(reference.data), np.real(CASES[name](drawn)), rtol=1e-9, atol=1e-12)
