"""Exercises on language models: sequence probability, cross-entropy, perplexity, memory, decoding speed."""

from math import exp, log, log2, log10, prod

from interview_prep.exercises.arithmetic import mean
from interview_prep.exercises.registry import Work, Worked, exercise
from interview_prep.exercises.sources import choice, decimal, decimals

BITS = {"fp32": 32, "bf16": 16, "int8": 8, "int4": 4}
_SIZES = (1.5, 7, 8, 13, 34, 70, 175, 405)


@exercise("llm.sequence-log-probability", p=decimals(0.05, 0.9, 0.01, 4))
def sequence_log_probability(*, p: list[float]) -> Worked:
    """ln p(x_1..x_4): the sum of the conditionals' logarithms, by the chain rule of probability."""
    work = Work()
    logs = work.step("logarithm of each conditional", "ln p_t", [log(x) for x in p])
    total = work.step("their sum", "Σ ln p_t", sum(logs))
    return work.done(probability_not_log=prod(p), mean_not_sum=total / len(p), log_base_ten=total / log(10))


@exercise("llm.cross-entropy", p=decimals(0.05, 0.95, 0.01, 5))
def cross_entropy(*, p: list[float]) -> Worked:
    """The mean negative log-likelihood of the target tokens, in nats per token."""
    work = Work()
    losses = work.step("loss of each token", "−ln p_t", [-log(x) for x in p])
    loss = work.step("their mean", "(1/T) Σ −ln p_t", mean(losses))
    return work.done(sum_not_mean=sum(losses), log_of_mean=-log(mean(p)), bits_for_nats=loss / log(2))


@exercise("llm.perplexity", p=decimals(0.05, 0.95, 0.01, 5))
def perplexity(*, p: list[float]) -> Worked:
    """exp(mean negative log-likelihood) = one over the geometric mean of the target probabilities."""
    work = Work()
    loss = work.step("cross-entropy, nats per token", "(1/T) Σ −ln p_t", mean([-log(x) for x in p]))
    work.step("perplexity", "exp(cross-entropy)", exp(loss))
    return work.done(two_to_the_nats=2**loss, mean_of_inverses=mean([1 / x for x in p]), exp_of_sum=exp(loss * len(p)))


@exercise("llm.bits-per-byte", loss=decimal(1.6, 3.2, 0.01), bytes_per_token=decimal(3.2, 4.8, 0.1))
def bits_per_byte(*, loss: float, bytes_per_token: float) -> Worked:
    """Loss per token in bits, shared over the token's bytes: comparable between tokenizers."""
    work = Work()
    bits = work.step("bits per token", "loss / ln 2", loss / log(2))
    work.step("bits per byte", "bits per token / bytes per token", bits / bytes_per_token)
    return work.done(
        nats_per_byte=loss / bytes_per_token, multiplied_by_bytes=bits * bytes_per_token, bits_per_token=bits
    )


@exercise("llm.initial-loss", V=choice(32_000, 50_257, 100_277, 128_256, 200_019))
def initial_loss(*, V: int) -> Worked:
    """The loss of a model that gives every token of the vocabulary the same probability: ln V."""
    work = Work()
    work.step("probability of each token", "1 / V", 1 / V)
    work.step("loss in nats", "−ln(1/V) = ln V", log(V))
    return work.done(log_base_two=log2(V), log_base_ten=log10(V), probability_not_loss=1 / V)


@exercise("llm.weight-memory", N_billion=choice(*_SIZES), dtype=choice(*BITS))
def weight_memory(*, N_billion: float, dtype: str) -> Worked:
    """Gigabytes (10^9 bytes) of the weights alone."""
    work = Work()
    size = work.step("bytes per parameter", "bits / 8", BITS[dtype] / 8)
    work.step("gigabytes", "billions of parameters × bytes", N_billion * size)
    return work.done(
        bits_as_bytes=N_billion * BITS[dtype],
        two_bytes_always=2 * N_billion,
        training_bytes=16 * N_billion,
    )


@exercise("llm.adam-memory", N_billion=choice(0.5, 1, 1.5, 3, 7, 8, 13, 34, 70))
def adam_memory(*, N_billion: float) -> Worked:
    """Gigabytes of weights, gradients and Adam's state in mixed precision, without activations."""
    work = Work()
    low = work.step("bf16 weights and gradients, bytes per parameter", "2 + 2", 4)
    full = work.step("fp32 master weights and two Adam moments", "4 + 4 + 4", 12)
    work.step("gigabytes", "16 bytes × billions of parameters", (low + full) * N_billion)
    return work.done(
        inference_bytes=2 * N_billion, one_fp32_copy_missing=12 * N_billion, no_optimizer_state=8 * N_billion
    )


@exercise(
    "llm.decode-speed",
    N_billion=choice(7, 8, 13, 34, 70),
    bits=choice(16, 4),
    TB_s=choice(1.0, 2.0, 3.35, 4.8),
)
def decode_speed(*, N_billion: float, bits: int, TB_s: float) -> Worked:
    """Tokens per second at batch 1 when every weight is read once a token and memory is the bound."""
    work = Work()
    size = work.step("gigabytes of weights read per token", "N × bits / 8", N_billion * bits / 8)
    work.step("tokens per second at most", "bandwidth / weight bytes", TB_s * 1000 / size)
    return work.done(
        bits_as_bytes=TB_s * 1000 / (N_billion * bits),
        one_byte_always=TB_s * 1000 / N_billion,
        seconds_per_token=size / (TB_s * 1000),
    )
