"""Writes files of PyTorch in all their formats, and the same tensors as safetensors. TorchTest reads them.

    pip install torch==2.13.0 safetensors==0.8.0
    python3 torch-files.py

tensors-*.pt have the same content in each format and protocol, tensors.safetensors has it too; PyTorch reads each of
them back. model-*.pt are models with what they compute. The others are what is refused, or listed and not read.
"""
import collections
import os
import warnings
import zipfile
import torch
from safetensors.torch import save_file

warnings.simplefilter("ignore")
os.makedirs("torch", exist_ok=True)
os.chdir("torch")


def tensors():
    torch.manual_seed(1)
    base = torch.randn(4, 6)
    content = collections.OrderedDict()
    content["plain"] = torch.randn(2, 3)
    content["transposed"] = base.t()
    content["column"] = base[:, 2]
    content["rows"] = base[1:3]
    content["block"] = base[1:, 2:5].transpose(0, 1)
    content["steps"] = base[::2, ::3]
    content["expanded"] = torch.tensor([1.5, -2.0]).unsqueeze(1).expand(2, 3)
    content["one"] = torch.full((1,), 7.0).expand(5, 4)
    content["scalar"] = torch.tensor(3.25)
    content["empty"] = torch.zeros(0, 3)
    content["channels last"] = torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last)
    content["parameter"] = torch.nn.Parameter(torch.randn(3))
    content["buffer"] = torch.nn.Buffer(torch.randn(2))
    content["not finite"] = torch.tensor([float("nan"), float("inf"), -0.0, 1e-45])
    marked = torch.randn(2)
    marked.note = "an attribute"
    content["marked"] = marked
    content["f64"] = torch.randn(5, dtype=torch.float64)
    content["f16"] = torch.randn(5).half()
    content["bf16"] = torch.randn(3, 2).bfloat16().t()
    content["i64"] = torch.tensor([[1, -2], [3, 2**31 - 1]]).t()
    content["i32"] = torch.tensor([-2**31, 5], dtype=torch.int32)
    content["i16"] = torch.tensor([-300, 300], dtype=torch.int16)
    content["i8"] = torch.tensor([-128, 127], dtype=torch.int8)
    content["u8"] = torch.tensor([0, 255, 7], dtype=torch.uint8)[1:]
    content["bool"] = torch.tensor([True, False, True])
    return content


def newer():
    content = tensors()
    content["u16"] = torch.tensor([1, 65535], dtype=torch.uint16)
    content["u32"] = torch.tensor([[1, 2], [3, 2**31 - 1]], dtype=torch.uint32).t()
    for name in ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu"):
        content[name] = torch.tensor([1.0, 0.5, 4.0]).to(getattr(torch, name))
    return content


def same(path, content):
    again = torch.load(path, weights_only="protocol4" not in path and "protocol5" not in path)
    for name, value in content.items():
        assert torch.equal(again[name].float().nan_to_num(9), value.float().nan_to_num(9)), (path, name)


def rezipped(source, target, **how):
    """As another program packs the members."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", how.get("method", zipfile.ZIP_STORED)) as new:
        for info in old.infolist():
            data = old.read(info)
            name = info.filename
            if how.get("swap") and "/data/" in name:
                size = how["swap"][name.rsplit("/", 1)[1]]
                data = b"".join(data[i:i + size][::-1] for i in range(0, len(data), size))
            if how.get("swap") and name.endswith("/byteorder"):
                data = b"big"
            if how.get("swap") and name.endswith("serialization_id"):
                continue
            fresh = zipfile.ZipInfo(name)
            fresh.compress_type = how.get("method", zipfile.ZIP_STORED)
            with new.open(fresh, "w", force_zip64=True) as out:
                out.write(data)


def formats():
    content = newer()
    torch.save(content, "tensors-zip.pt")
    torch.save(content, "tensors-protocol5.pt", pickle_protocol=5)
    torch.save(content, "tensors-protocol3.pt", pickle_protocol=3)
    torch.save(tensors(), "tensors-before-1.6.pt", _use_new_zipfile_serialization=False)
    torch.save(tensors(), "tensors-before-1.6-protocol4.pt", _use_new_zipfile_serialization=False, pickle_protocol=4)
    torch.serialization.set_crc32_options(False)
    torch.save(content, "tensors-no-checksum.pt")
    torch.serialization.set_crc32_options(True)
    rezipped("tensors-zip.pt", "tensors-packed.pt", method=zipfile.ZIP_DEFLATED)
    sizes, seen = {}, {}
    older = tensors()  # of the newer types, PyTorch itself forgets to swap the bytes
    torch.save(older, "older.pt")
    for value in older.values():  # torch.save numbers storages as it meets them
        pointer = value.untyped_storage().data_ptr() if value.numel() else object()
        if pointer not in seen:
            seen[pointer] = str(len(seen))
            sizes[seen[pointer]] = value.element_size()
    rezipped("older.pt", "tensors-big-endian.pt", swap=sizes)
    os.remove("older.pt")
    for path in sorted(os.listdir(".")):
        if path.startswith("tensors-"):
            same(path, tensors() if "before" in path or "big" in path else content)
    save_file({name: value.detach().contiguous().clone() for name, value in content.items()}, "tensors.safetensors")


def models():
    torch.manual_seed(2)
    model = torch.nn.Sequential(torch.nn.Conv2d(2, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(),
                                torch.nn.Flatten(), torch.nn.Linear(16, 3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.002)
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(8, 2, 4, 4)).square().sum().backward()
        optimizer.step()
    model.eval()
    inputs = torch.randn(5, 2, 4, 4)
    torch.save(model.state_dict(), "model.pt")
    torch.save({"epoch": 3, "best": 0.125, "name": "a b", "done": False, "nothing": None, "sizes": torch.Size([2, 3]),
                "device": torch.device("cpu"), "dtype": torch.float32, "bytes": b"abc", "kinds": {7},
                "large": 2**70, "model": model.state_dict(), "optimizer": optimizer.state_dict(),
                "history": [(1, torch.ones(2)), (2, torch.zeros(2))]}, "checkpoint.pt")
    save_file({"inputs": inputs, "outputs": model(inputs).detach()}, "model.safetensors")
    torch.save(model, "module.pt")
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), "script.pt")


def kinds():
    torch.save({"plain": torch.ones(2), "sparse": torch.eye(2).to_sparse(), "csr": torch.eye(2).to_sparse_csr(),
                "quantised": torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8),
                "channels": torch.quantize_per_channel(torch.zeros(2, 2), torch.ones(2), torch.zeros(2), 0, torch.qint8),
                "meta": torch.zeros(2, device="meta"), "complex": torch.zeros(2, dtype=torch.complex64),
                "conjugate": torch.ones(2, dtype=torch.complex64).conj(), "negative": torch._neg_view(torch.ones(2)),
                "nested": torch.nested.nested_tensor([torch.ones(1), torch.ones(2)]),
                "storage": torch.ones(2).untyped_storage(), "large": torch.tensor([2**40])}, "kinds.pt")
    torch.save(torch.arange(3.0), "tensor.pt")


formats()
models()
kinds()
