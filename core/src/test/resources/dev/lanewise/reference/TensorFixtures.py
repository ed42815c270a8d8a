import torch
import torch.nn.functional as F

from fixtures import bools, case, distinct, ints, uniform

for name in ["add", "sub", "mul", "div", "maximum", "minimum"]:
    case(name, getattr(torch, name), uniform(2, 3, 4), distinct(3, 1))
    case(name + " with a number", lambda x: getattr(torch, name)(x, torch.tensor(1.5, dtype=torch.float64)), uniform(7))
case("pow", torch.pow, uniform(2, 5, low=0.3), uniform(5))
case("pow with a number", lambda x: x**3, uniform(7))
case("pow with a fraction", lambda x: x**-1.5, uniform(7, low=0.3))
for name in ["neg", "abs", "sign", "square", "exp", "tanh", "sigmoid", "relu", "reciprocal"]:
    case(name, getattr(torch, name), distinct(3, 5, step=0.3))
for name in ["sqrt", "rsqrt", "log"]:
    case(name, getattr(torch, name), uniform(3, 5, low=0.2))
case("clamp", lambda x: x.clamp(-0.5, 0.75), distinct(4, 5))
for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
    case(name, getattr(torch, name), ints([[0, 1, 2], [2, 1, 0]]).double(), ints([0, 1, 1]).double(), gradients=False)
    case(name + " with a number", lambda x: getattr(torch, name)(x, 1), ints([0, 1, 2]).double(), gradients=False)
case("isNaN", torch.isnan, torch.tensor([0.0, float("nan"), float("inf")]).double(), gradients=False)
case("isFinite", torch.isfinite, torch.tensor([0.0, float("nan"), -float("inf")]).double(), gradients=False)

for over, dim in [("", None), (" over the first", 0), (" over the last", -1), (" over two", (0, 2))]:
    case("sum" + over, lambda x: x.sum() if dim is None else x.sum(dim), uniform(3, 4, 5))
    case("mean" + over, lambda x: x.mean() if dim is None else x.mean(dim, keepdim=True), uniform(3, 4, 5))
    case("max" + over, lambda x: x.amax() if dim is None else x.amax(dim), distinct(3, 4, 5))
    case("min" + over, lambda x: x.amin() if dim is None else x.amin(dim), distinct(3, 4, 5))
    case("variance" + over, lambda x: x.var() if dim is None else x.var(dim), uniform(3, 4, 5))
    case("std" + over, lambda x: x.std() if dim is None else x.std(dim), uniform(3, 4, 5))
    case("logSumExp" + over, lambda x: x.logsumexp((0, 1, 2) if dim is None else dim), uniform(3, 4, 5))
case("argmax", lambda x: x.argmax(1), distinct(4, 6), gradients=False)
case("argmin", lambda x: x.argmin(0), distinct(4, 6), gradients=False)
case("softmax", lambda x: x.softmax(1), uniform(3, 6, 2))
case("logSoftmax", lambda x: x.log_softmax(-1), uniform(3, 6))

case("matmul", torch.matmul, uniform(4, 7), uniform(7, 3))
case("matmul of batches", torch.matmul, uniform(2, 1, 4, 5), uniform(3, 5, 2))
case("matmul transposed", lambda a, b: a.mT @ b.mT, uniform(5, 4), uniform(3, 5))
case("matmul with a vector", torch.matmul, uniform(2, 4, 5), uniform(5))
case("linear", F.linear, uniform(2, 3, 5), uniform(4, 5), uniform(4))
case("linear without bias", F.linear, uniform(3, 5), uniform(4, 5))

case("reshape", lambda x: x.reshape(3, -1), uniform(2, 6))
case("flatten", lambda x: x.flatten(1), uniform(2, 3, 2))
case("squeeze", lambda x: x.squeeze(1), uniform(2, 1, 3))
case("unsqueeze", lambda x: x.unsqueeze(1), uniform(2, 3))
case("transpose", lambda x: x.mT, uniform(2, 3, 4))
case("permute", lambda x: x.permute(2, 0, 1), uniform(2, 3, 4))
case("slice", lambda x: x[:, 1:3], uniform(2, 4))
case("select", lambda x: x.select(1, -1), uniform(2, 4, 3))
case("broadcastTo", lambda x: x.broadcast_to(4, 2, 3), uniform(2, 1))
case("concat", lambda a, b: torch.cat([a, b], 1), uniform(2, 3), uniform(2, 1))
case("stack", lambda a, b: torch.stack([a, b], 1), uniform(2, 3), uniform(2, 3))
case("detach", lambda x: x.detach(), uniform(3), gradients=False)

case("where", torch.where, bools([[True, False, True], [False, False, True]]), uniform(2, 3), uniform(3))
case("take", lambda x, i: x[i], uniform(4, 3), ints([[2, 0], [2, 3]]))
case("oneHot", lambda i: F.one_hot(i, 5).double(), ints([[1, 0], [4, 4]]), gradients=False)
case("log2", torch.log2, uniform(9, low=0.2))
case("log1p", torch.log1p, uniform(9, low=-0.7))
case("expm1", torch.expm1, uniform(9))
case("erf", torch.erf, uniform(9))
case("leakyRelu", lambda x: F.leaky_relu(x, 0.125), distinct(9))
case("elu", lambda x: F.elu(x, 1.5), distinct(9))
case("gelu", F.gelu, uniform(9))
case("geluTanh", lambda x: F.gelu(x, approximate="tanh"), uniform(9))
case("silu", F.silu, uniform(9))
case("softplus", F.softplus, uniform(9))
case("layerNorm", lambda x, w, b: F.layer_norm(x, (5,), w, b, 1e-5), uniform(3, 5), uniform(5), uniform(5))

case("BoolTensor.and", torch.logical_and, bools([[True], [False]]), bools([True, False]), gradients=False)
case("BoolTensor.or", torch.logical_or, bools([[True], [False]]), bools([True, False]), gradients=False)
case("BoolTensor.not", torch.logical_not, bools([True, False]), gradients=False)
case("BoolTensor.toTensor", lambda x: x.double(), bools([True, False]), gradients=False)
case("IntTensor.eq", torch.eq, ints([1, 2, -3]), ints([1, 3, -3]), gradients=False)
case("IntTensor.reshape", lambda x: x.reshape(-1, 2), ints([1, 2, 3, 4]), gradients=False)
case("IntTensor.toTensor", lambda x: x.double(), ints([1, -2]), gradients=False)
