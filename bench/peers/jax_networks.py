"""JAX's convolutional networks, normalisations and pools, for jax_peer.py: a jit each, in NCHW as everywhere here."""

import functions
import jax
import jax.numpy as jnp
import networks
import numpy as np
import protocol
from protocol import Work

RUNNING = 0.1  # the share of a new value in running statistics, as in PyTorch


def convolve(x, w, padding):
    return jax.lax.conv_general_dilated(x, w, (1, 1), [(padding, padding)] * 2)


def max_pool(x, kernel, stride, padding=0):
    around = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 1, kernel, kernel), (1, 1, stride, stride), around)


def per_channel(v):
    return v[:, None, None]


def standardised(x, axes):
    """With mean 0 and variance 1 over some axes; and what these were."""
    mean = jnp.mean(x, axes, keepdims=True)
    variance = jnp.var(x, axes, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + networks.EPS), mean, variance


def dropout(x, p, key):
    kept = jax.random.bernoulli(key, 1 - p, x.shape)
    return jnp.where(kept, x / (1 - p), 0)


def apply(layers, state, x, key, new, prefix=""):
    """The result of layers in training; running statistics go into `new`."""
    for i, (kind, *settings) in enumerate(layers):
        name = f"{prefix}{i}."
        if kind == "conv":
            x = convolve(x, state[name + "weight"], settings[3])
            x = x + per_channel(state[name + "bias"]) if settings[4] else x
        elif kind == "linear":
            x = x @ state[name + "weight"].T + state[name + "bias"]
        elif kind == "norm":
            count = x.size // x.shape[1]
            x, mean, variance = standardised(x, (0, 2, 3))
            for statistic, value in (("running_mean", mean), ("running_var", variance * count / (count - 1))):
                old = state[name + statistic]
                new[name + statistic] = jax.lax.stop_gradient((1 - RUNNING) * old + RUNNING * value.reshape(-1))
            x = x * per_channel(state[name + "weight"]) + per_channel(state[name + "bias"])
        elif kind == "relu":
            x = jax.nn.relu(x)
        elif kind == "pool":
            x = max_pool(x, settings[0], settings[0])
        elif kind == "flatten":
            x = x.reshape(len(x), -1)
        elif kind == "dropout" and settings[0] > 0:
            x = dropout(x, settings[0], jax.random.fold_in(key, i))
        elif kind == "residual":
            x = x + apply(settings[0], state, x, key, new, name + "inner.")
    return x


def start(layers):
    """Parameters and buffers."""
    state = {name: jnp.array(value) for name, value in networks.state(np, layers).items()}
    buffers = {name: value for name, value in state.items() if networks.is_buffer(name)}
    return {name: value for name, value in state.items() if name not in buffers}, buffers


def sgd_momentum(rate):
    """With momentum as PyTorch has it."""

    def update(state, gradients):
        m = jax.tree.map(lambda m, g: networks.MOMENTUM * m + g, state["m"], gradients)
        return {"params": jax.tree.map(lambda p, m: p - rate * m, state["params"], m), "m": m}

    return update


def training(s, update, drops):
    """A step as one jit whose state is donated, and the first state."""
    _, layers = networks.network(s)
    layers = layers if drops else networks.undropped(layers)
    params, buffers = start(layers)
    x, y = networks.batch(np, s)
    x, y = jnp.asarray(x), jnp.asarray(y.astype(np.int32))

    def loss_of(params, buffers, key, x, y):
        new = {}
        logits = apply(layers, {**params, **buffers}, x, key, new)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)), new

    def step(state, x, y):
        key, next_key = jax.random.split(state["key"])
        (loss, buffers), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            state["params"], state["buffers"], key, x, y
        )
        return {**update(state, gradients), "buffers": buffers, "key": next_key}, loss

    zeros = lambda: jax.tree.map(jnp.zeros_like, params)
    state = {"params": params, "m": zeros(), "buffers": buffers, "key": jax.random.key(0)}
    if s["rule"] == "adam":
        state.update(v=zeros(), count=jnp.zeros((), jnp.float32))
    jitted = jax.jit(step, donate_argnums=0)
    return lambda state: jitted(state, x, y), state


