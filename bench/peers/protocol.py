"""The protocol of lines that bench/run peers speaks with its workers, and the data that they share.

    (starts)                          ready PyTorch 2.13.0, Python 3.12.1
    open a 1.5 sgemm m=64 k=784 ...   opened 5236.25     prepared, warmed up for 1.5 s; the figure to check
    time a 0.1                        us 81.5            one repetition, measured for 0.1 s; or `bytes`, if it counts those
    close                             closed             all work is let go

Instead of an answer, `skip` or `error` comes with a sentence. The end of the input ends the worker.
WorkerMain.java is the same for JVMs.
"""

import gc
import os
import statistics
import sys
import time

BLOCK_SECONDS = 0.005
MIN_BLOCKS = 3
PATIENCE_SECONDS = 1  # after which fewer blocks have to do
CHECKED_STEPS = 5
CHECK_RATES = {"sgd": 0.1, "adam": 1e-3}
# The learning rate while time is taken. Tens of thousands of steps on one batch at a usual rate would end in losses of
# 0 and denormal gradients, which no real training has and which are slow.
TIMED_RATE = 1e-6


class Unsupported(Exception):
    """What this peer does not do; the message is a sentence."""


class Work:
    """A piece of work: `repeat(n)` does it n times and returns when the last is done; `check` is for comparison.

    `runs` of it make up what is reported: less than 1 where that is a part of it, such as a token of a text.
    """

    UNIT = "us"  # of what is measured

    def __init__(self, repeat, check, runs=1):
        self.repeat = repeat
        self.check = check
        self.runs = runs
        self.repetitions = 1

    def block(self):
        start = time.perf_counter()
        self.repeat(self.repetitions)
        return (time.perf_counter() - start) / self.repetitions

    def warm_up(self, seconds):
        end = time.perf_counter() + seconds
        while True:
            self.repetitions = max(1, min(1 << 20, int(BLOCK_SECONDS / self.block())))
            if time.perf_counter() >= end:
                return

    def measure(self, seconds):
        blocks = []
        start = time.perf_counter()
        elapsed = 0
        while elapsed < seconds or len(blocks) < MIN_BLOCKS and elapsed < PATIENCE_SECONDS:
            blocks.append(self.block())
            elapsed = time.perf_counter() - start
        return statistics.median(blocks) * 1e6 * self.runs


def repeating(call):
    """A loop around a call that is done when it returns."""

    def repeat(n):
        for _ in range(n):
            call()

    return repeat


def hashed(np, stream, length):
    """A well-mixed 32-bit number for each element of a stream (Wellons 2018, "lowbias32")."""
    x = np.arange(length, dtype=np.uint32) + np.uint32(stream * 0x9E3779B9 & 0xFFFFFFFF)
    x = (x ^ x >> np.uint32(16)) * np.uint32(0x7FEB352D)
    x = (x ^ x >> np.uint32(15)) * np.uint32(0x846CA68B)
    return x ^ x >> np.uint32(16)


def uniform(np, stream, *shape):
    """Multiples of 2^-23 in [-1, 1), the same bits as TestData.java's."""
    size = int(np.prod(shape))
    values = (hashed(np, stream, size) >> np.uint32(8)).astype(np.float32) * np.float32(2**-23) - np.float32(1)
    return values.reshape(shape)


def labels(np, batch, classes):
    return ((hashed(np, 2, batch) >> np.uint32(8)) % np.uint32(classes)).astype(np.int64)


def layers(np, widths):
    """(weight [outputs, inputs], bias) of each layer in U(±1/√inputs)."""
    result = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        bound = np.float32(1 / inputs**0.5)
        result.append((uniform(np, 10 + i, outputs, inputs) * bound, uniform(np, 20 + i, outputs) * bound))
    return result


def checksum(np, values):
    """Σ v², by which results are compared."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    return float(flat @ flat)


def weighted(np, values):
    """Σ v² (1 + i mod 7): as the checksum, and elements in a wrong order show as well."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    return float(sum((1 + i) * (flat[i::7] @ flat[i::7]) for i in range(7)))


def combined(np, arrays):
    """The geometric mean of the weighted squares of several results, so that each counts, however small it is."""
    return float(np.exp(np.mean([np.log(weighted(np, array)) for array in arrays])))


def parse(words):
    """The kind of a task and its settings, numbers as numbers."""
    settings = {}
    for word in words[1:]:
        name, value = word.split("=", 1)
        settings[name] = int(value) if value.isdigit() else value
    return words[0], settings


def widths(settings):
    return [int(width) for width in settings["widths"].split("-")]


def answer_channel():
    """Standard output for answers alone: what libraries print goes to standard error."""
    sys.stdout.flush()
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return channel


def serve(answers, description, open_task):
    """Answers requests until the input ends; open_task(kind, settings) makes a Work."""
    opened = {}

    def answer(line):
        words = line.split()
        if words[0] == "open":
            work = open_task(*parse(words[3:]))
            work.warm_up(float(words[2]))
            opened[words[1]] = work
            return f"opened {work.check}"
        if words[0] == "time":
            return f"{opened[words[1]].UNIT} {opened[words[1]].measure(float(words[2]))}"
        if words[0] == "close":
            opened.clear()
            gc.collect()
            return "closed"
        return f"error unknown request {line!r}"

    print(f"ready {description}, Python {sys.version.split()[0]}", file=answers, flush=True)
    for line in sys.stdin:
        try:
            reply = answer(line.strip())
        except Unsupported as e:
            reply = f"skip {e}"
        except Exception as e:  # the driver goes on with the next piece of work
            reply = "error " + " ".join(f"{type(e).__name__}: {e}".split())[:400]
        print(reply, file=answers, flush=True)
