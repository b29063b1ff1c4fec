"""The engine against PyTorch and Hugging Face transformers, where the optional group of peers is installed."""

from typing import Any

import numpy as np
import pytest

import engine

torch = pytest.importorskip("torch", exc_type=ImportError)
transformers = pytest.importorskip("transformers", exc_type=ImportError)
pytestmark = pytest.mark.filterwarnings("default")  # their warnings are their own


@pytest.fixture(autouse=True)
def double_precision() -> Any:
    """Both sides in float64."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("seed", range(40))
def test_filters_keep_what_transformers_keeps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 40))
    logits = rng.standard_normal(size) * rng.choice([0.1, 1.0, 5.0])
    scores = torch.tensor(logits)[None]
    k, p, used = int(rng.integers(1, size + 1)), float(rng.uniform(0.05, 0.99)), rng.integers(0, size, 5)
    ids = torch.tensor(used)[None]
    heat, top_k = transformers.TemperatureLogitsWarper(0.7), transformers.TopKLogitsWarper(k)
    top_p, min_p = transformers.TopPLogitsWarper(p), transformers.MinPLogitsWarper(0.05)
    typical, repeated = transformers.TypicalLogitsWarper(0.9), transformers.RepetitionPenaltyLogitsProcessor(1.2)
    chain = scores
    for processor in (repeated, heat, top_k, top_p, min_p, typical):
        chain = processor(ids, chain)
    pairs = [
        (engine.top_k(logits=logits, k=k), top_k(ids, scores)),
        (engine.top_p(logits=logits, p=p), top_p(ids, scores)),
        (engine.min_p(logits=logits, min_p=0.05), min_p(ids, scores)),
        (engine.typical(logits=logits, mass=0.9), typical(ids, scores)),
        (engine.repetition_penalty(logits=logits, token_ids=used, penalty=1.2), repeated(ids, scores)),
        (
            engine.process_logits(
                logits=logits,
                token_ids=used,
                repetition_penalty=1.2,
                temperature=0.7,
                top_k=k,
                top_p=p,
                min_p=0.05,
                typical_p=0.9,
            ),
            chain,
        ),
    ]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours.logits, theirs.numpy()[0], rtol=1e-12)


def test_gpt2_and_llama_are_those_of_transformers() -> None:
    torch.manual_seed(0)
    ids = torch.randint(0, 50, (2, 9))
    sizes: dict[str, Any] = {"vocab_size": 50, "n_positions": 20, "n_embd": 16, "n_layer": 2, "n_head": 4}
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(**sizes)).double().eval()
    with torch.no_grad():
        expected = model(ids, output_hidden_states=True)
    weights = {name: array.numpy() for name, array in model.state_dict().items()}
    found = engine.gpt2_forward(config=sizes, weights=weights, input_ids=ids.numpy())
    np.testing.assert_allclose(found.logits, expected.logits.numpy(), atol=1e-12)
    for ours, theirs in zip(found.hidden_states[:-1], expected.hidden_states[:-1], strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-12)

    llama: dict[str, Any] = {
        "vocab_size": 50,
        "hidden_size": 32,
        "intermediate_size": 40,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
    }
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**llama)).double().eval()
    with torch.no_grad():
        logits = model(ids).logits.numpy()
    weights = {name: array.numpy() for name, array in model.state_dict().items()}
    np.testing.assert_allclose(
        engine.llama_forward(config=llama, weights=weights, input_ids=ids.numpy()), logits, atol=2e-5
    )  # its rotary tables are in float32


@pytest.mark.parametrize("causal", [False, True])
def test_attention_is_that_of_torch(causal: bool) -> None:
    rng = np.random.default_rng(1)
    q, k, v = (rng.standard_normal((2, 4, 150, 8)) for _ in range(3))
    expected = torch.nn.functional.scaled_dot_product_attention(*(torch.tensor(x) for x in (q, k, v)), is_causal=causal)
    found = engine.scaled_dot_product_attention(q=q, k=k, v=v, causal=causal).output
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-12)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_and_its_gradient_are_those_of_torch(smoothing: float) -> None:
    logits = torch.tensor(np.random.default_rng(2).standard_normal((7, 5)), requires_grad=True)
    targets = torch.tensor([0, 1, -100, 4, 2, 3, -100])
    loss = torch.nn.functional.cross_entropy(logits, targets, label_smoothing=smoothing)
    loss.backward()
    found = engine.cross_entropy(logits=logits.detach().numpy(), targets=targets.numpy(), label_smoothing=smoothing)
    assert found.mean == pytest.approx(loss.item(), rel=1e-13)
    np.testing.assert_allclose(found.grad_logits, logits.grad.numpy(), atol=1e-15)


def test_dpo_and_ppo_gradients_are_those_of_autograd() -> None:
    rng = np.random.default_rng(3)
    new, other, ref, ref_other, advantage = (torch.tensor(rng.standard_normal(64)) for _ in range(5))
    new.requires_grad_()
    loss = -torch.nn.functional.logsigmoid(0.3 * ((new - ref) - (other - ref_other))).mean()
    loss.backward()
    found = engine.dpo_loss(
        policy_chosen_logps=new.detach().numpy(),
        policy_rejected_logps=other.numpy(),
        ref_chosen_logps=ref.numpy(),
        ref_rejected_logps=ref_other.numpy(),
        beta=0.3,
    )
    assert found.loss == pytest.approx(loss.item(), rel=1e-13)
    np.testing.assert_allclose(found.grad_policy_chosen, new.grad.numpy(), atol=1e-15)
    new.grad = None
    ratio = torch.exp(new - ref)
    clipped = -torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean()
    clipped.backward()
    ppo = engine.ppo_clip_loss(logps=new.detach().numpy(), old_logps=ref.numpy(), advantages=advantage.numpy())
    assert ppo.loss == pytest.approx(clipped.item(), rel=1e-13)
    np.testing.assert_allclose(ppo.grad_logps, new.grad.numpy(), atol=1e-15)
