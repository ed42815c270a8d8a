"""Prints what ProductErrors prints for Lanewise: errors of products by NumPy (OpenBLAS) and PyTorch (MKL).

Run it with Python 3, NumPy and PyTorch: python3 product_errors.py
"""

import numpy as np
import torch

COLUMNS = 8

torch.set_num_threads(1)
for k in (784, 10_000, 100_000, 1_000_000):
    for positive in (False, True):
        m = 4 if k > 100_000 else 32
        random = np.random.default_rng(7)
        a, b = (
            (random.random((rows, k)) if positive else random.standard_normal((rows, k))).astype(np.float32)
            for rows in (m, COLUMNS)
        )
        exact = a.astype(np.float64) @ b.astype(np.float64).T

        def error(c):
            return 1e7 * np.sqrt(((c - exact) ** 2).sum() / (exact**2).sum())

        numpy = error(a @ b.T)
        pytorch = error((torch.from_numpy(a) @ torch.from_numpy(b).T).numpy())
        print(f"| {'uniform from 0 to 1' if positive else 'normal'} | {k:,} | {numpy:.1f} | {pytorch:.1f} |")
