import torch

from fixtures import bools, case, distinct, floats, ints, uniform

case("gather", lambda x, i: x.gather(0, i), uniform(3, 4), ints([[0, 2, 1, 1], [2, 2, 0, 1]]))
case("gather of a part", lambda x, i: x.gather(1, i), uniform(3, 4), ints([[3, 3, 0], [1, 3, 1]]))
case("scatter", lambda x, i, s: x.scatter(1, i, s), uniform(3, 4), ints([[3, 0], [1, 2]]), uniform(2, 2))
case("scatterAdd", lambda x, i, s: x.scatter_add(0, i, s), uniform(3, 4), ints([[0, 2, 1], [0, 2, 0]]), uniform(2, 3))
case("take along an axis", lambda x, i: x.index_select(1, i), uniform(2, 4, 3), ints([3, 0, 3]))
case("maskedFill", lambda x, m: x.masked_fill(m, -1.5), uniform(2, 3), bools([True, False, True]))
case("maskedSelect", lambda x, m: x.masked_select(m), uniform(2, 3), bools([True, False, True]))
case("nonzero", lambda m: m.nonzero(), bools([[True, False], [False, True], [True, True]]), gradients=False)
for descending in [False, True]:
    how = " descending" if descending else ""
    x = floats([[2, -1, 2, 0.5, -0.0, 0.0], [float("inf"), 3, -float("inf"), 3, 1, 2]])
    case("sort" + how, lambda x: x.sort(dim=1, descending=descending, stable=True), x)
    case("argsort" + how, lambda x: x.argsort(dim=0, descending=descending, stable=True), distinct(5, 2), gradients=False)
    case("sort of NaN" + how, lambda x: x.sort(dim=0, descending=descending, stable=True), floats([1, float("nan"), 3, float("nan"), 2]), gradients=False)
case("topk", lambda x: x.topk(3, 1), distinct(2, 20))
case("topk of the smallest", lambda x: x.topk(2, 0, largest=False), distinct(5, 2))
case("median", lambda x: x.median(1), distinct(3, 6))
case("quantile", lambda x: x.quantile(0.35, 1), distinct(3, 6))
case("searchsorted", torch.searchsorted, floats([-1, 0, 0, 2]), uniform(2, 3), gradients=False)
case("searchsorted to the right", lambda s, v: torch.searchsorted(s, v, right=True), floats([[-1, 0, 0, 2], [0, 1, 1, 1]]), floats([[0, -1], [1, 5]]), gradients=False)
case("unique", lambda x: x.unique(return_inverse=True, return_counts=True), floats([[3, 1, 3], [-2, 1, 3]]), gradients=False)
case("bincount", lambda x: x.bincount(minlength=6), ints([1, 3, 3, 0]), gradients=False)
case("cumsum", lambda x: x.cumsum(1), uniform(3, 7))
case("cumsum of columns", lambda x: x.cumsum(0), uniform(4, 3))
case("cumprod", lambda x: x.cumprod(1), uniform(3, 7))
case("cumprod of zeros", lambda x: x.cumprod(0), floats([2, 3, 0, 1.5, 0, -2, 4]))
case("cummax", lambda x: x.cummax(1), floats([[1, 3, 3, 2, 5], [0, -1, 0, float("nan"), 2]]), gradients=False)
case("cummin", lambda x: x.cummin(0), distinct(6, 2))
case("logcumsumexp", lambda x: x.logcumsumexp(1), uniform(2, 9, low=-30, high=30))
case("diff", lambda x: x.diff(dim=1), uniform(2, 5))
