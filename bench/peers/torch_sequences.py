"""PyTorch's recurrent layers, transformers, attention and embeddings, for torch_peer.py."""

import networks
import numpy as np
import protocol
import sequences
import torch
import torch.nn.functional as F
from protocol import Work, repeating
from torch_networks import LiveBytes, Memory, called, combined, compiled


class Recurrent(torch.nn.Module):
    """A recurrent layer, and a linear one on its last output."""

    def __init__(self, s):
        super().__init__()
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}[s["cell"]]
        self.recurrent = kind(s["inputs"], s["hidden"], batch_first=True)
        self.head = torch.nn.Linear(s["hidden"], sequences.CLASSES)

    def forward(self, x):
        return self.head(self.recurrent(x)[0][:, -1])


class Projections(torch.nn.Module):
    """The parameters of torch.nn.MultiheadAttention, by the same names."""

    def __init__(self, width):
        super().__init__()
        self.in_proj_weight = torch.nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = torch.nn.Parameter(torch.empty(3 * width))
        self.out_proj = torch.nn.Linear(width, width)


class GptLayer(torch.nn.Module):
    """Pre norm and GELU, written as nanoGPT writes it: faster than torch.nn.TransformerEncoderLayer."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.self_attn = Projections(width)
        self.norm1, self.norm2 = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.linear1, self.linear2 = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x, attend):
        n, t, width = x.shape
        projected = F.linear(self.norm1(x), self.self_attn.in_proj_weight, self.self_attn.in_proj_bias)
        q, k, v = (part.view(n, t, self.heads, -1).transpose(1, 2) for part in projected.split(width, 2))
        x = x + self.self_attn.out_proj(attend(q, k, v).transpose(1, 2).reshape(n, t, width))
        return x + self.linear2(F.gelu(self.linear1(self.norm2(x))))


class Gpt(torch.nn.Module):
    def __init__(self, s):
        super().__init__()
        width = s["width"]
        self.tokens = torch.nn.Embedding(s["vocabulary"], width)
        self.positions = torch.nn.Embedding(s["context"], width)
        self.layers = torch.nn.ModuleList(GptLayer(width, s["heads"]) for _ in range(s["layers"]))
        self.norm = torch.nn.LayerNorm(width)
        self.head = torch.nn.Linear(width, s["vocabulary"], bias=False)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions.weight[: tokens.shape[1]]
        for layer in self.layers:
            x = layer(x, lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True))
        return self.head(self.norm(x))


def encoder(s):
    return torch.nn.TransformerEncoderLayer(s["width"], s["heads"], s["ff"], dropout=0, batch_first=True)


MODELS = {"recurrent": Recurrent, "encoder": encoder, "gpt": Gpt}
LOSSES = {
    "recurrent": F.cross_entropy,
    "encoder": F.mse_loss,
    "gpt": lambda logits, y: F.cross_entropy(logits.flatten(0, 1), y.flatten()),
}


def model(kind, s):
    """A model whose state is what everybody's is."""
    built = MODELS[kind](s)
    values = networks.values(np, sequences.SHAPES[kind](s))
    built.load_state_dict({name: torch.from_numpy(array) for name, array in values.items()})
    return built


def training(kind, s, rate):
    """A step as PyTorch's examples write it."""
    x, y = (torch.from_numpy(array) for array in sequences.batch(np, kind, s))
    module = model(kind, s)
    clips, fused = s["rule"] == "adamw", s["variant"] != "eager"
    if clips:
        optimizer = torch.optim.AdamW(
            module.parameters(), lr=rate, betas=sequences.BETAS, weight_decay=sequences.DECAY, fused=fused
        )
    else:
        optimizer = torch.optim.Adam(module.parameters(), lr=rate, fused=fused)
    forward = compiled(s, module)
    loss_of = LOSSES[kind]

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(forward(x), y)
        loss.backward()
        if clips:
            torch.nn.utils.clip_grad_norm_(module.parameters(), sequences.LONGEST_GRADIENT)
        optimizer.step()
        return loss

    return step


def trained(kind):
    """Training steps of a model. What is checked is the loss after some of them at a usual rate."""

    def open_task(s):
        checked = training(kind, s, sequences.RATES[s["rule"]])
        loss = called(s, checked)
        for _ in range(protocol.CHECKED_STEPS - 1):
            loss = checked()
        step = training(kind, s, protocol.TIMED_RATE)
        called(s, step)
        return Work(repeating(step), loss.item())

    return open_task


def generation(s):
    """The likeliest token after the likeliest token, from token 0 to the end of the context, with a cache.

    Eager code reads the part of the cache that is filled; what is compiled has one shape, so it reads all and masks.
    """
    module = model("gpt", s).eval()
    context, shape = s["context"], (1, s["heads"], s["context"], s["width"] // s["heads"])
    caches = [(torch.zeros(shape), torch.zeros(shape)) for _ in range(s["layers"])]
    fixed = s["variant"] == "compile"
    positions = torch.arange(context)

    def attention(cache, at):
        def eager(q, k, v):
            for cached, new in zip(cache, (k, v)):
                cached[:, :, at : at + 1] = new
            return F.scaled_dot_product_attention(q, *(cached[:, :, : at + 1] for cached in cache))

        def masked(q, k, v):
            for cached, new in zip(cache, (k, v)):
                cached.index_copy_(2, at, new)
            return F.scaled_dot_product_attention(q, *cache, attn_mask=(positions <= at).view(1, 1, 1, context))

        return masked if fixed else eager

    def logits(token, at):
        x = module.tokens(token) + (module.positions(at) if fixed else module.positions.weight[at])
        for layer, cache in zip(module.layers, caches):
            x = layer(x, attention(cache, at))
        return module.head(module.norm(x))

    def step(token, at):
        scores = logits(token, at)
        return scores, scores.argmax(-1)

    forward = compiled(s, step)

    @torch.inference_mode()
    def text():
        token, scores = torch.zeros(1, 1, dtype=torch.long), None
        for i in range(context):
            scores, token = forward(token, positions[i : i + 1] if fixed else i)
        return scores

    return Work(repeating(text), protocol.weighted(np, called(s, text).numpy()), 1 / context)


def attention_call(s):
    """Attention forward and backward, as a call."""
    q, k, v, g = (torch.from_numpy(array) for array in sequences.attention(np, s))
    leaves = [tensor.requires_grad_() for tensor in (q, k, v)]
    forward = compiled(s, lambda: F.scaled_dot_product_attention(*leaves, is_causal=s["causal"] == "true"))

    def call():
        y = forward()
        return y, *torch.autograd.grad(y, leaves, g)

    return call


def attention(s):
    call = attention_call(s)
    return Work(repeating(call), combined(called(s, call)))


def attention_memory(s):
    """What the result and the gradients take, and what is live with them at most."""
    call = attention_call(s)

    def peak(_):
        with LiveBytes() as counted:
            call()
        return counted.peak

    return Memory(peak, combined(call()))


def embedding(s):
    """The gradient of a table that vectors have been taken from: dense, as by default."""
    table, indices, g = (torch.from_numpy(array) for array in sequences.embedding(np, s))
    table.requires_grad_()
    y = F.embedding(indices, table)

    def call():
        return torch.autograd.grad(y, table, g, retain_graph=True)

    return Work(repeating(call), combined(call()))


KINDS = {
    **{kind: trained(kind) for kind in MODELS},
    "generation": generation,
    "attention": attention,
    "attention-memory": attention_memory,
    "embedding": embedding,
}
