"""The products and steps of DeviceReport in PyTorch on CUDA, with full float32 (no TF32): medians of synchronised calls."""
import time

import torch
from torch import nn

torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
DEVICE = torch.device("cuda")
SECONDS = 1.5


def median(call):
    for warm in (True, False):
        times = []
        start = time.perf_counter()
        while len(times) < 5 or time.perf_counter() - start < SECONDS:
            before = time.perf_counter()
            call()
            torch.cuda.synchronize()
            times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2]


def step(model, inputs, labels):
    model.to(DEVICE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.001)
    inputs, labels = inputs.to(DEVICE), labels.to(DEVICE)

    def call():
        optimizer.zero_grad(set_to_none=True)
        logits = model(inputs)
        loss = nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return median(call)


class Language(nn.Module):
    def __init__(self, length, width, depth):
        super().__init__()
        self.characters = nn.Embedding(65, width)
        self.positions = nn.Embedding(length, width)
        layer = nn.TransformerEncoderLayer(width, 4, 4 * width, 0.1, "gelu", batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.head = nn.Linear(width, 65, bias=False)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(length))

    def forward(self, text):
        x = self.characters(text) + self.positions.weight
        return self.head(self.layers(x, mask=self.mask, is_causal=True))


print(f"PyTorch {torch.__version__} on {torch.cuda.get_device_name()}, without TF32")
for n in (256, 512, 1024, 2048, 4096):
    a = torch.randn(n, n, device=DEVICE)
    b = torch.randn(n, n, device=DEVICE)
    print(f"  product {n:<12d} {2 * n ** 3 / median(lambda: a @ b) / 1e9:9.1f} GFLOP/s")
perceptron = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
print(f"  perceptron, batch 64     "
      f"{step(perceptron, torch.randn(64, 784), torch.randint(0, 10, (64,))) * 1e3:9.2f} ms")
convolutional = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(),
    nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
print(f"  convolutions, batch 64   "
      f"{step(convolutional, torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,))) * 1e3:9.2f} ms")
print(f"  GPT 4x128x4, batch 32x64 "
      f"{step(Language(64, 128, 4), torch.randint(0, 65, (32, 64)), torch.randint(0, 65, (32 * 64,))) * 1e3:9.2f} ms")
