"""The networks that bench/run peers compares, as data: LanewiseNetworks.java has the same.

A layer is a tuple that begins with its kind. State is named as PyTorch and Lanewise name it, "0.inner.1.weight".
"""

import math

import protocol

RATES = {"adam": 1e-4, "sgd-momentum": 1e-3}  # of the steps that are checked
MOMENTUM = 0.9
EPS = 1e-5
STATE_STREAM = 100


def conv(inputs, outputs, kernel, padding=0, bias=True):
    return "conv", inputs, outputs, kernel, padding, bias


def twice(inputs, outputs):
    """Two convolutions with batch normalisation; the last activation is left to the caller."""
    return [
        conv(inputs, outputs, 3, 1, bias=False), ("norm", outputs), ("relu",),
        conv(outputs, outputs, 3, 1, bias=False), ("norm", outputs),
    ]


def blocks(*channels):
    return [
        layer
        for inputs, outputs in zip(channels, channels[1:])
        for layer in [*twice(inputs, outputs), ("relu",), ("pool", 2)]
    ]


# The shape of a sample, and layers.
MNIST = (1, 28, 28), [
    conv(1, 32, 3), ("relu",), conv(32, 64, 3), ("relu",), ("pool", 2), ("dropout", 0.25), ("flatten",),
    ("linear", 9216, 128), ("relu",), ("dropout", 0.5), ("linear", 128, 10),
]
LENET = (1, 28, 28), [
    conv(1, 6, 5, 2), ("relu",), ("pool", 2), conv(6, 16, 5), ("relu",), ("pool", 2), ("flatten",),
    ("linear", 400, 120), ("relu",), ("linear", 120, 84), ("relu",), ("linear", 84, 10),
]
CIFAR = (3, 32, 32), [*blocks(3, 32, 64, 128), ("flatten",), ("linear", 2048, 10)]
BLOCK = (64, 28, 28), [("residual", twice(64, 64)), ("relu",)]
FOLDED = (64, 28, 28), [
    ("residual", [conv(64, 64, 3, 1), ("relu",), conv(64, 64, 3, 1)]), ("relu",),
]

NETWORKS = {"mnist": MNIST, "lenet-5": LENET, "cifar": CIFAR, "block": BLOCK}


def network(s):
    if s["name"] not in NETWORKS:
        raise protocol.Unsupported(f"no network is called {s['name']}")
    return NETWORKS[s["name"]]


def batch(np, s):
    """Inputs and classes of a batch."""
    shape = network(s)[0]
    return protocol.uniform(np, 1, s["batch"], *shape), protocol.labels(np, s["batch"], 10)


def undropped(layers):
    """The same layers, of which none drops anything."""
    return [("dropout", 0.0) if layer[0] == "dropout" else layer for layer in layers]


def shapes(layers, prefix=""):
    """Names and shapes of parameters and buffers, but for the count of batches."""
    found = {}
    for i, layer in enumerate(layers):
        name = f"{prefix}{i}."
        if layer[0] == "conv":
            _, inputs, outputs, kernel, _, bias = layer
            found[name + "weight"] = (outputs, inputs, kernel, kernel)
            if bias:
                found[name + "bias"] = (outputs,)
        elif layer[0] == "linear":
            found[name + "weight"], found[name + "bias"] = (layer[2], layer[1]), (layer[2],)
        elif layer[0] == "norm":
            for tensor in ("weight", "bias", "running_mean", "running_var"):
                found[name + tensor] = (layer[1],)
        elif layer[0] == "residual":
            found.update(shapes(layer[1], name + "inner."))
    return found


def is_buffer(name):
    return name.endswith(("running_mean", "running_var"))


def state(np, layers):
    """A value for each parameter and buffer of layers."""
    return values(np, shapes(layers))


def values(np, named):
    """A value for each name, in the names' order: weights of He's variance; near 1 where a normalisation multiplies."""
    found = {}
    for i, (name, shape) in enumerate(sorted(named.items())):
        u = protocol.uniform(np, STATE_STREAM + i, *shape)
        if len(shape) > 1:
            found[name] = u * np.float32(math.sqrt(6 / math.prod(shape[1:])))
        elif name.endswith("weight"):
            found[name] = u / np.float32(4) + np.float32(1)
        elif name.endswith("running_var"):
            found[name] = u / np.float32(2) + np.float32(1)
        else:
            found[name] = u / np.float32(8)
    return found
