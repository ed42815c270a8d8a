"""Writes the safetensors files that the tests read, with the reference implementation (safetensors 0.8.0, NumPy 2.4.6).

reference.safetensors has a tensor of every element type that Lanewise reads; weights.safetensors has what Lanewise
writes, so that the bytes can be compared. With a file as its argument, prints what the reference reads from it.
"""
import sys
import numpy as np
from safetensors import TensorSpec, safe_open, serialize_file


alive = []  # The specification of a tensor is a bare address.


def tensor(dtype, array):
    alive.append(array)
    return TensorSpec(dtype=dtype, shape=list(array.shape), data_ptr=array.ctypes.data, data_len=array.nbytes)


def write():
    half = np.array([[1.5, -0.25, 65504.0], [6e-8, np.inf, -0.0]])
    bits = np.array([0x3F80, 0xC020, 0x7F7F, 0x0001], dtype="<u2")
    whole = [
        ("float64", np.array([0.1, -1e300, 1e-300], dtype="<f8")),
        ("float32", np.array([[0.1, -2.5], [3e38, 1e-45]], dtype="<f4")),
        ("float16", half.astype("<f2")),
        ("int64", np.array([[-2147483648, 2147483647]], dtype="<i8")),
        ("uint64", np.array([0, 2147483647], dtype="<u8")),
        ("int32", np.array([-2147483648, 2147483647], dtype="<i4")),
        ("uint32", np.array([0, 2147483647], dtype="<u4")),
        ("int16", np.array([-32768, 32767], dtype="<i2")),
        ("uint16", np.array([0, 65535], dtype="<u2")),
        ("int8", np.array([-128, 127], dtype="i1")),
        ("uint8", np.array([0, 255], dtype="u1")),
        ("bool", np.array([True, False, True])),
    ]
    tensors = {dtype: tensor(dtype, array) for dtype, array in whole}
    tensors["bfloat16"] = tensor("bfloat16", bits)
    tensors["scalar"] = tensor("float32", np.array(7.0, dtype="<f4"))
    tensors["empty"] = tensor("float32", np.zeros((0, 3), dtype="<f4"))
    serialize_file(tensors, "reference.safetensors", {"made by": "safetensors 0.8.0"})

    weights = {
        "0.weight": tensor("float32", np.arange(6, dtype="<f4").reshape(2, 3) / 4),
        "0.bias": tensor("float32", np.array([-1.0, np.nan], dtype="<f4")),
        "steps": tensor("int64", np.array(1234, dtype="<i8")),
        "na\"me\\ \n\t\u0001/\u00e9\U0001F600": tensor("float32", np.zeros((1, 0), dtype="<f4")),
    }
    serialize_file(weights, "weights.safetensors", {"classes": "10 \"digits\"\n"})


def show(path):
    with safe_open(path, "np") as file:
        print(file.metadata())
        for name in file.keys():
            array = file.get_tensor(name)
            print(repr(name), array.dtype, array.shape, array.ravel()[:8].tolist())


show(sys.argv[1]) if len(sys.argv) > 1 else write()
