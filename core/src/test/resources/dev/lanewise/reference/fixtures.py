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
    outputs, grads, _ = run(function, inputs, gradients)
    print("case", name, sep="\t")
    for x in inputs:
        show("input", x, exact=True)
    scales = sensitivities(function, inputs, gradients)
    for y, scale in zip(outputs, scales):
        show("output", y, scale)
    for x, g, scale in zip(inputs, grads, scales[len(outputs):]):
        if g is None:
            print("no gradient")
        else:
            show("gradient", g, scale)


def run(function, inputs, gradients, factors=None):
    """The outputs, the gradients of the inputs (None where there is none), and the weights of the outputs."""
    inputs = [x.clone().requires_grad_(True) if gradients and x.is_floating_point() else x.clone() for x in inputs]
    outputs = function(*inputs)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    grads, given = [], []
    if gradients:
        floating = [y for y in outputs if y.is_floating_point()]
        given = factors or [weights(y.shape, k) for k, y in enumerate(floating)]
        sum((y * w).sum() for y, w in zip(floating, given)).backward()
        grads = [x.grad if x.is_floating_point() else None for x in inputs]
    return [y.detach() for y in outputs], grads, given


def sensitivities(function, inputs, gradients, step=2.0**-20):
    """For each result the sum of |slope * x| over the elements x of inputs and weights: what errors of them would
    change. For sums of products it is the sum of the terms' sizes, times the number of factors. Where a result jumps
    there is no slope, and nothing to excuse.
    """
    outputs, grads, given = run(function, inputs, gradients)
    results = outputs + grads
    total = [torch.zeros(r.shape, dtype=torch.float64) if r is not None else None for r in results]
    arguments = list(inputs) + given
    for k, x in enumerate(arguments):
        if not x.is_floating_point():
            continue
        for i in range(x.numel()):
            sides = []
            for factor in [1 + step, 1 - step]:
                changed = [a.clone() for a in arguments]
                changed[k].view(-1)[i] *= factor
                n = len(inputs)
                y, g, _ = run(function, changed[:n], gradients, changed[n:])
                sides.append(y + g)
            for t, more, less in zip(total, *sides):
                if t is not None and more.is_floating_point() and more.shape == less.shape == t.shape:
                    slope = torch.nan_to_num((more - less).abs() / (2 * step), nan=0.0, posinf=0.0)
                    t += slope * (slope < 1000 * more.abs().clamp(min=1))
    return total


def weights(shape, k):
    """The gradients of the outputs: eighths, which a float holds exactly."""
    size = int(numpy.prod(shape))
    return torch.tensor(((numpy.arange(size) * 7 + 3 * k) % 13 - 6) / 8.0).reshape(tuple(shape))


def show(what, tensor, scale=None, exact=False):
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
    cells = [what, kind, ",".join(map(str, tensor.shape)), " ".join(texts)]
    if kind == "float" and not exact:
        cells.append(" ".join("%.3g" % v for v in scale.reshape(-1).tolist()))
    print(*cells, sep="\t")
