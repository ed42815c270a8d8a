"""Prints exact values of elementwise functions for PointwiseAccuracyTest: by mpmath, with 200 bits.

A line is the function, the bits of the float x, and the bits of the double nearest to the exact value.

python exact_values.py > exact_values.txt
"""
import struct

from mpmath import mp, mpf

mp.prec = 200
POINTS = 150  # over all bit patterns, and again from 2^-30 to 2^7
NEIGHBOURS = 4  # of each root, pole and end of a domain


def float_of(bits):
    return struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0]


def bits_of(x):
    return struct.unpack("<I", struct.pack("<f", float(x)))[0]


def spread():
    for i in range(2 * POINTS):
        yield (7 + i * ((1 << 32) // (2 * POINTS))) & 0xFFFFFFFF
    first, end = bits_of(2.0 ** -30), bits_of(2.0 ** 7)
    for sign in (0, 1 << 31):
        for i in range(POINTS):
            yield sign | first + i * ((end - first) // POINTS) + 12345
        for i in range(30):  # numbers of ordinary size
            yield sign | bits_of(0.05 + i * 0.377)


def around(*places):
    for place in places:
        bits = bits_of(place)
        for i in range(-NEIGHBOURS, NEIGHBOURS + 1):
            if (bits + i & 0x7FFFFFFF) < 0x7F800000:
                yield bits + i & 0xFFFFFFFF


def log_gamma(x):
    return mp.re(mp.loggamma(x))


def roots(f, poles, inside):
    """The roots between two poles, on both sides of the point inside."""
    found = []
    for left, right in poles:
        middle = inside(left, right)
        for a, b in ((left, middle), (middle, right)):
            gap = mpf(2) ** -60
            a, b = a + gap, b - gap
            if f(a) * f(b) < 0:
                for _ in range(150):
                    c = (a + b) / 2
                    a, b = (c, b) if f(a) * f(c) > 0 else (a, c)
                found.append(a)
    return found


def intervals(count):
    return [(mpf(-k - 1), mpf(-k)) for k in range(count)]


DIGAMMA_ROOTS = roots(lambda x: mp.psi(0, x), intervals(40), lambda a, b: a + mpf(2) ** -59)
LGAMMA_ROOTS = roots(log_gamma, intervals(14), lambda a, b: mp.findroot(lambda x: mp.psi(0, x), (a + b) / 2))

POLYGAMMA_2_ROOTS = roots(lambda x: mp.psi(2, x), intervals(10), lambda a, b: a + mpf(2) ** -59)

FUNCTIONS = {
    "sin": (mp.sin, lambda x: True, [mp.pi, 2 * mp.pi, 1000 * mp.pi, 16367173 * 2.0 ** 72, 65536]),
    "cos": (mp.cos, lambda x: True, [mp.pi / 2, 3 * mp.pi / 2, 1000.5 * mp.pi, 16367173 * 2.0 ** 72, 65536]),
    "tan": (mp.tan, lambda x: True, [mp.pi / 2, mp.pi, 3 * mp.pi / 2, 1000 * mp.pi, 16367173 * 2.0 ** 72]),
    "asin": (mp.asin, lambda x: abs(x) <= 1, [1, -1, 0.5]),
    "acos": (mp.acos, lambda x: abs(x) <= 1, [1, -1, 0.5]),
    "atan": (mp.atan, lambda x: True, [1, -1, 7 / 16]),
    "sinh": (mp.sinh, lambda x: abs(x) < 89.4, [22, 89.4159, -89.4159]),
    "cosh": (mp.cosh, lambda x: abs(x) < 89.4, [22, 89.4159, -89.4159]),
    "asinh": (mp.asinh, lambda x: True, [1, -1]),
    "acosh": (mp.acosh, lambda x: x >= 1, [1, 2]),
    "atanh": (mp.atanh, lambda x: abs(x) < 1, [1, -1, 0.5]),
    "log10": (lambda x: mp.log(x) / mp.log(10), lambda x: x > 0, [1, 10, 1e10]),
    "exp2": (lambda x: mpf(2) ** x, lambda x: -160 < x < 128, [128, -126, -149, -150, 1, -1]),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), lambda x: True, [1, 27, -8]),
    "erfc": (mp.erfc, lambda x: x < 10.2, [2, -2, 0.5, 9.3, 10.0, -4]),
    "erfinv": (mp.erfinv, lambda x: abs(x) < 1, [1, -1, 0.5, -0.5, 0.9966, 0.9999]),
    "lgamma": (log_gamma, lambda x: True, [1, 2, 0.5, 1.5, 3, 16, *LGAMMA_ROOTS, *range(-14, 0), -40, -70000.5]),
    "digamma": (
        lambda x: mp.psi(0, x), lambda x: True,
        [mp.findroot(lambda x: mp.psi(0, x), 1.46), 1, 2, 16, *DIGAMMA_ROOTS, -1000.125, -70000.5]),
    "polygamma(1)": (lambda x: mp.psi(1, x), lambda x: True, [1, 17, *range(-5, 0), -0.5, -1000.125]),
    "polygamma(2)": (lambda x: mp.psi(2, x), lambda x: True, [1, 17, *range(-5, 0), *POLYGAMMA_2_ROOTS]),
    "tanhshrink": (lambda x: x - mp.tanh(x), lambda x: True, [0.1, -0.1, 9, -9]),
}

for name, (function, inside, places) in FUNCTIONS.items():
    seen = set()
    for bits in [*spread(), *around(*places)]:
        x = float_of(bits)
        if bits in seen or x != x or x == 0 or abs(x) == float("inf") or not inside(x):
            continue
        if "gamma" in name and x < 0 and x == int(x):
            continue
        seen.add(bits)
        value = struct.pack("<d", float(function(mpf(x))))
        print("%s %08x %016x" % (name, bits, struct.unpack("<Q", value)[0]))
