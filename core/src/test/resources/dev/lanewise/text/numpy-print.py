"""Writes numpy-print.txt, what NumPy prints for arrays of all kinds: python3 numpy-print.py > numpy-print.txt

Each case is a line `== kind [shape] values`, where `range` stands for 0, 1, 2, ..., and then the text.
Made with NumPy 2.4.6. An argument N adds N random cases.
"""
import sys
import numpy as np


def case(array, how=None):
    array = np.asarray(array)
    kind = {"f": "float", "i": "int", "b": "bool"}[array.dtype.kind]
    values = how or " ".join(str(v) for v in array.ravel().tolist())
    print(f"== {kind} {str(list(array.shape)).replace(' ', '')} {values}".rstrip())
    print(array)


def floats(*values):
    case(np.array(values, dtype=np.float32))


def main(extra):
    nan, inf = float("nan"), float("inf")
    for scalar in (0.0, -0.0, 1, 1.5, -2.25, 0.1, 1 / 3, 1e-4, 1.01e-4, 9e-5, 999999.94, 1e6, 16777216, -1e10, 3.4028235e38,
                   1.1754944e-38, 1e-45, 1.23e-43, nan, inf, -inf):
        case(np.float32(scalar))
    floats(1, 2, 3)
    floats(1, 2, 4.5)
    floats(-1, 2.5, 0)
    floats(-0.0, 0.0)
    floats(0, 0)
    floats(0.1, 0.2, 1 / 3)
    floats(-0.5, 10.25, 100)
    floats(1e-4, 0.05)
    floats(1e-4, 0.1)
    floats(9.9e-5)
    floats(0, 9.9e-5)
    floats(1, 1000)
    floats(1, 1001)
    floats(999999.9)
    floats(1e6)
    floats(1e6, -1e6)
    floats(123456.78, 999.5)
    floats(1e-45, 3e-45, 1.4e-44)
    floats(3.4028235e38, -1.1754944e-38)
    floats(0.123456789, 12.345678)
    floats(0.00012345678, 0.1)
    floats(0.00033333333, 0.25)
    floats(nan)
    floats(inf)
    floats(-inf)
    floats(nan, inf, -inf)
    floats(1, nan)
    floats(1, -inf)
    floats(1.25, -inf, nan, inf)
    floats(1e10, nan, -inf)
    floats(-1e10, 12345.678, inf)
    f = np.float32
    case(np.arange(6, dtype=f).reshape(2, 3))
    case(np.arange(6, dtype=f).reshape(2, 3) / f(4))
    case(np.arange(24, dtype=f).reshape(2, 3, 4))
    case(np.arange(16, dtype=f).reshape(2, 2, 2, 2) - f(7))
    case(np.arange(3, dtype=f).reshape(1, 1, 3))
    case(np.arange(3, dtype=f).reshape(3, 1))
    for shape in ((0,), (2, 0), (0, 3)):
        case(np.zeros(shape, dtype=f))
    case(np.arange(40, dtype=f), "range")
    case(np.arange(1000, dtype=f), "range")
    case(np.arange(1001, dtype=f), "range")
    case(np.arange(1200, dtype=f).reshape(6, 200), "range")
    case(np.arange(1200, dtype=f).reshape(200, 6), "range")
    case(np.arange(1200, dtype=f).reshape(7 * 5 * 34 + 10, 1), "range")
    case(np.arange(4096, dtype=f).reshape(8, 8, 8, 8), "range")
    case(np.arange(2000, dtype=f).reshape(2, 1000), "range")
    case(np.arange(2000000, dtype=f), "range")
    i = np.int32
    for scalar in (0, -7, 2147483647):
        case(i(scalar))
    case(np.array([1, 2, 3], dtype=i))
    case(np.array([[1, -20], [300, 4]], dtype=i))
    case(np.array([-2147483648, 2147483647], dtype=i))
    case(np.array([], dtype=i))
    case(np.arange(50, dtype=i), "range")
    case(np.arange(1001, dtype=i), "range")
    case(np.array(True))
    case(np.array(False))
    case(np.array([True, True]))
    case(np.array([[True, False], [False, False]]))
    case(np.array([], dtype=bool))
    case(np.arange(30) % 3 == 0)

    random = np.random.default_rng(1)
    for _ in range(extra):
        shape = tuple(int(n) for n in random.integers(1, 5, random.integers(0, 5)))
        spread = random.choice([0.1, 1.0, 2.5, 10.0])
        values = (random.standard_normal(shape) * 10.0 ** (random.standard_normal(shape) * spread)).astype(f)
        values = np.where(random.random(shape) < random.choice([0, 0.1]), f(0), values)
        if random.random() < 0.2:
            values = np.where(random.random(shape) < 0.3, random.choice(np.array([nan, inf, -inf], dtype=f), shape), values)
        if random.random() < 0.3:
            values = np.round(values, 2)
        case(np.asarray(values, dtype=f))
        case(np.asarray(values * f(random.choice([1, 100]))).clip(-2e9, 2e9).astype(i) if np.isfinite(values).all() else values)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
