"""Trains 784-128-10 on MNIST until it reads 97 % of the test images: mnist.py DIR THREADS SEED METRICS.

What examples/run mnist does, as one writes it for PyTorch when time matters: the images in memory as floats, batches
gathered by index, the fused optimizer, a test after each epoch. A line of JSON for each epoch goes to METRICS.
"""

import gzip
import json
import os
import sys

folder, threads, seed, metrics = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(threads)

import numpy as np  # noqa: E402 the number of threads is read when they are loaded
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

EPOCHS = 20
BATCH = 64
TARGET = 0.97


def read(name, header):
    path = os.path.join(folder, name)
    opened = gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")
    with opened as file:
        return torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=header).copy())


def images(name):
    return read(name, 16).view(-1, 784).float().div_(255).sub_(0.1307).div_(0.3081)


torch.set_num_threads(threads)
torch.manual_seed(seed)
x, y = images("train-images-idx3-ubyte"), read("train-labels-idx1-ubyte", 8).long()
test_x, test_y = images("t10k-images-idx3-ubyte"), read("t10k-labels-idx1-ubyte", 8).long()
model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)

with open(metrics, "w", buffering=1) as log:
    for epoch in range(1, EPOCHS + 1):
        for batch in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
        with torch.inference_mode():
            accuracy = (model(test_x).argmax(1) == test_y).float().mean().item()
        log.write(json.dumps({"epoch": epoch, "test_accuracy": accuracy}) + "\n")
        if accuracy >= TARGET:
            break
