"""Writes files of narrow types, and of several parts, with the reference implementations.

    pip install torch==2.13.0 safetensors==0.8.0 huggingface_hub==1.33.0 ml_dtypes==0.6.0
    python3 safetensors-types.py

float8.safetensors has all 256 values of each 8-bit type, and what PyTorch converts them to; ml_dtypes says the same.
rounded-*.safetensors are the same floats as PyTorch writes them in each type. The folder sharded has a model in parts
and their index, as Hugging Face's libraries save it. SafetensorsTypesTest and SafetensorsIndexTest read them.
"""
import json
import os
import ml_dtypes
import numpy as np
import torch
from huggingface_hub import save_torch_state_dict
from safetensors.torch import save_file

EIGHTS = {"F8_E4M3": (torch.float8_e4m3fn, ml_dtypes.float8_e4m3fn), "F8_E5M2": (torch.float8_e5m2, ml_dtypes.float8_e5m2),
          "F8_E4M3FNUZ": (torch.float8_e4m3fnuz, ml_dtypes.float8_e4m3fnuz),
          "F8_E5M2FNUZ": (torch.float8_e5m2fnuz, ml_dtypes.float8_e5m2fnuz),
          "F8_E8M0": (torch.float8_e8m0fnu, ml_dtypes.float8_e8m0fnu)}


def eights():
    tensors = {}
    for name, (of_torch, of_numpy) in EIGHTS.items():
        stored = torch.arange(256, dtype=torch.uint8).view(of_torch)
        tensors["stored " + name] = stored
        tensors["floats " + name] = stored.float()
        others = np.arange(256, dtype=np.uint8).view(of_numpy).astype(np.float32)
        assert np.array_equal(others, stored.float().numpy(), equal_nan=True), name
    save_file(tensors, "float8.safetensors")


def rounded():
    hard = [0.0, -0.0, 1.0, float("inf"), -float("inf"), 65504.0, 65519.99, 65520.0, -65520.0, 1e30, 3.4028235e38, 3.39e38,
            6.1e-5, 6.0e-8, 2.98e-8, 2.9802322e-8, 2.981e-8, 1e-45, -1e-45, 1.17549435e-38, 9.1e-41, 4.6e-41, 4.7e-41]
    bits = np.random.default_rng(1).integers(0, 2**32, 2000, dtype=np.uint64).astype(np.uint32)
    random = bits.view(np.float32)
    halfway = (np.arange(200, dtype=np.uint32) * np.uint32(0x8000) + np.uint32(0x3F800000)).view(np.float32)
    near = (np.arange(200, dtype=np.uint32) * np.uint32(0x1000) + np.uint32(0x47000000)).view(np.float32)
    all_of_them = np.concatenate([np.array(hard, dtype=np.float32), random[~np.isnan(random)], halfway, near])
    values = torch.from_numpy(all_of_them)
    for name, dtype in (("f32", torch.float32), ("f16", torch.float16), ("bf16", torch.bfloat16)):
        save_file({"b": values.to(dtype), "a": values[:7].to(dtype).clone()}, "rounded-%s.safetensors" % name)


def sharded():
    torch.manual_seed(1)
    sizes = {"embed.weight": (8, 4), "layers.0.weight": (4, 4), "layers.0.bias": (4,), "layers.10.weight": (4, 4),
             "layers.2.weight": (4, 4), "big": (10, 8), "norm": (4,), "head.weight": (8, 4)}
    os.makedirs("sharded", exist_ok=True)
    save_torch_state_dict({name: torch.randn(size) for name, size in sizes.items()}, "sharded", max_shard_size=200)
    with open("sharded/model.safetensors.index.json", "r+") as file:  # laid out as by transformers' save_pretrained
        index = json.load(file)
        file.seek(0)
        file.truncate()
        file.write(json.dumps(index, indent=2, sort_keys=True) + "\n")


eights()
rounded()
sharded()
