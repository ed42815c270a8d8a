"""Prints the errors of PyTorch's gradients for docs/accuracy.md, over the floats that GradientAccuracy looks at.

python pytorch_gradients.py [step]
"""
import math
import sys

import torch
from torch.nn import functional

torch.set_num_threads(1)
step = int(sys.argv[1]) if len(sys.argv) > 1 else 61
C = 2 * math.sqrt(2 / math.pi)
sigmoid = torch.sigmoid


def gelu_slope(x):
    return 0.5 * torch.special.erfc(-x / math.sqrt(2)) + x * torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def gelu_tanh_slope(x):
    z = C * (x + 0.044715 * x ** 3)
    return sigmoid(z) * (1 + x * sigmoid(-z) * C * (1 + 3 * 0.044715 * x * x))


def near(root):
    return lambda x: (x - root).abs() < 0.125


def never(x):
    return torch.zeros_like(x, dtype=torch.bool)


# name, function, slope in double precision, where the error is counted absolutely
FUNCTIONS = [
    ("square", torch.square, lambda x: 2 * x, never),
    ("sqrt", torch.sqrt, lambda x: 0.5 / x.sqrt(), never),
    ("rsqrt", torch.rsqrt, lambda x: -0.5 / (x * x.sqrt()), never),
    ("reciprocal", torch.reciprocal, lambda x: -1 / (x * x), never),
    ("pow(x, 3)", lambda x: x.pow(3), lambda x: 3 * x * x, never),
    ("exp", torch.exp, torch.exp, never),
    ("expm1", torch.expm1, torch.exp, never),
    ("log", torch.log, lambda x: 1 / x, never),
    ("log2", torch.log2, lambda x: 1 / (x * math.log(2)), never),
    ("log1p", torch.log1p, lambda x: 1 / (1 + x), never),
    ("tanh", torch.tanh, lambda x: 4 * sigmoid(2 * x) * sigmoid(-2 * x), lambda x: x.abs() > 1),
    ("erf", torch.erf, lambda x: 2 / math.sqrt(math.pi) * torch.exp(-x * x), never),
    ("sigmoid", torch.sigmoid, lambda x: sigmoid(x) * sigmoid(-x), lambda x: x > 2),
    ("softplus", functional.softplus, sigmoid, never),
    ("elu", functional.elu, lambda x: torch.where(x > 0, 1.0, torch.exp(x)), never),
    ("gelu", functional.gelu, gelu_slope, near(-0.7517915)),
    ("geluTanh", lambda x: functional.gelu(x, approximate="tanh"), gelu_tanh_slope, near(-0.7524614)),
    ("silu", functional.silu, lambda x: sigmoid(x) * (1 + x * sigmoid(-x)), near(-1.2784645)),
    ("sin", torch.sin, torch.cos, never),
    ("cos", torch.cos, lambda x: -torch.sin(x), never),
    ("tan", torch.tan, lambda x: 1 / torch.cos(x) ** 2, never),
    ("asin", torch.asin, lambda x: 1 / ((1 - x) * (1 + x)).sqrt(), never),
    ("acos", torch.acos, lambda x: -1 / ((1 - x) * (1 + x)).sqrt(), never),
    ("atan", torch.atan, lambda x: 1 / (1 + x * x), never),
    ("sinh", torch.sinh, torch.cosh, never),
    ("cosh", torch.cosh, torch.sinh, never),
    ("asinh", torch.asinh, lambda x: 1 / (x * x + 1).sqrt(), never),
    ("acosh", torch.acosh, lambda x: 1 / ((x - 1).sqrt() * (x + 1).sqrt()), never),
    ("atanh", torch.atanh, lambda x: 1 / ((1 - x) * (1 + x)), never),
    ("log10", torch.log10, lambda x: 1 / (x * math.log(10)), never),
    ("exp2", torch.exp2, lambda x: torch.exp2(x) * math.log(2), never),
    ("erfc", torch.erfc, lambda x: -2 / math.sqrt(math.pi) * torch.exp(-x * x), never),
    ("erfinv", torch.erfinv, lambda x: math.sqrt(math.pi) / 2 * torch.exp(torch.erfinv(x) ** 2), never),
    ("lgamma", torch.lgamma, torch.digamma, never),
    ("digamma", torch.digamma, lambda x: torch.polygamma(1, x), never),
    ("atan2(x, 1)", lambda x: torch.atan2(x, torch.ones(())), lambda x: 1 / (1 + x * x), never),
    ("hypot(x, 1)", lambda x: torch.hypot(x, torch.ones(())), lambda x: x / (x * x + 1).sqrt(), never),
    ("xlogy(2, x)", lambda x: torch.special.xlogy(2, x), lambda x: 2 / x, never),
    ("logaddexp(x, 0)", lambda x: torch.logaddexp(x, torch.zeros(())), sigmoid, never),
]

first = torch.tensor(2.0 ** -30).view(torch.int32).item()
end = torch.tensor(2.0 ** 7).view(torch.int32).item()
tiny = torch.finfo(torch.float32).tiny
most = torch.finfo(torch.float32).max
for name, function, slope, absolute in FUNCTIONS:
    worst = {"relative": (0.0, 0.0), "absolute": (0.0, 0.0)}
    for sign in (1, -1):
        for bits in range(first, end, step << 20):
            numbers = torch.arange(bits, min(bits + (step << 20), end), step, dtype=torch.int32)
            x = (sign * numbers.view(torch.float32)).requires_grad_()
            function(x).sum().backward()
            at = x.detach().double()
            exact = slope(at)
            off = (x.grad.double() - exact).abs()
            normal = (exact.abs() >= tiny) & (exact.abs() <= most)
            for kind, error, where in (
                    ("relative", off / exact.abs(), normal & ~absolute(at)), ("absolute", off, normal & absolute(at))):
                error = torch.where(where, error, 0.0)
                largest = error.argmax()
                if error[largest] > worst[kind][0]:
                    worst[kind] = (error[largest].item(), at[largest].item())
    print("| %s | %.1e at %.6g | %.1e at %.6g |" % (name, *worst["relative"], *worst["absolute"]))
