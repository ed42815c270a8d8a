"""PyTorch as a worker of bench/run peers: torch_peer.py THREADS. See protocol.py."""

import os
import shutil
import sys

import functions
import protocol
from protocol import Unsupported, Work, repeating

answers = protocol.answer_channel()
THREADS = int(sys.argv[1])
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
except ImportError as e:
    print(f"skip {sys.executable} cannot import PyTorch ({e})", file=answers, flush=True)
    sys.exit()

torch.set_num_threads(THREADS)
import torch_networks  # which needs what has been imported
import torch_sequences


def tensor(array):
    return torch.from_numpy(array)


def sgemm(s):
    m, k, n, form = s["m"], s["k"], s["n"], s["form"]
    a = tensor(protocol.uniform(np, 1, k, m)).t() if form[0] == "T" else tensor(protocol.uniform(np, 1, m, k))
    b = tensor(protocol.uniform(np, 2, n, k)).t() if form[1] == "T" else tensor(protocol.uniform(np, 2, k, n))
    c = torch.empty(m, n)
    return into(lambda: torch.matmul(a, b, out=c), c)


def elementwise(s):
    rows, cols, op = s["rows"], s["cols"], s["op"]
    x = tensor(protocol.uniform(np, 1, rows, cols))
    y = torch.empty_like(x)
    if op == "add":
        other = tensor(protocol.uniform(np, 2, rows, cols))
        return into(lambda: torch.add(x, other, out=y), y)
    if op == "sum":
        total = torch.empty(())
        return into(lambda: torch.sum(x, (0, 1), out=total), total)
    if op == "gelu":
        return into(lambda: torch._C._nn.gelu(x, out=y), y)  # what F.gelu is, with an output that lies ready
    if op == "softmax":
        return into(lambda: torch.softmax(x, 1, out=y), y)
    function = {"exp": torch.exp, "tanh": torch.tanh}[op]
    return into(lambda: function(x, out=y), y)


def into(call, output):
    """A call that writes to a tensor, without the bookkeeping for gradients."""
    repeat = torch.inference_mode()(repeating(call))
    repeat(1)
    return Work(repeat, protocol.checksum(np, output.numpy()))


def permute(s, x):
    y = x.permute(functions.order(s))
    return lambda out: y.contiguous() if out is None else out.copy_(y)


FUNCTIONS = {
    "permute": permute,
    "concat": lambda s, *parts: lambda out: torch.cat(parts, s["axis"], out=out),
    "gather": lambda s, x, indices: lambda out: torch.gather(x, s["axis"], indices, out=out),
    "scatterAdd": lambda s, x, indices, source: lambda out: torch.scatter_add(x, s["axis"], indices, source, out=out),
    "cumsum": lambda s, x: lambda out: torch.cumsum(x, s["axis"], out=out),
    "sort": lambda s, x: lambda out: torch.sort(x, s["axis"], out=out),
    "topk": lambda s, x: lambda out: torch.topk(x, s["k"], s["axis"], out=out),
    "einsum": lambda s, a, b: lambda out: torch.einsum(s["equation"], a, b),
    "sin": lambda s, x: lambda out: torch.sin(x, out=out),
    "pow": lambda s, x, y: lambda out: torch.pow(x, y, out=out),
    "sum": lambda s, x: lambda out: torch.sum(x, s["axis"], out=out),
    "mean": lambda s, x: lambda out: torch.mean(x, s["axis"], out=out),
    "max": lambda s, x: lambda out: torch.amax(x, s["axis"], out=out),
    "argmax": lambda s, x: lambda out: torch.argmax(x, s["axis"], out=out),
}


def function(s):
    """A function whose outputs lie ready, if it takes them."""
    arrays = [tensor(array) for array in functions.inputs(np, s)]
    call = functions.find(FUNCTIONS, s, "PyTorch")(s, *arrays)
    with torch.inference_mode():
        made = call(None)
        outputs = tuple(torch.empty_like(y) for y in made) if isinstance(made, tuple) else torch.empty_like(made)
        check = functions.check(np, call(outputs))
    return Work(torch.inference_mode()(repeating(lambda: call(outputs))), check)


