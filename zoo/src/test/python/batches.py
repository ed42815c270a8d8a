"""Texts of different lengths that transformers generates together, padded on the left.

For each folder of gpt2.py and llama.py it writes batch.safetensors: the prompts (padded with -1), and what is generated
after each, greedily, with two end tokens, of which several texts reach one (after that -1).

Made with torch 2.13.0, transformers 5.17.0, safetensors 0.8.0; from this folder:

    python batches.py
"""

import itertools
import os

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

RESOURCES = "../resources/dev/lanewise/zoo"
LENGTHS = [5, 1, 12, 3, 8, 2]
MORE = 20


def lengths(texts, ends):
    """How many different lengths there are with these end tokens."""
    return len({next((i for i, token in enumerate(text) if token in ends), MORE) for text in texts.tolist()})


for name in ["gpt2/gpt2", "llama/llama", "llama/llama-3", "llama/mistral", "llama/qwen3"]:
    folder = os.path.join(RESOURCES, name)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    vocabulary = model.config.vocab_size
    generator = torch.Generator().manual_seed(11)
    texts = [torch.randint(vocabulary, (length,), generator=generator) for length in LENGTHS]
    most = max(LENGTHS)
    padded = torch.stack([torch.cat([torch.zeros(most - len(text), dtype=torch.long), text]) for text in texts])
    mask = torch.stack([torch.cat([torch.zeros(most - len(text), dtype=torch.long), torch.ones_like(text)]) for text in texts])

    def generated(ends):
        return model.generate(
            padded, attention_mask=mask, do_sample=False, max_new_tokens=MORE, max_length=None, eos_token_id=ends, pad_token_id=0
        )[:, most:]

    free = generated(None)
    ends = list(max(itertools.combinations(free.unique().tolist(), 2), key=lambda pair: lengths(free, pair)))
    together = generated(ends)
    expected = torch.full((len(texts), MORE), -1)
    for i in range(len(texts)):
        alone = model.generate(
            texts[i][None], do_sample=False, max_new_tokens=MORE, max_length=None, eos_token_id=ends, pad_token_id=0
        )[0, LENGTHS[i] :]
        expected[i, : len(alone)] = together[i, : len(alone)]
        print(name, len(alone), (expected[i, : len(alone)] == alone).all().item())
    prompts = torch.stack([torch.cat([text, torch.full((most - len(text),), -1)]) for text in texts])
    save_file(
        {"prompts": prompts.int(), "generated": expected.int(), "ends": torch.tensor(ends).int()},
        os.path.join(folder, "batch.safetensors"),
    )
