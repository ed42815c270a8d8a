"""Writes small random models of Llama's kind, and what transformers makes of them.

pip install torch==2.13.0 transformers==5.17.0 safetensors; python llama.py ../resources/dev/lanewise/zoo/llama
"""

import os
import sys

import torch
from causal import CONTEXT, VOCABULARY, randomize, write
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)


def llama(seed, network=LlamaForCausalLM, configuration=LlamaConfig, **settings):
    config = configuration(**(
        dict(vocab_size=VOCABULARY, max_position_embeddings=CONTEXT, hidden_size=16, intermediate_size=24,
            num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, bos_token_id=0, eos_token_id=0)
        | settings))
    return randomize(network._from_config(config, attn_implementation="eager"), seed)


if __name__ == "__main__":
    out = sys.argv[1]
    plain = llama(1)
    write(plain, os.path.join(out, "llama"))
    write(
        llama(2, tie_word_embeddings=True, head_dim=6, attention_bias=True, mlp_bias=True,
            rope_parameters=dict(rope_type="llama3", rope_theta=5000.0, factor=8.0, low_freq_factor=1.0,
                high_freq_factor=4.0, original_max_position_embeddings=16)),
        os.path.join(out, "llama-3"))
    write(
        llama(3, rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=2.0)),
        os.path.join(out, "llama-linear"))
    rounded = plain.to(torch.bfloat16).float()
    write(rounded, os.path.join(out, "llama-bf16"), torch.bfloat16, "5KB")
    write(
        llama(4, MistralForCausalLM, MistralConfig, sliding_window=30),
        os.path.join(out, "mistral"))
    write(llama(5, Qwen2ForCausalLM, Qwen2Config, tie_word_embeddings=True), os.path.join(out, "qwen2"))
    write(llama(6, Qwen3ForCausalLM, Qwen3Config, head_dim=6), os.path.join(out, "qwen3"))