def training_step(s):
    """A step as PyTorch's tutorials write it: zero_grad, forward, cross entropy, backward, step."""
    widths, rule, variant = protocol.widths(s), s["rule"], s["variant"]
    if variant == "compile" and not shutil.which("g++") and not shutil.which("clang++"):
        raise Unsupported("torch.compile needs a C++ compiler, and there is none on the PATH")
    x = tensor(protocol.uniform(np, 1, s["batch"], widths[0]))
    y = tensor(protocol.labels(np, s["batch"], widths[-1]))

    def build(rate):
        modules = []
        for weight, bias in protocol.layers(np, widths):
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            with torch.no_grad():
                linear.weight.copy_(tensor(weight))
                linear.bias.copy_(tensor(bias))
            modules += [linear, torch.nn.ReLU()]
        model = torch.nn.Sequential(*modules[:-1])
        kind = torch.optim.Adam if rule == "adam" else torch.optim.SGD
        optimizer = kind(model.parameters(), lr=rate, fused=variant != "eager")
        if variant == "compile":
            model = torch.compile(model)

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            return loss

        return step

    checked = build(protocol.CHECK_RATES[rule])
    for _ in range(protocol.CHECKED_STEPS):
        loss = checked()
    return Work(repeating(build(protocol.TIMED_RATE)), loss.item())


def update(s):
    """What is done with gradients that lie ready, on parameters as LanewiseUpdates.java has them."""
    rule, variant = s["rule"], s["variant"]

    def parameters():
        for i, (weight, bias) in enumerate(protocol.layers(np, protocol.widths(s))):
            for j, array in enumerate((weight, bias)):
                parameter = torch.nn.Parameter(tensor(array))
                parameter.grad = tensor(protocol.uniform(np, 40 + 2 * i + j, *array.shape))
                yield parameter

    def build(rate):
        tensors = list(parameters())
        if rule in ("adamw", "nadam"):
            kind = torch.optim.AdamW if rule == "adamw" else torch.optim.NAdam
            return kind(tensors, lr=rate, **{variant: True}).step, tensors
        gradients = [parameter.grad for parameter in tensors]
        if rule == "clip":
            return lambda: torch.nn.utils.clip_grad_norm_(tensors, 1, foreach=True), gradients
        averages = [parameter.detach().clone() for parameter in tensors]
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
        return lambda: average(averages, gradients, None), averages

    step, written = build(1e-3)
    for _ in range(protocol.CHECKED_STEPS):
        step()
    check = sum(protocol.weighted(np, array.detach().numpy()) for array in written)
    return Work(repeating(build(protocol.TIMED_RATE)[0]), check)


def loss(s):
    """Cross entropy with weights of the classes, and its gradient."""
    rows, classes = s["rows"], s["classes"]
    x = tensor(protocol.uniform(np, 1, rows, classes)).requires_grad_()
    y = tensor(protocol.labels(np, rows, classes))
    weights = tensor(protocol.uniform(np, 3, classes)) * 0.5 + 1

    def call():
        x.grad = None
        F.cross_entropy(x, y, weights).backward()

    call()
    return Work(repeating(call), protocol.weighted(np, x.grad.numpy()))


def convolution(s):
    """A convolution, or with it the gradients of its input and weight."""
    x = tensor(protocol.uniform(np, 1, *functions.sizes(s["x"])))
    w = tensor(protocol.uniform(np, 2, *functions.sizes(s["w"])))

    def forward():
        return F.conv2d(x, w, None, s["stride"], s["padding"], 1, s["groups"])

    if s["pass"] == "forward":
        with torch.inference_mode():
            check = protocol.checksum(np, forward().numpy())
        return Work(torch.inference_mode()(repeating(forward)), check)
    g = tensor(protocol.uniform(np, 3, *forward().shape))
    x.requires_grad_()
    w.requires_grad_()

    def call():
        return torch.autograd.grad(forward(), (x, w), g)

    return Work(repeating(call), sum(protocol.checksum(np, y.numpy()) for y in call()))


def open_task(kind, settings):
    if kind == "mlp":
        return training_step(settings)
    if kind == "sgemm":
        return sgemm(settings)
    if kind == "map":
        return elementwise(settings)
    if kind == "fn":
        return function(settings)
    if kind == "update":
        return update(settings)
    if kind == "conv":
        return convolution(settings)
    if kind == "loss":
        return loss(settings)
    if kind in torch_networks.KINDS:
        return torch_networks.KINDS[kind](settings)
    if kind in torch_sequences.KINDS:
        return torch_sequences.KINDS[kind](settings)
    raise Unsupported(f"PyTorch is not asked for {kind}")


protocol.serve(answers, f"PyTorch {torch.__version__}", open_task)
