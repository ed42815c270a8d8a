"""What PyTorch's recurrent layers compute, in float64, for the tests of this package.

python3 layers.py > layers.txt    with pip install torch==2.13.0

A line is the name of a case, what it is of (a result, or "d" and what it is a gradient with respect to), and the values.
Parameters and inputs are numbers that take turns, as in the test; the loss weighs every output differently.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)

IN, HIDDEN, TIME, SAMPLES = 3, 4, 5, 3


def turns(shape, step, count, divisor, start=0):
    size = 1
    for n in shape:
        size *= n
    values = [((i + start) * step % count - count // 2) / divisor for i in range(size)]
    return torch.tensor(values).reshape(shape)


def write(case, what, tensor):
    print(case, what, *(f"{v:.9g}" for v in tensor.detach().flatten().tolist()), sep="\t")


def fill(module):
    for i, (_, p) in enumerate(module.named_parameters()):
        p.data = turns(p.shape, 7, 11, 8.0, i)


def compare(case, module, x, named, outputs):
    """Writes outputs and the gradients of their weighted sum."""
    loss = 0
    for i, (name, y) in enumerate(outputs.items()):
        write(case, name, y)
        loss = loss + (y * turns(y.shape, 5, 9, 4.0, i + 1)).sum()
    loss.backward()
    for name, tensor in [("x", x), *named.items(), *module.named_parameters()]:
        if tensor is not None:
            write(case, "d " + name, tensor.grad)


def layer(case, kind, states=False, lengths=None, single=False, **settings):
    module = getattr(nn, kind)(IN, HIDDEN, **settings)
    fill(module)
    batch_first = settings.get("batch_first", False)
    shape = [TIME, IN] if single else [SAMPLES, TIME, IN] if batch_first else [TIME, SAMPLES, IN]
    x = turns(shape, 5, 13, 8.0).requires_grad_()
    count = settings.get("num_layers", 1) * (2 if settings.get("bidirectional") else 1)
    batch = [] if single else [SAMPLES]
    projection = settings.get("proj_size", 0)
    h = turns([count, *batch, projection or HIDDEN], 3, 7, 4.0).requires_grad_() if states else None
    c = turns([count, *batch, HIDDEN], 4, 9, 4.0).requires_grad_() if states and kind == "LSTM" else None
    first = None if not states else (h, c) if kind == "LSTM" else h
    given = x
    if lengths:
        given = pack_padded_sequence(x, torch.tensor(lengths), batch_first=batch_first, enforce_sorted=False)
    y, last = module(given, first)
    if lengths:
        y, _ = pad_packed_sequence(y, batch_first=batch_first, total_length=TIME)
    outputs = {"y": y}
    if kind == "LSTM":
        outputs |= {"h": last[0], "c": last[1]}
    else:
        outputs |= {"h": last}
    compare(case, module, x, {"h": h, "c": c}, outputs)


def cell(case, kind, single=False, states=True, **settings):
    module = getattr(nn, kind)(IN, HIDDEN, **settings)
    fill(module)
    batch = [] if single else [SAMPLES]
    x = turns([*batch, IN], 5, 13, 8.0).requires_grad_()
    h = turns([*batch, HIDDEN], 3, 7, 4.0).requires_grad_() if states else None
    c = turns([*batch, HIDDEN], 4, 9, 4.0).requires_grad_() if states and kind == "LSTMCell" else None
    if kind == "LSTMCell":
        h2, c2 = module(x, (h, c) if states else None)
        outputs = {"h": h2, "c": c2}
    else:
        outputs = {"h": module(x, h)}
    compare(case, module, x, {"h": h, "c": c}, outputs)


for kind in ("LSTM", "GRU", "RNN"):
    layer(kind, kind)
    layer(f"{kind} of one sequence with states", kind, states=True, single=True)
    layer(f"{kind} of two layers, both directions, states", kind, states=True, num_layers=2, bidirectional=True)
    layer(f"{kind} of two layers, both directions, lengths", kind, lengths=[3, 5, 1], num_layers=2, bidirectional=True,
          states=True)
    layer(f"{kind}, batch first, no bias, lengths", kind, lengths=[2, 1, 4], batch_first=True, bias=False)
layer("RNN with relu", "RNN", nonlinearity="relu", states=True)
layer("LSTM with a projection", "LSTM", proj_size=2)
layer("LSTM with a projection of two layers, both directions, lengths", "LSTM", proj_size=3, num_layers=2,
      bidirectional=True, states=True, lengths=[4, 1, 5], batch_first=True)
layer("LSTM with a projection of one sequence with states", "LSTM", proj_size=2, states=True, single=True,
      bidirectional=True)
for kind in ("LSTMCell", "GRUCell", "RNNCell"):
    cell(kind, kind)
    cell(f"{kind} of one sample without a bias", kind, single=True, bias=False)
    cell(f"{kind} from zeros", kind, states=False)
cell("RNNCell with relu", "RNNCell", nonlinearity="relu")
