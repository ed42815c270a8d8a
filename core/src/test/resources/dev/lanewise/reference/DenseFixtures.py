import torch

from fixtures import case, floats, uniform

L = torch.linalg


def apart(*shape):
    """Well-conditioned matrices whose singular values differ."""
    x = uniform(*shape) * 0.5
    for i in range(min(shape[-2:])):
        x[..., i, i] += 3 + 2 * i
    return floats(x.numpy())


def signs(u):
    """The signs that make the first of the largest components of each column positive."""
    at = u.abs().argmax(-2, keepdim=True)
    return u.gather(-2, at).sign().detach()


def symmetric(x):
    return (x + x.mT) / 2


def qr(x):
    q, r = L.qr(x)
    sign = r.diagonal(dim1=-2, dim2=-1).sign().detach()
    return q * sign.unsqueeze(-2), r * sign.unsqueeze(-1)


def svd(x):
    u, s, vt = L.svd(x, full_matrices=False)
    sign = signs(u)
    return u * sign, s, vt * sign.mT


def eigh(x):
    values, vectors = L.eigh(symmetric(x))
    return values, vectors * signs(vectors)


def complete(x):
    """Signs are ours for R's rows; the further columns follow from the reflections."""
    q, r = L.qr(x.detach(), mode="complete")
    k = min(x.shape[-2:])
    sign = torch.ones(q.shape[-1], dtype=x.dtype)
    sign[:k] = r.diagonal().sign()
    return q * sign, r * sign.unsqueeze(-1)


def wide(x):
    q, r = L.qr(x, mode="complete")
    sign = r.diagonal(dim1=-2, dim2=-1).sign().detach()
    return q * sign.unsqueeze(-2), r * sign.unsqueeze(-1)


case("solve", L.solve, apart(2, 4, 4), uniform(2, 4, 3))
case("solve for a vector", L.solve, apart(4, 4), uniform(4))
case("inverse", L.inv, apart(2, 4, 4))
case("triangularSolve", lambda a, b: L.solve_triangular(a, b, upper=False), apart(4, 4), uniform(4, 2))
case("triangularSolve, upper with ones", lambda a, b: L.solve_triangular(a, b, upper=True, unitriangular=True),
     uniform(3, 3), uniform(3, 2))
case("choleskySolve", lambda l, b: torch.cholesky_solve(b, l.tril()), apart(3, 3), uniform(3, 2))
case("det", L.det, apart(2, 4, 4))
case("slogdet", lambda x: tuple(L.slogdet(x)), apart(2, 4, 4))
case("cholesky", lambda x: L.cholesky(symmetric(x)), apart(2, 3, 3))
for shape in [(3, 3), (5, 3), (2, 3, 5)]:
    case("qr of %s" % (shape,), qr, apart(*shape))
    case("svd of %s" % (shape,), svd, apart(*shape))
    case("svdvals of %s" % (shape,), L.svdvals, apart(*shape))
    case("pinv of %s" % (shape,), L.pinv, apart(*shape))
case("lstsq", lambda a, b: L.lstsq(a, b).solution, apart(5, 3), uniform(5, 2))
case("lstsq of least norm", lambda a, b: L.pinv(a) @ b, apart(3, 5), uniform(3, 2))
case("eigh", eigh, apart(2, 4, 4))
case("eigvalsh", lambda x: L.eigvalsh(symmetric(x)), apart(2, 4, 4))
case("logdet", torch.logdet, floats([[[2.0, 0.5], [0.25, 1.5]], [[0.0, -1.5], [0.5, 1.0]]]))
for n in [0, 1, 2, 3, 6, -1, -2]:
    case("matrixPower of %d" % n, lambda x, n=n: L.matrix_power(x, n), apart(2, 3, 3) if n < 0 else uniform(2, 3, 3),
         gradients=n != 0)
case("qr, complete", complete, apart(5, 3), gradients=False)
case("qr, complete and wide", wide, apart(3, 5))
case("pinv of low rank", lambda x: L.pinv(x, rtol=0.6), apart(2, 4, 3))
case("matrixRank", lambda x: L.matrix_rank(x @ x.mT).int(), uniform(2, 4, 2), gradients=False)
case("matrixRank with a tolerance", lambda x: L.matrix_rank(x, rtol=0.6).int(), apart(2, 4, 3), gradients=False)
case("cond", L.cond, apart(2, 4, 3))
case("matrixNorm, Frobenius", L.matrix_norm, uniform(2, 4, 3))
for p in [1, -1, 2, -2, float("inf"), float("-inf")]:
    case("matrixNorm of order %s" % p, lambda x, p=p: L.matrix_norm(x, p), apart(2, 4, 3))
case("matrixNorm of equal columns", lambda x: L.matrix_norm(x, 1), floats([[1.0, -2.0, 0.5], [-2.0, 1.0, 0.5]]))
case("nuclearNorm", lambda x: L.matrix_norm(x, "nuc"), apart(2, 4, 3))
case("multiDot", lambda *x: L.multi_dot(x), uniform(2, 5), uniform(5, 3), uniform(3))
