"""Writes small random GPT-2 models, what transformers makes of them, and logits as its processors leave them.

pip install torch==2.13.0 transformers==5.17.0 safetensors; python gpt2.py ../resources/dev/lanewise/zoo/gpt2
"""

import os
import sys

import torch
from causal import CONTEXT, VOCABULARY, randomize, write
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)


def gpt(seed, **settings):
    config = GPT2Config(
        vocab_size=VOCABULARY, n_positions=CONTEXT, n_embd=16, n_layer=2, n_head=4, bos_token_id=0, eos_token_id=0,
        **settings)
    return randomize(GPT2LMHeadModel._from_config(config, attn_implementation="eager"), seed)


def processed(path):
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(4, VOCABULARY, generator=generator) * 3
    logits[1] = (logits[1] * 2).round() / 2  # many are equal
    logits[2, 5:] = -float("inf")
    seen = torch.randint(VOCABULARY, (4, 9), generator=generator)
    steps = {
        "temperature": [TemperatureLogitsWarper(0.7)],
        "top_k": [TopKLogitsWarper(7)],
        "top_p": [TopPLogitsWarper(0.8)],
        "min_p": [MinPLogitsWarper(0.1)],
        "penalty": [RepetitionPenaltyLogitsProcessor(1.3)],
        "all": [
            RepetitionPenaltyLogitsProcessor(1.3), TemperatureLogitsWarper(0.7), TopKLogitsWarper(20),
            TopPLogitsWarper(0.9), MinPLogitsWarper(0.05)],
    }
    tensors = {"logits": logits, "seen": seen.int()}
    for name, processors in steps.items():
        result = logits.clone()
        for processor in processors:
            result = processor(seen, result)
        tensors[name] = result
    save_file(tensors, path)


if __name__ == "__main__":
    out = sys.argv[1]
    write(gpt(1), os.path.join(out, "gpt2"))
    write(
        gpt(2, n_inner=24, activation_function="relu", scale_attn_by_inverse_layer_idx=True,
            reorder_and_upcast_attn=True, tie_word_embeddings=False),
        os.path.join(out, "gpt2-other"))
    processed(os.path.join(out, "processed.safetensors"))
