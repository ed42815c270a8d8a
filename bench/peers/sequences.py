"""The sequence models that bench/run peers compares, as data: SequenceModels.java has the same.

State is named as PyTorch and Lanewise name it; networks.values gives the values.
"""

import functions
import protocol
from protocol import Unsupported

RATES = {"adam": 1e-3, "adamw": 1e-3}  # of the steps that are checked: so large that a wrong gradient shows
# How the chargpt example learns.
DECAY = 0.1
BETAS = 0.9, 0.99
LONGEST_GRADIENT = 1.0
CLASSES = 10
EPS = 1e-5
GATES = {"lstm": 4, "gru": 3, "rnn": 1}


def linear(name, inputs, outputs, bias=True):
    return {name + "weight": (outputs, inputs), **({name + "bias": (outputs,)} if bias else {})}


def norm(name, width):
    return {name + "weight": (width,), name + "bias": (width,)}


def recurrent(s):
    """Shapes of a recurrent layer and of the linear one that reads its last output."""
    if s["cell"] not in GATES:
        raise Unsupported(f"no recurrent layer is called {s['cell']}")
    inputs, hidden = s["inputs"], s["hidden"]
    rows = GATES[s["cell"]] * hidden
    return {
        "recurrent.weight_ih_l0": (rows, inputs), "recurrent.weight_hh_l0": (rows, hidden),
        "recurrent.bias_ih_l0": (rows,), "recurrent.bias_hh_l0": (rows,),
        **linear("head.", hidden, CLASSES),
    }


def transformer(width, ff, prefix=""):
    """Shapes of an encoder layer."""
    return {
        prefix + "self_attn.in_proj_weight": (3 * width, width), prefix + "self_attn.in_proj_bias": (3 * width,),
        **linear(prefix + "self_attn.out_proj.", width, width),
        **linear(prefix + "linear1.", width, ff), **linear(prefix + "linear2.", ff, width),
        **norm(prefix + "norm1.", width), **norm(prefix + "norm2.", width),
    }


def encoder(s):
    return transformer(s["width"], s["ff"])


def gpt(s):
    """Shapes of a decoder-only transformer with learned positions."""
    width, vocabulary = s["width"], s["vocabulary"]
    found = {"tokens.weight": (vocabulary, width), "positions.weight": (s["context"], width)}
    for i in range(s["layers"]):
        found.update(transformer(width, 4 * width, f"layers.{i}."))
    return {**found, **norm("norm.", width), **linear("head.", width, vocabulary, bias=False)}


SHAPES = {"recurrent": recurrent, "encoder": encoder, "gpt": gpt}


def batch(np, kind, s):
    """Inputs and targets: rows and their class; vectors and vectors; tokens and those that come next."""
    n = s["batch"]
    if kind == "recurrent":
        return protocol.uniform(np, 1, n, s["steps"], s["inputs"]), protocol.labels(np, n, CLASSES)
    if kind == "encoder":
        return tuple(protocol.uniform(np, stream, n, s["steps"], s["width"]) for stream in (1, 3))
    text = protocol.labels(np, n * (s["context"] + 1), s["vocabulary"]).reshape(n, -1)
    return text[:, :-1].copy(), text[:, 1:].copy()


def attention(np, s):
    """Queries, keys and values [N, heads, T, d], and the gradient of the result."""
    return tuple(protocol.uniform(np, stream, *functions.shape(s)) for stream in (1, 2, 4, 3))


def embedding(np, s):
    """A table, indices and the gradient of the vectors."""
    indices = functions.sizes(s["indices"])
    table = protocol.uniform(np, 1, s["vocabulary"], s["width"])
    chosen = protocol.labels(np, indices[0] * indices[1], s["vocabulary"]).reshape(indices)
    return table, chosen, protocol.uniform(np, 3, *indices, s["width"])
