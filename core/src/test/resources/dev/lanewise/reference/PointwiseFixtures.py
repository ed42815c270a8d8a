import torch

from fixtures import case, distinct, floats, uniform

nan, inf = float("nan"), float("inf")

for name in ["sin", "cos"]:
    case(name, getattr(torch, name), uniform(20, low=-50, high=50))
case("sin of large numbers", torch.sin, floats([1e6, -3e10, 7.5e20, 3e38, 5e-41]))
case("cos of large numbers", torch.cos, floats([1e6, -3e10, 7.5e20, 3e38, 5e-41]))
case("tan", torch.tan, uniform(20, low=-1.4, high=1.4))
for name in ["asin", "acos", "atanh", "erfinv"]:
    case(name, getattr(torch, name), uniform(20, low=-0.95, high=0.95))
for name in ["atan", "sinh", "cosh", "asinh", "erfc", "exp2"]:
    case(name, getattr(torch, name), uniform(20, low=-4, high=4))
case("acosh", torch.acosh, uniform(20, low=1.05, high=9))
case("log10", torch.log10, uniform(20, low=0.1, high=9))
case("cbrt", lambda x: x.sign() * x.abs() ** (1 / 3), distinct(20))
case("lgamma", torch.lgamma, uniform(30, low=-4.9, high=30))
case("digamma", torch.digamma, uniform(30, low=0.1, high=30))
case("digamma of negative numbers", torch.digamma, floats([-0.5, -1.25, -3.75, -20.5]))
case("polygamma", lambda x: torch.polygamma(1, x), uniform(20, low=0.1, high=30))
case("polygamma of negative numbers", lambda x: torch.polygamma(1, x), floats([-0.5, -1.25, -3.75]), gradients=False)
case("polygamma of order 4", lambda x: torch.polygamma(4, x), uniform(20, low=0.1, high=30))
case("polygamma of order 2", lambda x: torch.polygamma(2, x), uniform(20, low=0.1, high=30), gradients=False)
case("atan2", torch.atan2, uniform(4, 1), uniform(5))
case("hypot", torch.hypot, uniform(4, 1), uniform(5))
case("fmod", torch.fmod, uniform(4, 1, low=-9, high=9), distinct(5, step=0.7))
case("remainder", torch.remainder, uniform(4, 1, low=-9, high=9), distinct(5, step=0.7))
case("remainder of a number", lambda x: x.remainder(1.5), uniform(9, low=-9, high=9))
case("copysign", torch.copysign, distinct(4, 1), floats([1, -1, 0.0, -0.0]))
for name in ["round", "floor", "ceil", "trunc", "frac"]:
    case(name, getattr(torch, name), distinct(31))
case("lerp", torch.lerp, uniform(5), uniform(5), uniform(5, low=0, high=1))
case("xlogy", torch.xlogy, floats([0, 0, 1, 2]), floats([0.5, 3, 1, 0.25]))
case("logaddexp", torch.logaddexp, floats([0, 3, -200, 200]), floats([1, 2.5, -201, -200]))
case("nanToNum", torch.nan_to_num, floats([1, -2, nan]), gradients=True)
case("nanToNum with numbers", lambda x: x.nan_to_num(1, 2, 3), floats([1, nan, inf, -inf]))
