"""PyTorch's convolutional networks, normalisations and pools, for torch_peer.py."""

import shutil
import weakref

import functions
import networks
import numpy as np
import protocol
import torch
import torch._inductor.config
import torch.nn.functional as F
from protocol import Unsupported, Work, repeating
from torch.utils._python_dispatch import TorchDispatchMode


class Residual(torch.nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x) + x


MODULES = {
    "conv": lambda i, o, kernel, padding, bias: torch.nn.Conv2d(i, o, kernel, padding=padding, bias=bias),
    "linear": torch.nn.Linear,
    "norm": torch.nn.BatchNorm2d,
    "relu": torch.nn.ReLU,
    "pool": torch.nn.MaxPool2d,
    "dropout": torch.nn.Dropout,
    "flatten": torch.nn.Flatten,
    "residual": lambda inner: Residual(sequence(inner)),
}


def sequence(layers):
    return torch.nn.Sequential(*(MODULES[kind](*settings) for kind, *settings in layers))


def model(layers):
    built = sequence(layers)
    values = {name: torch.from_numpy(array) for name, array in networks.state(np, layers).items()}
    missing, unknown = built.load_state_dict(values, strict=False)
    assert not unknown and all(name.endswith("num_batches_tracked") for name in missing), (missing, unknown)
    return built


def compiled(s, function):
    """The function as the variant has it; what torch.compile would leave to Python is refused."""
    if s["variant"] != "compile":
        return function
    if not shutil.which("g++") and not shutil.which("clang++"):
        raise Unsupported("torch.compile needs a C++ compiler, and there is none on the PATH")
    torch.compiler.reset()  # what was compiled for other work, and its count of recompilations
    return torch.compile(function, fullgraph=True)


def called(s, call):
    """Calls for the first time, which compiles."""
    try:
        return call()
    except Exception as e:
        if s["variant"] != "compile":
            raise
        task = " ".join(f"{name}={value}" for name, value in s.items())
        raise Unsupported(f"torch.compile cannot do {task}: {type(e).__name__}: {str(e).strip().splitlines()[0]}")


def training(s, rate, drops):
    """A step as PyTorch's examples write it."""
    _, layers = networks.network(s)
    x, y = (torch.from_numpy(array).clone() for array in networks.batch(np, s))  # clones are counted in LiveBytes
    module = model(layers if drops else networks.undropped(layers))
    # With layouts of its own choice for convolutions, Inductor of PyTorch 2.13 gives gradients of zero where a max pool
    # follows, as the check of the MNIST network shows (github.com/pytorch/pytorch/issues/185509 is alike).
    torch._inductor.config.layout_optimization = False
    fused = s["variant"] != "eager"
    if s["rule"] == "adam":
        optimizer = torch.optim.Adam(module.parameters(), lr=rate, fused=fused)
    else:
        optimizer = torch.optim.SGD(module.parameters(), lr=rate, momentum=networks.MOMENTUM, fused=fused)
    forward = compiled(s, module)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(forward(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def network(s):
    """A training step. What is checked is the loss after some steps in which nothing is dropped."""
    checked = training(s, networks.RATES[s["rule"]], drops=False)
    loss = called(s, checked)
    for _ in range(protocol.CHECKED_STEPS - 1):
        loss = checked()
    step = training(s, protocol.TIMED_RATE, drops=True)
    called(s, step)
    return Work(repeating(step), loss.item())


def combined(tensors):
    return protocol.combined(np, [tensor.detach().numpy() for tensor in tensors])


def differentiated(s, function, leaves, shape):
    """A function forward, and backward from a gradient of its result to the leaves."""
    g = torch.from_numpy(protocol.uniform(np, 3, *shape))
    forward = compiled(s, function)

    def call():
        y = forward()
        return y, *torch.autograd.grad(y, leaves, g)

    return Work(repeating(call), combined(called(s, call)))


def block(s):
    """ResNet's block: forward and backward, or its inference with the normalisations folded into the convolutions."""
    shape, layers = networks.BLOCK
    x = torch.from_numpy(protocol.uniform(np, 1, s["batch"], *shape))
    module = model(layers)
    if s["pass"] == "gradients":
        x.requires_grad_()
        return differentiated(s, lambda: module(x), (x, *module.parameters()), x.shape)
    module.eval()
    fuse = torch.nn.utils.fusion.fuse_conv_bn_eval
    conv1, norm1, relu, conv2, norm2 = module[0].inner
    inner = torch.nn.Sequential(fuse(conv1, norm1), relu, fuse(conv2, norm2))
    forward = compiled(s, torch.nn.Sequential(Residual(inner), module[1]))
    with torch.inference_mode():
        check = combined([called(s, lambda: forward(x))])
    return Work(torch.inference_mode()(repeating(lambda: forward(x))), check)


def leaf(stream, *shape, near=0):
    return (torch.from_numpy(protocol.uniform(np, stream, *shape)) + near).requires_grad_()


def normalisation(s):
    """A normalisation with weight and bias, as in training: forward and backward."""
    shape = functions.shape(s)
    x = leaf(1, *shape)
    w, b = leaf(4, shape[1], near=2), leaf(5, shape[1])
    calls = {
        "batch": lambda: F.batch_norm(x, None, None, w, b, True, 0.1, networks.EPS),
        "group": lambda: F.group_norm(x, s["groups"], w, b, networks.EPS),
        "layer": lambda: F.layer_norm(x, shape[1:], w, b, networks.EPS),
    }
    return differentiated(s, functions.find(calls, s, "PyTorch"), (x, w, b), shape)


def pool(s):
    """Max pooling, forward and backward."""
    x = leaf(1, *functions.shape(s))

    def call():
        return F.max_pool2d(x, s["kernel"], s["stride"], s["padding"])

    return differentiated(s, call, (x,), call().shape)


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of all storages that ops have made and that are alive, and the most that there were."""

    def __init__(self):
        super().__init__()
        self.live = self.peak = 0
        self.known = set()

    def add(self, tensor):
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key not in self.known:
            self.known.add(key)
            self.live += storage.nbytes()
            self.peak = max(self.peak, self.live)
            weakref.finalize(storage, self.remove, key, storage.nbytes())

    def remove(self, key, size):
        self.known.remove(key)
        self.live -= size

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        results = func(*args, **(kwargs or {}))
        torch.utils._pytree.tree_map_only(torch.Tensor, self.add, results)
        return results


class Memory(Work):
    """The most bytes that the tensors of a step take, whatever it takes in time."""

    UNIT = "bytes"

    def warm_up(self, seconds):
        pass

    def measure(self, seconds):
        return self.repeat(1)


def memory(s):
    """The peak of a training step's live tensors: batch, parameters, optimizer state, gradients, activations."""
    check = network(s).check

    def peak(_):
        with LiveBytes() as counted:
            step = training(s, protocol.TIMED_RATE, drops=True)
            for _ in range(3):  # the first makes the optimizer's state
                step()
        return counted.peak

    return Memory(peak, check)


KINDS = {"net": network, "block": block, "norm": normalisation, "pool": pool, "memory": memory}
