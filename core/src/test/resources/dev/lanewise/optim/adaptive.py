"""What PyTorch computes, in float64, of optimizers of Adam's family, for the tests of this package.

python3 adaptive.py > adaptive.txt    with pip install torch==2.13.0
"""

import torch

torch.set_default_dtype(torch.float64)

START = [[1.0, -2.0, 0.5, 3.0], [0.5, -0.25], [2.0]]
TARGET = [[0.0, 1.0, -1.0, 2.0], [1.0, 1.0], [-1.0]]


def loss(parameters):
    return sum(((p - torch.tensor(t)) ** 2).sum() for p, t in zip(parameters, TARGET)) * parameters[0].square().mean()


def train(name, rule, lr, **settings):
    """The parameters after 12 steps: two groups, of which the second has its own learning rate and no decay."""
    parameters = [torch.tensor(p, requires_grad=True) for p in START]
    groups = [
        {"params": [parameters[0], parameters[2]]},
        {"params": [parameters[1]], "lr": lr / 4, "weight_decay": 0.0},
    ]
    optimizer = rule(groups, lr=lr, foreach=False, **settings)
    for _ in range(12):
        optimizer.zero_grad()
        loss(parameters).backward()
        optimizer.step()
    print(name, *(repr(v) for v in torch.cat([p.detach() for p in parameters]).tolist()), sep="\t")


o = torch.optim
train("Adagrad", o.Adagrad, 0.2)
train("Adagrad with settings", o.Adagrad, 0.3, lr_decay=0.1, weight_decay=0.2, initial_accumulator_value=0.5, eps=1e-3)
train("Adadelta", o.Adadelta, 1.0)
train("Adadelta with settings", o.Adadelta, 0.7, rho=0.8, eps=1e-3, weight_decay=0.2)
train("Adamax", o.Adamax, 0.05)
train("Adamax with settings", o.Adamax, 0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)
train("NAdam", o.NAdam, 0.05)
train("NAdam with settings", o.NAdam, 0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2, momentum_decay=0.05)
train("NAdam, decoupled", o.NAdam, 0.1, weight_decay=0.4, decoupled_weight_decay=True)
train("RAdam", o.RAdam, 0.05)
train("RAdam with settings", o.RAdam, 0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)
train("RAdam, decoupled", o.RAdam, 0.05, weight_decay=0.4, decoupled_weight_decay=True)
train("RAdam without second moment", o.RAdam, 0.01, betas=(0.9, 0.5))
for rule in (o.Adam, o.AdamW):
    name = rule.__name__
    train(f"{name}, amsgrad", rule, 0.3, amsgrad=True, betas=(0.5, 0.6))
    train(f"{name}, amsgrad with settings", rule, 0.3, amsgrad=True, betas=(0.7, 0.6), eps=1e-3, weight_decay=0.2)
