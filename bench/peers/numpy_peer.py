"""NumPy as a worker of bench/run peers: numpy_peer.py THREADS. See protocol.py.

Only its products use threads, those of OpenBLAS. Outputs lie ready where a function takes them.
"""

import os
import sys

import functions
import protocol
from protocol import Unsupported, Work, repeating

answers = protocol.answer_channel()
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = sys.argv[1]
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # OpenBLAS knows the processor better
    os.environ.pop(variable, None)

try:
    import numpy as np
except ImportError as e:
    print(f"skip {sys.executable} cannot import NumPy ({e})", file=answers, flush=True)
    sys.exit()


def permute(s, x):
    y = x.transpose(functions.order(s))

    def call(out):
        if out is None:
            return np.ascontiguousarray(y)
        np.copyto(out, y)
        return out

    return call


def scatter_add(s, x, indices, source):
    places = (indices,) if x.ndim == 1 else (np.arange(len(x))[:, None], indices)

    def call(out):
        y = np.empty_like(x) if out is None else out
        np.copyto(y, x)
        np.add.at(y, places, source)
        return y

    return call


def sort(s, x):
    """Values and where they were, as the others; np.sort alone gives no places."""

    def call(out):
        places = np.argsort(x, s["axis"], kind="stable")
        return np.take_along_axis(x, places, s["axis"]), places

    return call


def topk(s, x):
    k, axis = s["k"], s["axis"]

    def call(out):
        chosen = np.argpartition(x, -k, axis).take(range(-k, 0), axis)
        values = np.take_along_axis(x, chosen, axis)
        order = np.argsort(-values, axis)
        return np.take_along_axis(values, order, axis), np.take_along_axis(chosen, order, axis)

    return call


def einsum(s, a, b):
    """As a product of matrices, for which NumPy calls BLAS; np.einsum would not."""
    if s["equation"].startswith("bhqd"):
        return lambda out: np.matmul(a, b.swapaxes(2, 3), out=out)
    return lambda out: np.matmul(a, b, out=out)


TABLE = {
    "permute": permute,
    "concat": lambda s, *parts: lambda out: np.concatenate(parts, s["axis"], out=out),
    "gather": lambda s, x, indices: lambda out: np.take_along_axis(x, indices, s["axis"]),
    "scatterAdd": scatter_add,
    "cumsum": lambda s, x: lambda out: np.cumsum(x, s["axis"], out=out),
    "sort": sort,
    "topk": topk,
    "einsum": einsum,
    "sin": lambda s, x: lambda out: np.sin(x, out=out),
    "pow": lambda s, x, y: lambda out: np.power(x, y, out=out),
    "sum": lambda s, x: lambda out: np.sum(x, s["axis"], out=out),
    "mean": lambda s, x: lambda out: np.mean(x, s["axis"], out=out),
    "max": lambda s, x: lambda out: np.max(x, s["axis"], out=out),
    "argmax": lambda s, x: lambda out: np.argmax(x, s["axis"], out=out),
}


def sgemm(s):
    m, k, n, form = s["m"], s["k"], s["n"], s["form"]
    a = protocol.uniform(np, 1, k, m).T if form[0] == "T" else protocol.uniform(np, 1, m, k)
    b = protocol.uniform(np, 2, n, k).T if form[1] == "T" else protocol.uniform(np, 2, k, n)
    c = np.empty((m, n), np.float32)
    return Work(repeating(lambda: np.matmul(a, b, out=c)), protocol.checksum(np, np.matmul(a, b, out=c)))


def open_task(kind, settings):
    if kind == "sgemm":
        return sgemm(settings)
    if kind != "fn":
        raise Unsupported(f"NumPy is not asked for {kind}")
    call = functions.find(TABLE, settings, "NumPy")(settings, *functions.inputs(np, settings))
    made = call(None)
    output = None if isinstance(made, tuple) else np.empty_like(made)
    return Work(repeating(lambda: call(output)), functions.check(np, call(output)))


protocol.serve(answers, f"NumPy {np.__version__}", open_task)
