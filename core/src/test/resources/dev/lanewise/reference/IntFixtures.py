import torch

from fixtures import bools, case, ints, uniform


def sides():
    return ints([[7, -7, 3], [0, 5, -9]]), ints([2, -2, -4])


case("IntTensor.add", lambda a, b: a + b, *sides(), gradients=False)
case("IntTensor.sub", lambda a, b: a - b, *sides(), gradients=False)
case("IntTensor.mul", lambda a, b: a * b, *sides(), gradients=False)
case("IntTensor.floorDiv", lambda a, b: a // b, *sides(), gradients=False)
case("IntTensor.remainder", lambda a, b: a.remainder(b), *sides(), gradients=False)
case("IntTensor.maximum", lambda a, b: a.maximum(b), *sides(), gradients=False)
case("IntTensor.minimum", lambda a, b: a.minimum(b), *sides(), gradients=False)
case("and", lambda a, b: a & b, *sides(), gradients=False)
case("or", lambda a, b: a | b, *sides(), gradients=False)
case("xor", lambda a, b: a ^ b, *sides(), gradients=False)
case("shiftLeft", lambda a, b: a << b.abs(), *sides(), gradients=False)
case("shiftRight", lambda a, b: a >> b.abs(), *sides(), gradients=False)
case("IntTensor.neg", lambda a, b: -a, *sides(), gradients=False)
case("IntTensor.abs", lambda a, b: a.abs(), *sides(), gradients=False)
case("IntTensor.clamp", lambda a, b: a.clamp(-2, 4), *sides(), gradients=False)
for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
    case("IntTensor." + name, lambda a, b: getattr(a, name)(b), ints([[2, 1, -4], [0, -2, -9]]), ints([2, -2, -4]),
         gradients=False)
case("IntTensor.sum", lambda a, b: a.sum(1), *sides(), gradients=False)
case("IntTensor.prod", lambda a, b: a.prod(1), *sides(), gradients=False)
case("IntTensor.max", lambda a, b: a.amax(0), *sides(), gradients=False)
case("IntTensor.min", lambda a, b: a.amin(1), *sides(), gradients=False)
case("IntTensor.sum with keepDim", lambda a, b: a.sum(1, keepdim=True), *sides(), gradients=False)
case("IntTensor.prod with keepDim", lambda a, b: a.prod(1, keepdim=True), *sides(), gradients=False)
case("IntTensor.max with keepDim", lambda a, b: a.amax((0, 1), keepdim=True), *sides(), gradients=False)
case("IntTensor.min with keepDim", lambda a, b: a.amin(0, keepdim=True), *sides(), gradients=False)
case("IntTensor.truncated", lambda x: x.int(), uniform(5), gradients=False)

masks = bools([[True, False, True], [False, False, True]]), bools([True, True, False])
case("BoolTensor.xor", lambda a, b: a.logical_xor(b), *masks, gradients=False)
case("BoolTensor.eq", lambda a, b: a == b, *masks, gradients=False)
case("BoolTensor.toInts", lambda a, b: a.int(), *masks, gradients=False)
case("any", lambda a, b: a.any(0), *masks, gradients=False)
case("all", lambda a, b: a.all(0), *masks, gradients=False)
case("count", lambda a, b: a.count_nonzero(1), *masks, gradients=False)
case("any with keepDim", lambda a, b: a.any(0, keepdim=True), *masks, gradients=False)
case("all with keepDim", lambda a, b: a.all(1, keepdim=True), *masks, gradients=False)
case("count with keepDim", lambda a, b: a.sum((0, 1), keepdim=True), *masks, gradients=False)
case("where of ints", torch.where, masks[0], *sides(), gradients=False)

for kind, x in [("IntTensor.", ints([[[1, 2, 3], [4, 5, 6]]])),
                ("BoolTensor.", bools([[[True, False, True], [False, False, True]]]))]:
    case(kind + "reshape of three axes", lambda x: x.reshape(3, 2), x, gradients=False)
    case(kind + "flatten", lambda x: x.flatten(1), x, gradients=False)
    case(kind + "squeeze", lambda x: x.squeeze(0), x, gradients=False)
    case(kind + "unsqueeze", lambda x: x.unsqueeze(-1), x, gradients=False)
    case(kind + "permute", lambda x: x.permute(2, 0, 1), x, gradients=False)
    case(kind + "slice", lambda x: x[:, :, 1:3], x, gradients=False)
    case(kind + "select", lambda x: x.select(1, -1), x, gradients=False)
    case(kind + "broadcastTo", lambda x: x.expand(2, 2, 3), x, gradients=False)
    case(kind + "concat", lambda x: torch.cat([x, x], 1), x, gradients=False)
    case(kind + "stack", lambda x: torch.stack([x, x], -1), x, gradients=False)
