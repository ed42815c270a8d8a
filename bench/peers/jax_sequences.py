"""JAX's recurrent layers, transformers, attention and embeddings, for jax_peer.py: a jit each."""

import jax
import jax.numpy as jnp
import networks
import numpy as np
import protocol
import sequences
from protocol import Work

from jax_networks import differentiated, standardised, waiting


def linear(p, name, x):
    y = x @ p[name + "weight"].T
    return y + p[name + "bias"] if name + "bias" in p else y


def layer_norm(p, name, x):
    return standardised(x, -1)[0] * p[name + "weight"] + p[name + "bias"]


def lstm(gates, h, c):
    i, f, g, o = jnp.split(gates, 4, axis=-1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(c), c


def recurrent(s, p, x):
    """A scan over what has been multiplied for all steps before."""
    w, b = p["recurrent.weight_hh_l0"].T, p["recurrent.bias_hh_l0"]
    inputs = jnp.swapaxes(x, 0, 1) @ p["recurrent.weight_ih_l0"].T + p["recurrent.bias_ih_l0"]
    zeros = jnp.zeros((x.shape[0], s["hidden"]))

    def lstm_step(state, x):
        return lstm(x + state[0] @ w + b, *state), None

    def gru_step(h, x):
        (r, z, n), (hr, hz, hn) = jnp.split(x, 3, axis=-1), jnp.split(h @ w + b, 3, axis=-1)
        z = jax.nn.sigmoid(z + hz)
        n = jnp.tanh(n + jax.nn.sigmoid(r + hr) * hn)
        return n + z * (h - n), None

    def rnn_step(h, x):
        return jnp.tanh(x + h @ w + b), None

    if s["cell"] == "lstm":
        h = jax.lax.scan(lstm_step, (zeros, zeros), inputs)[0][0]
    else:
        h = jax.lax.scan({"gru": gru_step, "rnn": rnn_step}[s["cell"]], zeros, inputs)[0]
    return linear(p, "head.", h)


def attend(q, k, v, mask):
    """Attention [N, heads, T, d] by its definition, which XLA fuses; `jax.nn.dot_product_attention` does the same."""
    scores = jnp.einsum("nhqd,nhkd->nhqk", q, k) * np.float32(q.shape[-1] ** -0.5)
    if mask is not None:
        scores = jnp.where(mask, scores, -jnp.inf)
    return jnp.einsum("nhqk,nhkd->nhqd", jax.nn.softmax(scores), v)


def causal(t):
    return jnp.tril(jnp.ones((t, t), bool))


def self_attention(p, prefix, heads, x, attention):
    n, t, width = x.shape
    projected = x @ p[prefix + "self_attn.in_proj_weight"].T + p[prefix + "self_attn.in_proj_bias"]
    q, k, v = jnp.moveaxis(projected.reshape(n, t, 3, heads, -1), (2, 3), (0, 2))
    y = jnp.swapaxes(attention(q, k, v), 1, 2).reshape(n, t, width)
    return linear(p, prefix + "self_attn.out_proj.", y)


def encoder(s, p, x):
    """Post norm and relu."""
    x = layer_norm(p, "norm1.", x + self_attention(p, "", s["heads"], x, lambda q, k, v: attend(q, k, v, None)))
    return layer_norm(p, "norm2.", x + linear(p, "linear2.", jax.nn.relu(linear(p, "linear1.", x))))


def gpt_layer(p, prefix, heads, x, attention):
    """Pre norm and GELU."""
    x = x + self_attention(p, prefix, heads, layer_norm(p, prefix + "norm1.", x), attention)
    inner = jax.nn.gelu(linear(p, prefix + "linear1.", layer_norm(p, prefix + "norm2.", x)), approximate=False)
    return x + linear(p, prefix + "linear2.", inner)


def gpt(s, p, tokens):
    t = tokens.shape[1]
    x = p["tokens.weight"][tokens] + p["positions.weight"][:t]
    for i in range(s["layers"]):
        x = gpt_layer(p, f"layers.{i}.", s["heads"], x, lambda q, k, v: attend(q, k, v, causal(t)))
    return linear(p, "head.", layer_norm(p, "norm.", x))


def cross_entropy(logits, y):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[..., None], axis=-1))


MODELS = {"recurrent": recurrent, "encoder": encoder, "gpt": gpt}
LOSSES = {"recurrent": cross_entropy, "encoder": lambda y, t: jnp.mean((y - t) ** 2), "gpt": cross_entropy}


