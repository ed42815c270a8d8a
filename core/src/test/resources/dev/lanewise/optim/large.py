"""What PyTorch computes of optimizers for large models, and NumPy transcripts of papers, for the tests of this package.

python3 large.py > large.txt    with pip install torch==2.13.0 numpy
"""

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.Tensor.bfloat16 = lambda self: self.clone()  # Muon's iteration in full precision

FLOAT_EPS = 2.0**-23  # what Adafactor's eps is by default in floats


def values(shape, seed):
    n = int(np.prod(shape))
    return torch.tensor([((k * 7 + seed * 3) % 11 - 5) / 8 for k in range(n)]).reshape(shape)


X = values((6, 3), 1)
Y = values((6, 2), 2)
TARGET = values((2, 3, 2), 3)
SHAPES = [(3, 4), (4, 2), (2,), (), (2, 3, 2)]


def start():
    parameters = [values(shape, 4 + i) for i, shape in enumerate(SHAPES)]
    parameters[3] = torch.tensor(1.5)
    return [p.clone().requires_grad_(True) for p in parameters]


def loss(parameters):
    a, b, c, s, t = parameters
    hidden = X @ a
    errors = (hidden @ b + c) * s - Y
    return (errors**2).mean() + 0.125 * (hidden**2).mean() + ((t - TARGET) ** 2 * (1 + t**2)).mean()


def train(name, make, steps=12):
    parameters = start()
    optimizer = make(parameters)
    for _ in range(steps):
        for p in parameters:
            p.grad = None
        loss(parameters).backward()
        optimizer.step()
    everything = torch.cat([p.detach().reshape(-1) for p in parameters])
    print(name, *(repr(float(v)) for v in everything), sep="\t")


class Both:
    """Optimizers for different parameters."""

    def __init__(self, *optimizers):
        self.optimizers = optimizers

    def step(self):
        for optimizer in self.optimizers:
            optimizer.step()


Adafactor = torch.optim.Adafactor
train("Adafactor", lambda p: Adafactor(p, 0.05, eps=(FLOAT_EPS, 1e-3)))
train(
    "Adafactor with settings",
    lambda p: Adafactor(p, 0.1, beta2_decay=-0.5, eps=(0.125, 0.75), d=1.25, weight_decay=0.4),
)
train(
    "Adafactor in groups",
    lambda p: Adafactor(
        [{"params": [p[0], p[2], p[4]], "weight_decay": 0.3}, {"params": [p[1], p[3]], "lr": 0.4, "d": 2.0}],
        0.05,
        eps=(FLOAT_EPS, 1e-3),
    ),
)


class LAMB:
    """Algorithm 2 of You et al. 2020; where phi gives 0 or the update is 0, it is not scaled."""

    def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01, norms=(0, np.inf)):
        self.parameters, self.lr, self.betas, self.eps = parameters, lr, betas, eps
        self.weight_decay, self.norms = weight_decay, norms
        self.m = [np.zeros(p.shape) for p in parameters]
        self.v = [np.zeros(p.shape) for p in parameters]
        self.t = 0

    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        for i, p in enumerate(self.parameters):
            x, g = p.detach().numpy(), p.grad.numpy()
            self.m[i] = beta1 * self.m[i] + (1 - beta1) * g
            self.v[i] = beta2 * self.v[i] + (1 - beta2) * g**2
            m = self.m[i] / (1 - beta1**self.t)
            v = self.v[i] / (1 - beta2**self.t)
            r = m / (np.sqrt(v) + self.eps) + self.weight_decay * x
            phi = min(max(np.sqrt((x**2).sum()), self.norms[0]), self.norms[1])
            norm = np.sqrt((r**2).sum())
            trust = phi / norm if phi > 0 and norm > 0 else 1
            p.data = torch.tensor(x - self.lr * trust * r)


train("LAMB", lambda p: LAMB(p, 0.05))
train("LAMB with settings", lambda p: LAMB(p, 0.05, (0.8, 0.95), 1e-3, 0.4, (0.5, 1.25)))
train("LAMB in groups", lambda p: Both(LAMB([p[0], p[1], p[4]], 0.05, weight_decay=0.3), LAMB(p[2:4], 0.1)))


def muon(p, lr, others=0.05, **settings):
    return Both(torch.optim.Muon(p[:2], lr, **settings), torch.optim.SGD(p[2:], others))


train("Muon", lambda p: muon(p, 0.05))
train(
    "Muon with settings",
    lambda p: muon(
        p, 0.05, weight_decay=0.4, momentum=0.8, nesterov=False, ns_coefficients=(2.0, -1.5, 0.5), eps=0.25, ns_steps=3,
        adjust_lr_fn="match_rms_adamw",
    ),
)
train(
    "Muon in groups",
    lambda p: Both(
        torch.optim.Muon([{"params": [p[0]]}, {"params": [p[1]], "lr": 0.1, "weight_decay": 0.0}], 0.05),
        torch.optim.AdamW(p[2:], 0.05),
    ),
)


class Lookahead:
    """Algorithm 1 of Zhang et al. 2019."""

    def __init__(self, parameters, optimizer, k=5, alpha=0.5):
        self.parameters, self.optimizer, self.k, self.alpha = parameters, optimizer, k, alpha
        self.slow = [p.detach().numpy().copy() for p in parameters]
        self.t = 0

    def step(self):
        self.optimizer.step()
        self.t += 1
        if self.t % self.k == 0:
            for i, p in enumerate(self.parameters):
                self.slow[i] = self.slow[i] + self.alpha * (p.detach().numpy() - self.slow[i])
                p.data = torch.tensor(self.slow[i])


train("Lookahead", lambda p: Lookahead(p, torch.optim.AdamW(p, 0.05)))
train("Lookahead with settings", lambda p: Lookahead(p, torch.optim.SGD(p, 0.05, momentum=0.9), 3, 0.8))
train(
    "Lookahead of groups",
    lambda p: Lookahead(
        p, torch.optim.AdamW([{"params": p[:2], "weight_decay": 0.3}, {"params": p[2:], "lr": 0.02}], 0.1), 4, 0.3
    ),
)

train("Rprop", lambda p: torch.optim.Rprop(p, 0.05))
train("Rprop with settings", lambda p: torch.optim.Rprop(p, 0.1, (0.25, 1.5), (0.01, 0.2)))
train("Rprop in groups", lambda p: torch.optim.Rprop([{"params": p[:2]}, {"params": p[2:], "lr": 0.01}], 0.05))
train("ASGD", lambda p: torch.optim.ASGD(p, 0.1))
train(
    "ASGD with settings",
    lambda p: torch.optim.ASGD(p, 0.1, lambd=0.05, alpha=0.9, t0=4, weight_decay=0.3),
)
train(
    "ASGD in groups",
    lambda p: torch.optim.ASGD([{"params": p[:2]}, {"params": p[2:], "lr": 0.01, "weight_decay": 0.4}], 0.05, t0=2),
)


def averages():
    """What ASGD leaves in the parameters is replaced by the averages."""
    parameters = start()
    optimizer = torch.optim.ASGD(parameters, 0.1, t0=4)
    for _ in range(12):
        optimizer.zero_grad()
        loss(parameters).backward()
        optimizer.step()
    print("averages of ASGD", *(repr(float(v)) for p in parameters for v in optimizer.state[p]["ax"].reshape(-1)), sep="\t")


averages()