def network(s, adam):
    """A training step. What is checked is the loss after some steps in which nothing is dropped."""
    rule = adam if s["rule"] == "adam" else sgd_momentum
    step, state = training(s, rule(networks.RATES[s["rule"]]), drops=False)
    for _ in range(protocol.CHECKED_STEPS):
        state, loss = step(state)
    check = float(loss)
    step, state = training(s, rule(protocol.TIMED_RATE), drops=True)

    def repeat(n):
        nonlocal state
        for _ in range(n):
            state, loss = step(state)
            jax.block_until_ready(loss)
        jax.block_until_ready(state)

    return Work(repeat, check)


def waiting(call, *arguments):
    """A jit that is waited for each time; all that it gives but a dictionary is checked."""
    jitted = jax.jit(call)

    def repeat(n):
        for _ in range(n):
            jax.block_until_ready(jitted(*arguments))

    results = [y for y in jax.tree.leaves([y for y in jitted(*arguments) if not isinstance(y, dict)])]
    return Work(repeat, protocol.combined(np, [np.asarray(y) for y in results]))


def differentiated(function, shape, *leaves):
    """A function forward, and backward from a gradient of its result to the leaves."""
    g = jnp.asarray(protocol.uniform(np, 3, *shape))

    def call(g, *leaves):
        y, pull = jax.vjp(function, *leaves)
        return y, *pull(g)

    return waiting(call, g, *leaves)


def block(s):
    """ResNet's block: forward and backward, or its inference with the normalisations folded into the convolutions."""
    shape, layers = networks.BLOCK
    x = jnp.asarray(protocol.uniform(np, 1, s["batch"], *shape))
    if s["pass"] == "folded":
        state = folded(networks.state(np, layers))
        return waiting(lambda x, state: (apply(networks.FOLDED[1], state, x, None, {}),), x, state)
    params, buffers = start(layers)

    def forward(x, params, buffers):
        new = {}
        return apply(layers, {**params, **buffers}, x, None, new), new

    def call(g, x, params, buffers):
        y, pull, new = jax.vjp(lambda x, params: forward(x, params, buffers), x, params, has_aux=True)
        dx, dparams = pull(g)
        return y, dx, list(dparams.values()), new

    return waiting(call, jnp.asarray(protocol.uniform(np, 3, *x.shape)), x, params, buffers)


def folded(state):
    """Weights and biases of the convolutions with what follows them in evaluation."""
    found = {}
    for conv, norm, target in ((0, 1, 0), (3, 4, 2)):
        name = f"0.inner.{norm}."
        scale = state[name + "weight"] / np.sqrt(state[name + "running_var"] + np.float32(networks.EPS))
        weight = state[f"0.inner.{conv}.weight"] * scale[:, None, None, None]
        bias = state[name + "bias"] - state[name + "running_mean"] * scale
        found[f"0.inner.{target}.weight"], found[f"0.inner.{target}.bias"] = jnp.asarray(weight), jnp.asarray(bias)
    return found


def normalisation(s):
    """A normalisation with weight and bias, as in training: forward and backward."""
    shape = functions.shape(s)

    def batch(x, w, b):
        return standardised(x, (0, 2, 3))[0] * per_channel(w) + per_channel(b)

    def group(x, w, b):
        groups = standardised(x.reshape(len(x), s["groups"], -1), 2)[0]
        return groups.reshape(x.shape) * per_channel(w) + per_channel(b)

    def layer(x, w, b):
        return standardised(x, 1)[0] * w + b

    function = functions.find({"batch": batch, "group": group, "layer": layer}, s, "JAX")
    x, w, b = (jnp.asarray(protocol.uniform(np, i, *size)) for i, size in ((1, shape), (4, shape[1:2]), (5, shape[1:2])))
    return differentiated(function, shape, x, w + 2, b)


def pool(s):
    """Max pooling, forward and backward."""
    x = jnp.asarray(protocol.uniform(np, 1, *functions.shape(s)))

    def call(x):
        return max_pool(x, s["kernel"], s["stride"], s["padding"])

    return differentiated(call, call(x).shape, x)


KINDS = {"block": block, "norm": normalisation, "pool": pool}
