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
