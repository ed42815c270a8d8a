"""The inputs of the functions that bench/run peers compares: LanewiseFunctions.java has the same."""

import protocol

PARTS = 4


def sizes(text):
    return [int(size) for size in str(text).split("-")]


def shape(s):
    return sizes(s["shape"])


def order(s):
    return [int(axis) for axis in s["order"].split("-")]


def inputs(np, s):
    """The arrays that a function is given, in the order of its parameters; indices as NumPy and PyTorch have them."""
    function, dims = s["f"], shape(s)
    if function == "concat":
        dims[s["axis"]] //= PARTS
        return [protocol.uniform(np, 1 + i, *dims) for i in range(PARTS)]
    x = protocol.uniform(np, 1, *dims)
    if function in ("gather", "scatterAdd"):
        indices = protocol.labels(np, x.size, dims[s["axis"]]).reshape(dims)
        return [x, indices] if function == "gather" else [x, indices, protocol.uniform(np, 3, *dims)]
    if function == "einsum":
        left = x if s["equation"].startswith("bhqd") else protocol.uniform(np, 1, *dims[:3], dims[2])
        return [left, protocol.uniform(np, 3, *dims)]
    if function == "sin":
        return [x * np.float32(10)]
    if function == "pow":
        return [(x + np.float32(1)) * np.float32(2), protocol.uniform(np, 3, *dims) + np.float32(2.5)]
    return [x]


def check(np, result):
    """Of values and their places, the values count: which of equal elements are chosen differs."""
    return protocol.weighted(np, result[0] if isinstance(result, (tuple, list)) else result)


def find(table, s, library):
    """What makes the call of a function."""
    if s["f"] not in table:
        raise protocol.Unsupported(f"{library} is not asked for {s['f']}")
    return table[s["f"]]
