"""NumPy and pandas as a worker of bench/run data: data_peer.py FOLDER. See protocol.py.

    csv file=numbers.csv precision=fast      pandas.read_csv by its C engine; precision=round_trip rounds as Java does
    load file=x.npy                          numpy.load
    load file=x.npy as=float32               and makes of it what Lanewise reads: that type, in row-major order
    save file=x.npy out=y.npy                numpy.save, to the disk

A time is that of one call, since others take their turns.
"""

import gc
import os
import sys

import protocol
from protocol import Unsupported, Work, repeating

answers = protocol.answer_channel()
FOLDER = sys.argv[1]

try:
    import numpy as np
except ImportError as e:
    print(f"skip {sys.executable} cannot import NumPy ({e})", file=answers, flush=True)
    sys.exit()

try:
    import pandas
except ImportError as e:
    pandas = None
    missing = f"{sys.executable} cannot import pandas ({e})"


class Once(Work):
    """Work whose every call is timed alone; the collector of garbage comes between."""

    def warm_up(self, seconds):
        pass

    def measure(self, seconds):
        gc.collect()
        return self.block() * 1e6


def sampled(array):
    """Every 9973rd element in row-major order, the k-th times 1 + k mod 7: what ArrayFile.sampled adds up."""
    places = np.arange(0, array.size, 9973)
    values = array[np.unravel_index(places, array.shape)].astype(np.float64)
    return float(((1 + np.arange(len(values)) % 7) * values).sum())


def csv(s, file):
    if pandas is None:
        raise Unsupported(missing)
    precision = None if s["precision"] == "fast" else s["precision"]

    def call():
        return pandas.read_csv(file, engine="c", float_precision=precision)

    return Once(repeating(call), float(call().to_numpy().sum()))


def load(s, file):
    def call():
        array = np.load(file)
        return np.ascontiguousarray(array, dtype=s["as"]) if "as" in s else array

    return Once(repeating(call), sampled(call()))


def save(s, file):
    array = np.load(file)

    def call():
        with open(os.path.join(FOLDER, s["out"]), "wb") as out:
            np.save(out, array)
            out.flush()
            os.fsync(out.fileno())

    return Once(repeating(call), sampled(array))


CALLS = {"csv": csv, "load": load, "save": save}


def open_task(kind, settings):
    return CALLS[kind](settings, os.path.join(FOLDER, settings["file"]))


versions = f"NumPy {np.__version__}" + (f", pandas {pandas.__version__}" if pandas else "")
protocol.serve(answers, versions, open_task)
