"""What gpt2.py and llama.py have in common: random weights, and what transformers makes of them."""

import os

import torch
from safetensors.torch import save_file

VOCABULARY = 64
CONTEXT = 48


def randomize(model, seed):
    """Weights that matter: those of a new model are so small that all tokens get the same logits."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            numbers = torch.randn(parameter.shape, generator=generator)
            scale = name.endswith("weight") and parameter.dim() == 1
            parameter.copy_(1 + 0.2 * numbers if scale else numbers * 0.35)
    return model.eval()


def write(model, folder, dtype=torch.float32, shard="1GB"):
    """The model as transformers saves it, and expected.safetensors, which is computed before weights are narrowed."""
    os.makedirs(folder, exist_ok=True)
    generator = torch.Generator().manual_seed(7)
    tokens = torch.randint(VOCABULARY, (2, 12), generator=generator)
    prompt = tokens[:1, :5]
    plain = dict(do_sample=False, max_new_tokens=24, eos_token_id=None, pad_token_id=0)
    with torch.no_grad():
        logits = model(tokens).logits.float()
        greedy = model.generate(prompt, **plain)[0]
        fresh = model.generate(prompt, repetition_penalty=1.5, **plain)[0]
        eos = [greedy[12].item(), VOCABULARY - 1]
        stopped = model.generate(prompt, **(plain | dict(eos_token_id=eos)))[0]
    model.generation_config.update(do_sample=True, temperature=0.7, top_k=20, top_p=0.9, eos_token_id=eos, pad_token_id=0)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    save_file(
        {"tokens": tokens.int(), "logits": logits, "greedy": greedy.int(), "fresh": fresh.int(), "stopped": stopped.int()},
        os.path.join(folder, "expected.safetensors"),
    )
    print(folder, sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)), "bytes", greedy.tolist())
