"""JAX as a worker of bench/run peers: jax_peer.py THREADS. See protocol.py.

XLA takes its number of threads from the processors that the process may use, so the process is bound to as many.
"""

import os
import sys

import functions
import protocol
from protocol import Unsupported, Work

answers = protocol.answer_channel()
THREADS = int(sys.argv[1])
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-THREADS:])
os.environ["JAX_PLATFORMS"] = "cpu"
if THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

try:
    import jax
    import jax.numpy as jnp
    import numpy as np
except ImportError as e:
    print(f"skip {sys.executable} cannot import JAX ({e})", file=answers, flush=True)
    sys.exit()

import jax_networks  # which needs what has been imported
import jax_sequences


def sgemm(s):
    m, k, n, form = s["m"], s["k"], s["n"], s["form"]
    a = jnp.asarray(protocol.uniform(np, 1, *((k, m) if form[0] == "T" else (m, k))))
    b = jnp.asarray(protocol.uniform(np, 2, *((n, k) if form[1] == "T" else (k, n))))
    product = jax.jit(lambda a, b: (a.T if form[0] == "T" else a) @ (b.T if form[1] == "T" else b))

    def repeat(n):
        for _ in range(n):
            product(a, b).block_until_ready()

    return Work(repeat, protocol.checksum(np, product(a, b)))


def scatter_add(s, x, indices, source):
    return x.at[indices if x.ndim == 1 else (jnp.arange(len(x))[:, None], indices)].add(source)


def sort(s, x):
    """Values and where they were, as the others; jnp.sort alone gives no places."""
    return jax.lax.sort_key_val(x, jax.lax.broadcasted_iota(jnp.int32, x.shape, s["axis"]), s["axis"])


FUNCTIONS = {
    "permute": lambda s, x: jnp.transpose(x, functions.order(s)),
    "concat": lambda s, *parts: jnp.concatenate(parts, s["axis"]),
    "gather": lambda s, x, indices: jnp.take_along_axis(x, indices, s["axis"]),
    "scatterAdd": scatter_add,
    "cumsum": lambda s, x: jnp.cumsum(x, s["axis"]),
    "sort": sort,
    "topk": lambda s, x: jax.lax.top_k(x, s["k"]),
    "einsum": lambda s, a, b: jnp.einsum(s["equation"], a, b),
    "sin": lambda s, x: jnp.sin(x),
    "pow": lambda s, x, y: jnp.power(x, y),
    "sum": lambda s, x: jnp.sum(x, s["axis"]),
    "mean": lambda s, x: jnp.mean(x, s["axis"]),
    "max": lambda s, x: jnp.max(x, s["axis"]),
    "argmax": lambda s, x: jnp.argmax(x, s["axis"]),
}


def function(s):
    """A function as a jit of its own, waiting for each call."""
    named = functions.find(FUNCTIONS, s, "JAX")
    call = jax.jit(lambda *arrays: named(s, *arrays))
    arrays = [jnp.asarray(array) for array in functions.inputs(np, s)]

    def repeat(n):
        for _ in range(n):
            jax.block_until_ready(call(*arrays))

    return Work(repeat, functions.check(np, call(*arrays)))


def cross_entropy(params, x, y):
    for weight, bias in params[:-1]:
        x = jax.nn.relu(x @ weight.T + bias)
    weight, bias = params[-1]
    logits = x @ weight.T + bias
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1))


def sgd(rate):
    def update(state, gradients):
        return {"params": jax.tree.map(lambda p, g: p - rate * g, state["params"], gradients)}

    return update


def adam(rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """Kingma and Ba's algorithm, as optax and PyTorch have it."""

    def update(state, gradients):
        count = state["count"] + 1
        m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, state["m"], gradients)
        v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, state["v"], gradients)
        scale1, scale2 = 1 - beta1**count, 1 - beta2**count
        params = jax.tree.map(
            lambda p, m, v: p - rate * (m / scale1) / (jnp.sqrt(v / scale2) + eps), state["params"], m, v
        )
        return {"params": params, "m": m, "v": v, "count": count}

    return update


def training_step(s):
    """The whole step in one jit, its state donated. Variant sync waits for each step, async for the last of many."""
    widths, rule = protocol.widths(s), s["rule"]
    x = jnp.asarray(protocol.uniform(np, 1, s["batch"], widths[0]))
    y = jnp.asarray(protocol.labels(np, s["batch"], widths[-1]).astype(np.int32))

    def start():
        params = [(jnp.array(weight), jnp.array(bias)) for weight, bias in protocol.layers(np, widths)]
        if rule == "sgd":
            return {"params": params}
        zeros = lambda: jax.tree.map(jnp.zeros_like, params)
        return {"params": params, "m": zeros(), "v": zeros(), "count": jnp.zeros((), jnp.float32)}

    def build(rate):
        update = adam(rate) if rule == "adam" else sgd(rate)

        def step(state, x, y):
            loss, gradients = jax.value_and_grad(cross_entropy)(state["params"], x, y)
            return update(state, gradients), loss

        return jax.jit(step, donate_argnums=0)

    state, step = start(), build(protocol.CHECK_RATES[rule])
    for _ in range(protocol.CHECKED_STEPS):
        state, loss = step(state, x, y)
    check = float(loss)

    state, step = start(), build(protocol.TIMED_RATE)
    wait_each = s["variant"] == "sync"

    def repeat(n):
        nonlocal state
        for _ in range(n):
            state, loss = step(state, x, y)
            if wait_each:
                loss.block_until_ready()
        jax.block_until_ready(state)

    return Work(repeat, check)


def convolution(s):
    """A convolution, or with it the gradients of its input and weight, in one jit."""
    x = jnp.asarray(protocol.uniform(np, 1, *functions.sizes(s["x"])))
    w = jnp.asarray(protocol.uniform(np, 2, *functions.sizes(s["w"])))
    padding = [(s["padding"], s["padding"])] * 2

    def forward(x, w):
        return jax.lax.conv_general_dilated(
            x, w, (s["stride"], s["stride"]), padding, feature_group_count=s["groups"]
        )

    if s["pass"] == "forward":
        call, arguments = jax.jit(forward), (x, w)
    else:
        g = jnp.asarray(protocol.uniform(np, 3, *forward(x, w).shape))
        call, arguments = jax.jit(lambda x, w, g: jax.vjp(forward, x, w)[1](g)), (x, w, g)

    def repeat(n):
        for _ in range(n):
            jax.block_until_ready(call(*arguments))

    return Work(repeat, sum(protocol.checksum(np, y) for y in jax.tree.leaves(call(*arguments))))


def open_task(kind, settings):
    if kind == "mlp":
        return training_step(settings)
    if kind == "sgemm":
        return sgemm(settings)
    if kind == "fn":
        return function(settings)
    if kind == "conv":
        return convolution(settings)
    if kind == "net":
        return jax_networks.network(settings, adam)
    if kind in jax_networks.KINDS:
        return jax_networks.KINDS[kind](settings)
    if kind in jax_sequences.MODELS:
        return jax_sequences.trained(kind, settings, adam)
    if kind in jax_sequences.KINDS:
        return jax_sequences.KINDS[kind](settings)
    raise Unsupported(f"JAX is not asked for {kind}")


protocol.serve(answers, f"JAX {jax.__version__}", open_task)