def start(kind, s):
    return {name: jnp.array(array) for name, array in networks.values(np, sequences.SHAPES[kind](s)).items()}


def adamw(adam):
    """Adam with gradients of a limited norm, that makes parameters smaller first, as PyTorch's AdamW does."""

    def rule(rate):
        update = adam(rate, *sequences.BETAS)

        def decaying(state, gradients):
            norm = jnp.sqrt(sum(jnp.sum(g * g) for g in gradients.values()))
            scale = jnp.minimum(sequences.LONGEST_GRADIENT / (norm + 1e-6), 1)
            gradients = jax.tree.map(lambda g: g * scale, gradients)
            smaller = jax.tree.map(lambda p: p * (1 - rate * sequences.DECAY), state["params"])
            return update({**state, "params": smaller}, gradients)

        return decaying

    return rule


def training(kind, s, update):
    """A step as one jit whose state is donated, and the first state."""
    x, y = (jnp.asarray(array if array.dtype == np.float32 else array.astype(np.int32))
            for array in sequences.batch(np, kind, s))

    def step(state, x, y):
        loss, gradients = jax.value_and_grad(lambda p: LOSSES[kind](MODELS[kind](s, p, x), y))(state["params"])
        return update(state, gradients), loss

    params = start(kind, s)
    zeros = lambda: jax.tree.map(jnp.zeros_like, params)
    state = {"params": params, "m": zeros(), "v": zeros(), "count": jnp.zeros((), jnp.float32)}
    jitted = jax.jit(step, donate_argnums=0)
    return lambda state: jitted(state, x, y), state


def trained(kind, s, adam):
    """Training steps of a model. What is checked is the loss after some of them at a usual rate."""
    rule = adamw(adam) if s["rule"] == "adamw" else adam
    step, state = training(kind, s, rule(sequences.RATES[s["rule"]]))
    for _ in range(protocol.CHECKED_STEPS):
        state, loss = step(state)
    check = float(loss)
    step, state = training(kind, s, rule(protocol.TIMED_RATE))

    def repeat(n):
        nonlocal state
        for _ in range(n):
            state, loss = step(state)
            jax.block_until_ready(loss)
        jax.block_until_ready(state)

    return Work(repeat, check)


def generation(s):
    """The likeliest token after the likeliest token, from token 0 to the end of the context: a jit for a token.

    Its cache is donated, so written in place, and read as a whole under a mask.
    """
    params, context = start("gpt", s), s["context"]
    heads, d = s["heads"], s["width"] // s["heads"]

    def token_step(p, caches, token, at):
        x = (p["tokens.weight"][token] + p["positions.weight"][at])[None, None]
        mask = jnp.arange(context) <= at
        for i in range(s["layers"]):
            def attention(q, k, v):
                new = zip(caches[i], (k, v))
                caches[i] = [jax.lax.dynamic_update_slice(cache, rows, (0, 0, at, 0)) for cache, rows in new]
                return attend(q, *caches[i], mask)

            x = gpt_layer(p, f"layers.{i}.", heads, x, attention)
        logits = linear(p, "head.", layer_norm(p, "norm.", x))[0, 0]
        return caches, jnp.argmax(logits), at + 1, logits

    step = jax.jit(token_step, donate_argnums=1)
    caches = [[jnp.zeros((1, heads, context, d)) for _ in range(2)] for _ in range(s["layers"])]

    def text():
        nonlocal caches
        token, at = jnp.int32(0), jnp.int32(0)
        for _ in range(context):
            caches, token, at, logits = step(params, caches, token, at)
        return jax.block_until_ready(logits)

    return Work(protocol.repeating(text), protocol.weighted(np, text()), 1 / context)


def attention(s):
    """Attention forward and backward."""
    q, k, v, g = (jnp.asarray(array) for array in sequences.attention(np, s))
    mask = causal(q.shape[2]) if s["causal"] == "true" else None
    return differentiated(lambda q, k, v: attend(q, k, v, mask), q.shape, q, k, v)


def embedding(s):
    """The gradient of a table that vectors have been taken from."""
    table, indices, g = (jnp.asarray(array) for array in sequences.embedding(np, s))
    return waiting(lambda table, indices, g: jax.vjp(lambda t: t[indices], table)[1](g), table, indices, g)


KINDS = {"generation": generation, "attention": attention, "embedding": embedding}
