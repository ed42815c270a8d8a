"""NumPy as a worker of bench/run peers: numpy_peer.py THREADS. See protocol.py.

Only its products use threads, those of OpenBLAS.
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


def scatter_add(s, x, indices, source):
    places = (indices,) if x.ndim == 1 else (np.arange(len(x))[:, None], indices)

    def call():
        y = x.copy()
        np.add.at(y, places, source)
        return y

    return call


def sort(s, x):
    """Values and where they were, as the others; np.sort alone gives no places."""

    def call():
        places = np.argsort(x, s["axis"], kind="stable")
        return np.take_along_axis(x, places, s["axis"]), places

    return call


def topk(s, x):
    k, axis = s["k"], s["axis"]

    def call():
        chosen = np.argpartition(x, -k, axis).take(range(-k, 0), axis)
        values = np.take_along_axis(x, chosen, axis)
        order = np.argsort(-values, axis)
        return np.take_along_axis(values, order, axis), np.take_along_axis(chosen, order, axis)

    return call


def einsum(s, a, b):
    """As a product of matrices, for which NumPy calls BLAS; np.einsum would not."""
    if s["equation"].startswith("bhqd"):
        return lambda: np.matmul(a, b.swapaxes(2, 3))
    return lambda: np.matmul(a, b)


TABLE = {
    "permute": lambda s, x: lambda: np.ascontiguousarray(x.transpose(functions.order(s))),
    "concat": lambda s, *parts: lambda: np.concatenate(parts, s["axis"]),
    "gather": lambda s, x, indices: lambda: np.take_along_axis(x, indices, s["axis"]),
    "scatterAdd": scatter_add,
    "cumsum": lambda s, x: lambda: np.cumsum(x, s["axis"]),
    "sort": sort,
    "topk": topk,
    "einsum": einsum,
    "sin": lambda s, x: lambda: np.sin(x),
    "pow": lambda s, x, y: lambda: np.power(x, y),
    "sum": lambda s, x: lambda: np.sum(x, s["axis"]),
    "mean": lambda s, x: lambda: np.mean(x, s["axis"]),
    "max": lambda s, x: lambda: np.max(x, s["axis"]),
    "argmax": lambda s, x: lambda: np.argmax(x, s["axis"]),
}


def open_task(kind, settings):
    if kind != "fn":
        raise Unsupported(f"NumPy is not asked for {kind}")
    call = functions.find(TABLE, settings, "NumPy")(settings, *functions.inputs(np, settings))
    return Work(repeating(call), functions.check(np, call()))


protocol.serve(answers, f"NumPy {np.__version__}", open_task)
