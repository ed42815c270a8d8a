"""Prints what PyTorch computes at special values, in float64 and rounded to float32, for PointwiseSpecialsTest.

The first line has the bits of the numbers. A line of a function of one tensor has its values at each of them, and that of
a function of two tensors, of which the first is "outer", its values at each pair of the first PAIRED numbers.

python special_values.py > special_values.txt
"""
import torch
from torch import special
from torch.nn import functional

MIN_VALUE, MIN_NORMAL, MAX = 2.0 ** -149, 2.0 ** -126, 2.0 ** 128 - 2.0 ** 104
INF, NAN = float("inf"), float("nan")
PAIRED = [INF, -INF, NAN, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, MIN_VALUE, -MIN_VALUE, 2.0 ** -130,
          MIN_NORMAL, -MIN_NORMAL, MAX, -MAX]
NUMBERS = PAIRED + [
    -(2.0 ** -130), 1 + 2.0 ** -23, 1 - 2.0 ** -24, -1 - 2.0 ** -23, -1 + 2.0 ** -24, 1.5, -1.5, 2.5, -2.5, 4.0, -4.0,
    10.5, -10.5, 89.0, -89.0, 105.0, -105.0, 128.0, -126.0, -149.0, -150.0, 2.0 ** 23 - 0.5, 0.5 - 2.0 ** 23,
    2.0 ** 23 + 1, -(2.0 ** 24), 1e10, -1e10, 1e20, -1e20, 1e38, -1e38]

UNARY = {
    "neg": torch.neg, "abs": torch.abs, "sign": torch.sign, "square": torch.square, "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt, "reciprocal": torch.reciprocal, "exp": torch.exp, "expm1": torch.expm1, "log": torch.log,
    "log2": torch.log2, "log1p": torch.log1p, "tanh": torch.tanh, "erf": torch.erf, "sigmoid": torch.sigmoid,
    "softplus": functional.softplus, "relu": torch.relu, "silu": functional.silu,
    "gelu": functional.gelu, "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin,
    "acos": torch.acos, "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh, "asinh": torch.asinh,
    "acosh": torch.acosh, "atanh": torch.atanh, "log10": torch.log10, "exp2": torch.exp2,
    "cbrt": lambda x: torch.copysign(x.abs().pow(1 / 3), x), "erfc": torch.erfc, "erfinv": torch.erfinv,
    "lgamma": torch.lgamma, "digamma": torch.digamma, "polygamma(1)": lambda x: torch.polygamma(1, x),
    "polygamma(2)": lambda x: torch.polygamma(2, x), "round": torch.round, "floor": torch.floor, "ceil": torch.ceil,
    "trunc": torch.trunc, "frac": torch.frac,
}
BINARY = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "maximum": torch.maximum,
    "minimum": torch.minimum, "pow": torch.pow, "atan2": torch.atan2, "hypot": torch.hypot, "fmod": torch.fmod,
    "remainder": torch.remainder, "copysign": torch.copysign, "xlogy": special.xlogy, "logaddexp": torch.logaddexp,
}


def show(name, values):
    bits = torch.where(values.isnan(), NAN, values).float().view(torch.int32).tolist()
    print(name, *("%08x" % (0x7FC00000 if b & 0x7FFFFFFF > 0x7F800000 else b & 0xFFFFFFFF) for b in bits))


torch.set_num_threads(1)
x = torch.tensor(NUMBERS).double()
show("numbers", x)
for name, function in UNARY.items():
    show(name, function(x))
first, second = (t.reshape(-1) for t in torch.meshgrid(x[:len(PAIRED)], x[:len(PAIRED)], indexing="ij"))
for name, function in BINARY.items():
    show(name, function(first, second))
