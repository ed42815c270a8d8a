"""What PyTorch computes of schedules, parameter groups, clipping and Lion, for the tests of this package.

python3 pytorch.py > pytorch.txt    with pip install torch==2.13.0
"""

import math

import torch
from torch.optim import lr_scheduler as s


def schedule(name, make, steps, lr=0.1):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    show(name, rates)


def plateau(name, results, **settings):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = s.ReduceLROnPlateau(optimizer, **settings)
    rates = []
    for result in results:
        scheduler.step(result)
        rates.append(optimizer.param_groups[0]["lr"])
    show(name, rates)


def show(name, values):
    print(name, *(repr(float(v)) for v in values), sep="\t")


schedule("step", lambda o: s.StepLR(o, 3, 0.5), 12)
schedule("multiStep", lambda o: s.MultiStepLR(o, [2, 5, 6], 0.1), 10)
schedule("exponential", lambda o: s.ExponentialLR(o, 0.9), 30)
schedule("linear", lambda o: s.LinearLR(o, 0.25, 1.0, 6), 10)
schedule("linear down", lambda o: s.LinearLR(o, 1.0, 0.1, 5), 8)
schedule("polynomial", lambda o: s.PolynomialLR(o, 8, 2.5), 12)
schedule("cosine", lambda o: s.CosineAnnealingLR(o, 20), 21)
schedule("cosine with a minimum", lambda o: s.CosineAnnealingLR(o, 7, 0.01), 8)
schedule("restarts", lambda o: s.CosineAnnealingWarmRestarts(o, 5, 1, 0.001), 17)
schedule("growing restarts", lambda o: s.CosineAnnealingWarmRestarts(o, 3, 2), 25)
for phases in (False, True):
    for anneal in ("cos", "linear"):
        schedule(
            f"oneCycle {anneal} {3 if phases else 2}",
            lambda o: s.OneCycleLR(o, 0.1, 20, anneal_strategy=anneal, three_phase=phases, cycle_momentum=False),
            20,
        )
schedule(
    "oneCycle with settings",
    lambda o: s.OneCycleLR(o, 0.5, 30, pct_start=0.4, div_factor=10, final_div_factor=100, cycle_momentum=False),
    30,
)
for mode in ("triangular", "triangular2", "exp_range"):
    schedule(mode, lambda o: s.CyclicLR(o, 0.01, 0.1, 4, 6, mode, 0.95, cycle_momentum=False), 35)
schedule(
    "warmup",
    lambda o: s.SequentialLR(o, [s.LinearLR(o, 1 / 6, 1.0, 5), s.CosineAnnealingLR(o, 20)], [5]),
    26,
)
schedule(
    "sequence",
    lambda o: s.SequentialLR(o, [s.ConstantLR(o, 0.5, 100), s.ExponentialLR(o, 0.8), s.PolynomialLR(o, 4)], [3, 8]),
    14,
)

improving_then_not = [1.0, 0.9, 0.9, 0.95, 0.8999, 0.91, 0.92, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, math.nan, 0.4, 0.4]
plateau("plateau", improving_then_not, patience=2)
plateau("plateau of the highest", [-r for r in improving_then_not], mode="max", patience=1, factor=0.5)
plateau("plateau with an absolute threshold", improving_then_not, threshold=0.15, threshold_mode="abs", patience=1)
plateau(
    "plateau with cooldown and minimum", improving_then_not + [1.0] * 12, patience=0, cooldown=2, factor=0.3, min_lr=1e-3
)
plateau("plateau with eps", [1.0] * 20, patience=0, factor=0.5, eps=0.01)

START = [[1.0, -2.0, 0.5, 3.0], [0.5, -0.25], [2.0]]
TARGET = [[0.0, 1.0, -1.0, 2.0], [1.0, 1.0], [-1.0]]


def loss(parameters):
    return sum(((p - torch.tensor(t)) ** 2).sum() for p, t in zip(parameters, TARGET)) * parameters[0].square().mean()


def train(name, steps, make, clip=lambda parameters: None):
    parameters = [torch.tensor(p, requires_grad=True) for p in START]
    optimizer = make(parameters)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(parameters).backward()
        clip(parameters)
        optimizer.step()
    show(name, torch.cat([p.detach() for p in parameters]))


train(
    "groups",
    12,
    lambda p: torch.optim.AdamW(
        [{"params": [p[0], p[2]], "weight_decay": 0.3}, {"params": [p[1]], "weight_decay": 0.0, "lr": 0.02}], lr=0.1
    ),
)
train("clipped by norm", 8, lambda p: torch.optim.SGD(p, lr=0.05), lambda p: torch.nn.utils.clip_grad_norm_(p, 2.0))
train("clipped by value", 8, lambda p: torch.optim.SGD(p, lr=0.05), lambda p: torch.nn.utils.clip_grad_value_(p, 1.5))

for p in (2.0, 1.0, 3.0, math.inf):
    for limit in (1.0, 1000.0):
        parameters = [torch.tensor(q, requires_grad=True) for q in START]
        loss(parameters).backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, limit, p)
        show(f"norm {p:g} to {limit:g}", [norm, *torch.cat([q.grad for q in parameters])])


class Lion(torch.optim.Optimizer):
    """Program 1 of Chen et al. 2023."""

    def __init__(self, parameters, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(parameters, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_((m * beta1 + p.grad * (1 - beta1)).sign_(), alpha=-group["lr"])
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


train("Lion", 12, lambda p: Lion(p, 0.05))
train("Lion with settings", 12, lambda p: Lion(p, 0.05, (0.8, 0.95), 0.4))
