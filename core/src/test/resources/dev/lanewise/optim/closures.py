"""What PyTorch computes of L-BFGS and averages of weights, and NumPy of SAM, for the tests of this package.

python3 closures.py > closures.txt    with pip install torch==2.13.0 numpy
"""

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, get_swa_multi_avg_fn

START = [[1.0, -2.0, 0.5, 3.0], [0.5, -0.25], [2.0]]
TARGET = [[0.0, 1.0, -1.0, 2.0], [1.0, 1.0], [-1.0]]


def show(name, values):
    print(name, *(repr(float(v)) for v in values), sep="\t")


def loss(parameters):
    return sum(((p - torch.tensor(t)) ** 2).sum() for p, t in zip(parameters, TARGET)) * parameters[0].square().mean()


# ---- averages of weights: Quadratics, trained by SGD


def averaged(name, average, steps=12):
    module = torch.nn.Module()
    for i, p in enumerate(START):
        module.register_parameter(f"p{i}", torch.nn.Parameter(torch.tensor(p)))
    parameters = list(module.parameters())
    averages = AveragedModel(module, multi_avg_fn=average)
    optimizer = torch.optim.SGD(parameters, lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(parameters).backward()
        optimizer.step()
        averages.update_parameters(module)
    show(name, torch.cat([p.detach() for p in averages.module.parameters()]))


def warmed(averages, values, before):
    before = int(before)
    torch._foreach_lerp_(averages, values, 1 - min(0.4, (1 + before) / (10 + before)))


averaged("ema 0.9", get_ema_multi_avg_fn(0.9))
averaged("ema 0.3", get_ema_multi_avg_fn(0.3))
averaged("ema 0.4 with warmup", warmed)
averaged("swa", get_swa_multi_avg_fn())

# ---- L-BFGS


def lbfgs(name, parameters, function, steps, **settings):
    """For each step: the loss at its beginning and how often the closure has been called; then the parameters."""
    parameters = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in parameters]
    optimizer = torch.optim.LBFGS(parameters, **settings)
    seen = []
    calls = 0

    def closure():
        nonlocal calls
        calls += 1
        optimizer.zero_grad()
        value = function(parameters)
        value.backward()
        return value

    for _ in range(steps):
        value = float(optimizer.step(closure).detach())
        seen += [value, calls]
    show(name + ": steps", seen)
    show(name + ": parameters", torch.cat([p.detach().flatten() for p in parameters]))


def rosenbrock(parameters):
    x, y = parameters[0]
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


X = [[((3 * i + 7 * j) % 11) / 5.0 - 1 for j in range(3)] for i in range(8)]
Y = [[((5 * i) % 7) / 3.0 - 1] for i in range(8)]
NET = [
    [[((2 * i + 5 * j) % 9) / 9.0 - 0.4 for j in range(4)] for i in range(3)],
    [0.1, -0.1, 0.2, 0.0],
    [[0.5], [-0.3], [0.2], [0.4]],
]


def net(parameters):
    w, b, v = parameters
    hidden = torch.tanh(torch.tensor(X, dtype=torch.float64) @ w + b)
    return (hidden @ v - torch.tensor(Y, dtype=torch.float64)).square().mean()


lbfgs("rosenbrock", [[-1.2, 1.0]], rosenbrock, 4, line_search_fn="strong_wolfe", max_iter=6)
lbfgs("rosenbrock in one step", [[-1.2, 1.0]], rosenbrock, 1, line_search_fn="strong_wolfe", max_iter=100)
lbfgs("rosenbrock without a line search", [[-1.2, 1.0]], rosenbrock, 3, lr=0.002, max_iter=5)
lbfgs("net", NET, net, 12, line_search_fn="strong_wolfe", max_iter=3, history_size=4)
lbfgs("net without a line search", NET, net, 12, lr=0.3, max_iter=3, history_size=2)
lbfgs("net with few evaluations", NET, net, 6, lr=5, line_search_fn="strong_wolfe", max_iter=10, max_eval=4)

# ---- SAM (Foret et al. 2021, algorithm 1) and ASAM (Kwon et al. 2021), in NumPy, with SGD with momentum


def gradient(parts):
    """Of the loss above, by hand."""
    squares = sum(((p - t) ** 2).sum() for p, t in zip(parts, map(np.array, TARGET)))
    mean = (parts[0] ** 2).mean()
    grads = [2 * (p - np.array(t)) * mean for p, t in zip(parts, TARGET)]
    grads[0] = grads[0] + squares * 2 * parts[0] / parts[0].size
    return squares * mean, grads


def sam(name, rho, adaptive, steps=12, lr=0.005, momentum=0.9):
    parts = [np.array(p) for p in START]
    velocity = [np.zeros_like(p) for p in parts]
    losses = []
    for step in range(steps):
        value, grads = gradient(parts)
        losses.append(value)
        scales = [np.abs(p) if adaptive else np.ones_like(p) for p in parts]
        norm = np.sqrt(sum(((s * g) ** 2).sum() for s, g in zip(scales, grads)))
        _, grads = gradient([p + rho * s * s * g / norm for p, s, g in zip(parts, scales, grads)])
        velocity = [g if step == 0 else momentum * v + g for v, g in zip(velocity, grads)]
        parts = [p - lr * v for p, v in zip(parts, velocity)]
    show(name + ": losses", losses)
    show(name + ": parameters", np.concatenate(parts))


sam("SAM", 0.05, False)
sam("SAM, adaptive", 0.5, True)
