import torch
import torch.nn.functional as F

from fixtures import case, distinct, floats, uniform

SHAPES = {1: (2, 2, 7), 2: (1, 2, 6, 5), 3: (1, 1, 4, 3, 5)}
MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
ADAPTIVE_AVG = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}
ADAPTIVE_MAX = {1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d}

for d in 1, 2, 3:
    shape = SHAPES[d]
    one = lambda *n: n[0] if d == 1 else n[:d]
    name = "maxPool%dd" % d
    pool = MAX[d]
    case(name, lambda x: pool(x, 2), distinct(*shape))
    case(name + " with a stride", lambda x: pool(x, 3, 2), distinct(*shape))
    case(name + " with padding", lambda x: pool(x, 3, 2, 1), distinct(*shape))
    case(name + " that is dilated", lambda x: pool(x, 2, 1, 1, 2), distinct(*shape))
    case(name + " of an even window in ceil mode", lambda x: pool(x, 2, 2, 1, 1, True), distinct(*shape))
    case(name + " with a last window cut off", lambda x: pool(x, 3, 2, 0, 1, True), distinct(*shape))
    case(name + " of steps longer than the window", lambda x: pool(x, 1, 2, 0, 1, True), distinct(*shape))
    case(name + " of one without a batch", lambda x: pool(x, 2, 1), distinct(*shape[1:]))
    case(name + " of ones a size wide", lambda x: pool(x, 2, 1, 1), distinct(2, 2, *[1] * d))
    case(name + " of equal elements", lambda x: pool(x, 2, 1), floats([0] * 3**d).reshape(1, *[3] * d))
    case(name + "WithIndices", lambda x: pool(x, 3, 2, 1, return_indices=True), distinct(*shape))
    case(name + "WithIndices in ceil mode", lambda x: pool(x, 2, 2, 0, 1, True, True), distinct(*shape))

    name = "avgPool%dd" % d
    average = AVG[d]
    case(name, lambda x: average(x, 2), uniform(*shape))
    case(name + " with a stride", lambda x: average(x, 3, 2), uniform(*shape))
    case(name + " with padding", lambda x: average(x, 3, 2, 1), uniform(*shape))
    case(name + " without the padding", lambda x: average(x, 3, 2, 1, count_include_pad=False), uniform(*shape))
    case(name + " in ceil mode", lambda x: average(x, 2, 2, 1, True), uniform(*shape))
    case(name + " in ceil mode without the padding", lambda x: average(x, 2, 2, 1, True, False), uniform(*shape))
    case(name + " with a last window cut off", lambda x: average(x, 3, 2, 0, True), uniform(*shape))
    wide = average if d < 3 else lambda x, k, s, p: average(F.pad(x, [p] * 6), k, s)  # refuses windows beyond the input
    case(name + " of ones a size wide", lambda x: wide(x, 2, 1, 1), uniform(2, 2, *[1] * d))
    case(name + " of one without a batch", lambda x: average(x, 2, 1), uniform(*shape[1:]))
    if d == 1:
        case(name + " with a divisor", lambda x: F.avg_pool2d(x.unsqueeze(2), (1, 3), (1, 2), (0, 1), divisor_override=2).squeeze(2), uniform(*shape))
    else:
        case(name + " with a divisor", lambda x: average(x, 3, 2, 1, divisor_override=2), uniform(*shape))

    for kind, adaptive, values in ("Avg", ADAPTIVE_AVG[d], uniform), ("Max", ADAPTIVE_MAX[d], distinct):
        name = "adaptive%sPool%dd" % (kind, d)
        case(name, lambda x: adaptive(x, one(3, 2, 3)), values(*shape))
        case(name + " to more elements", lambda x: adaptive(x, one(9, 7, 6)), values(*shape))
        case(name + " to one", lambda x: adaptive(x, one(1, 1, 1)), values(*shape))
        case(name + " of one without a batch", lambda x: adaptive(x, one(2, 3, 2)), values(*shape[1:]))
        if d > 1:
            case(name + " that keeps a size", lambda x: adaptive(x, (2, None) if d == 2 else (2, None, 3)), values(*shape))
    case(name + "WithIndices", lambda x: adaptive(x, one(3, 2, 3), return_indices=True), distinct(*shape))

case("maxPool2d of unequal windows", lambda x: F.max_pool2d(x, (2, 3), (1, 2), (1, 0), (2, 1)), distinct(1, 2, 6, 5))
case("avgPool2d of unequal windows", lambda x: F.avg_pool2d(x, (4, 3), (1, 2), (2, 1)), uniform(1, 2, 3, 5))

places = torch.tensor([[[[1, 2], [9, 15]], [[4, 3], [8, 10]]]])
case("maxUnpool", lambda x: F.max_unpool2d(x, places, 2), floats([[[[5, 3], [-2, 1]], [[0.5, 4], [7, -6]]]]))
case("maxUnpool of rows", lambda x: F.max_unpool1d(x, torch.tensor([[1, 3, 6]]), 2, 2, 0, (7,)), floats([[1, -2, 3]]))
case("maxUnpool of three axes", lambda x: F.max_unpool3d(x, torch.tensor([[[[[5, 2]]]]]), 2), floats([[[[[1.5, -2]]]]]))

case("lpPool1d", lambda x: F.lp_pool1d(x, 2, 2), uniform(2, 2, 7))
case("lpPool1d of zeros", lambda x: F.lp_pool1d(x, 2, 2), floats([[0, 0, 3, -4]]))
case("lpPool1d of order 3", lambda x: F.lp_pool1d(x, 3, 3, 2), uniform(2, 2, 7, low=0.3))
case("lpPool2d", lambda x: F.lp_pool2d(x, 2, (2, 3)), uniform(1, 2, 6, 5))
case("lpPool2d of order 1", lambda x: F.avg_pool2d(x, 2, divisor_override=1), uniform(1, 2, 6, 5))
case("lpPool2d of order 1.5 in ceil mode", lambda x: F.lp_pool2d(x, 1.5, 3, 2, True), uniform(1, 2, 6, 6, low=0.3))
case("lpPool3d", lambda x: F.lp_pool3d(x, 2, 2), uniform(1, 1, 4, 3, 5))
