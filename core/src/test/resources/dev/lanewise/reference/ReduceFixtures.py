import torch

from fixtures import case, ints, uniform

case("dot", lambda a, b: a.dot(b), uniform(5), uniform(5))
case("outer", lambda a, b: a.outer(b), uniform(3), uniform(2))
case("addmm", lambda c, a, b: torch.addmm(c, a, b), uniform(4), uniform(2, 3), uniform(3, 4))
case("addmm with factors", lambda c, a, b: torch.addmm(c, a, b, beta=0.5, alpha=-2), uniform(2, 4), uniform(2, 3),
     uniform(3, 4))
case("kron", torch.kron, uniform(2, 3), uniform(2, 2))
case("kron of different ranks", torch.kron, uniform(2, 3), uniform(2))
case("cross", lambda a, b: torch.linalg.cross(a, b, dim=0), uniform(3, 2), uniform(3, 2))
case("cdist", lambda a, b: torch.cdist(a, b), uniform(2, 3, 4), uniform(2, 2, 4))
case("cdist of order 1", lambda a, b: torch.cdist(a, b, p=1.0), uniform(3, 4), uniform(2, 4))
case("cdist of order 3", lambda a, b: torch.cdist(a, b, p=3.0), uniform(3, 4), uniform(2, 4))
case("tensordot", lambda a, b: torch.tensordot(a, b, dims=2), uniform(2, 3, 4), uniform(3, 4, 2))
case("tensordot of pairs", lambda a, b: torch.tensordot(a, b, dims=([0, 2], [2, 0])), uniform(2, 3, 4),
     uniform(4, 2, 2))
case("einsum of attention", lambda q, k: torch.einsum("bhqd,bhkd->bhqk", q, k), uniform(2, 2, 3, 4),
     uniform(2, 2, 2, 4))
case("einsum with an ellipsis", lambda a, b: torch.einsum("...ij,...jk", a, b), uniform(2, 1, 2, 3), uniform(4, 3, 2))
case("einsum of a diagonal", lambda a, b: torch.einsum("bii,ib->i", a, b), uniform(2, 3, 3), uniform(3, 2))
case("einsum of four", lambda a, b, c, d: torch.einsum("abc,ad,bd,cd->d", a, b, c, d), uniform(2, 3, 2), uniform(2, 4),
     uniform(3, 4), uniform(2, 4))
case("einsum without an arrow", lambda a, b: torch.einsum("Ba,aC", a, b), uniform(2, 3), uniform(3, 2))

case("prod", lambda x: x.prod(1), uniform(2, 5, 2))
case("prod of all", lambda x: x.prod(), uniform(2, 3))
case("prod with a zero", lambda x, m: (x * m).prod(1), uniform(3, 4),
     torch.tensor([[1, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1]], dtype=torch.float64))
case("variance with correction", lambda x: x.var((0, 2), correction=0), uniform(2, 3, 4))
case("std with correction", lambda x: x.std(1, correction=2, keepdim=True), uniform(2, 5))
for p in [2, 1, 3, 0.5, -1, float("inf"), float("-inf")]:
    case("norm of order " + str(float(p)), lambda x: torch.linalg.vector_norm(x, p, dim=(0, 2)), uniform(2, 3, 4))
case("norm of zeros", lambda x, z: torch.linalg.vector_norm(x * z, dim=1), uniform(2, 3),
     torch.tensor([[0.0], [1.0]], dtype=torch.float64))
case("nanSum", lambda x: x.masked_fill(x > 0.5, float("nan")).nansum(1), uniform(3, 5))
case("nanMean", lambda x: x.masked_fill(x > 0.5, float("nan")).nanmean(0), uniform(5, 3))
case("nanSum with keepDim", lambda x: x.masked_fill(x > 0.5, float("nan")).nansum((0, 2), keepdim=True),
     uniform(2, 3, 3))
case("nanMean with keepDim", lambda x: x.masked_fill(x > 0.5, float("nan")).nanmean(0, keepdim=True), uniform(6, 2))
case("argmax of all", lambda x: x.argmax(), uniform(2, 3, 4), gradients=False)
case("argmin of all", lambda x: x.argmin(), uniform(2, 3, 4), gradients=False)
