"""What the scripts beside it share. Each prints cases for the tests of dev.lanewise.reference:

python3 XFixtures.py > XFixtures.txt    with pip install torch==2.13.0 numpy
"""

import numpy
import torch

numbers = numpy.random.default_rng(12)


def uniform(*shape, low=-2.0, high=2.0):
    """Floats between two bounds."""
    return floats(numbers.uniform(low, high, shape))


def distinct(*shape, step=0.1, phase=0.03):
    """Multiples of a step plus a phase in random order: no two are equal, none is 0."""
    size = int(numpy.prod(shape))
    return floats((numbers.permutation(size) - size // 2).reshape(shape) * step + phase)


def floats(values):
    """Float32 values, held in float64."""
    return torch.tensor(numpy.asarray(values, dtype=numpy.float32).astype(numpy.float64))


def ints(values):
    return torch.tensor(values, dtype=torch.int64)


def bools(values):
    return torch.tensor(values, dtype=torch.bool)


def case(name, function, *inputs, gradients=True):
    """Prints the inputs, the outputs of a function, and the gradients of the float inputs unless they are not wanted."""
    inputs = [x.clone().requires_grad_(True) if gradients and x.is_floating_point() else x.clone() for x in inputs]
    outputs = function(*inputs)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    print("case", name, sep="\t")
    for x in inputs:
        show("input", x.detach(), exact=True)
    for y in outputs:
        show("output", y.detach())
    if gradients:
        total = sum((y * weights(y.shape, k)).sum() for k, y in enumerate(y for y in outputs if y.is_floating_point()))
        total.backward()
        for x in inputs:
            if x.is_floating_point() and x.grad is not None:
                show("gradient", x.grad)
            else:
                print("no gradient")


def weights(shape, k):
    """The gradients of the outputs: eighths, which a float holds exactly."""
    size = int(numpy.prod(shape))
    return torch.tensor(((numpy.arange(size) * 7 + 3 * k) % 13 - 6) / 8.0).reshape(tuple(shape))


def show(what, tensor, exact=False):
    flat = tensor.reshape(-1)
    if tensor.is_floating_point():
        kind = "float"
        texts = [str(numpy.float32(v)) if exact else "%.9g" % v for v in flat.tolist()]
    elif tensor.dtype == torch.bool:
        kind = "bool"
        texts = [str(int(v)) for v in flat.tolist()]
    else:
        kind = "int"
        texts = [str(v) for v in flat.tolist()]
    print(what, kind, ",".join(map(str, tensor.shape)), " ".join(texts), sep="\t")
