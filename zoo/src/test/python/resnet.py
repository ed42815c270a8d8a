"""Fixtures of ResNet: small random models as transformers stores them, and what it computes.

Made with torch 2.13.0, transformers 5.17.0 and safetensors; run in this folder: python resnet.py
"""

import json
import re
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import ResNetConfig, ResNetForImageClassification, ResNetModel

OUT = Path(__file__).parent / "../resources/dev/lanewise/zoo/resnet"
LABELS = {0: "cat", 1: "dog", 2: "a long name, with a comma"}


def randomised(model):
    """Weights that keep values in range, and running statistics that are not 0 and 1."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("running_mean") or name.endswith("bias"):
                tensor.normal_(0, 0.3)
            elif name.endswith("running_var") or name.endswith("normalization.weight"):
                tensor.uniform_(0.5, 1.5)
            elif name.endswith("num_batches_tracked"):
                tensor.fill_(7)
    return model.eval()


def fixture(name, config, of=ResNetForImageClassification):
    torch.manual_seed(len(name))
    model = randomised(of(config))
    folder = OUT / name
    model.save_pretrained(folder)
    x = torch.randn(2, config.num_channels, 35, 40)
    base = model.resnet if hasattr(model, "resnet") else model
    with torch.no_grad():
        hidden = base(x, output_hidden_states=True)
        expected = {"x": x, "features": hidden.last_hidden_state, "pooled": hidden.pooler_output.flatten(1)}
        if hasattr(model, "classifier"):
            expected["logits"] = model(x).logits
    save_file({k: v.contiguous() for k, v in expected.items()}, folder / "expected.safetensors")
    return folder, model, x


def torchvision_name(name):
    """The name of the same tensor in torchvision's and timm's files."""
    unit = re.fullmatch(r"resnet\.encoder\.stages\.(\d)\.layers\.(\d)\.(layer\.(\d)|shortcut)\.(\w+)\.(\w+)", name)
    if unit:
        stage, layer, _, index, part, rest = unit.groups()
        if index is None:
            inner = "downsample.0" if part == "convolution" else "downsample.1"
        else:
            inner = ("conv" if part == "convolution" else "bn") + str(int(index) + 1)
        return f"layer{int(stage) + 1}.{layer}.{inner}.{rest}"
    return (name.replace("resnet.embedder.embedder.convolution", "conv1")
            .replace("resnet.embedder.embedder.normalization", "bn1").replace("classifier.1", "fc"))


def main():
    basic = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 2], layer_type="basic", id2label=LABELS)
    folder, model, x = fixture("basic", basic)

    other = OUT / "torchvision"
    other.mkdir(exist_ok=True)
    save_file({torchvision_name(k): v for k, v in load_file(folder / "model.safetensors").items()},
              other / "model.safetensors")
    (other / "config.json").write_text((folder / "config.json").read_text())

    half = OUT / "bfloat16"
    rounded = model.to(torch.bfloat16)
    rounded.save_pretrained(half)
    with torch.no_grad():
        save_file({"x": x, "logits": rounded.float()(x).logits}, half / "expected.safetensors")

    fixture("bottleneck", ResNetConfig(embedding_size=8, hidden_sizes=[16, 32], depths=[2, 1], num_channels=1,
                                       downsample_in_first_stage=True, downsample_in_bottleneck=True))
    fixture("backbone", ResNetConfig(embedding_size=8, hidden_sizes=[16], depths=[2]), ResNetModel)
    pickled = OUT / "pickled"
    pickled.mkdir(exist_ok=True)
    torch.save(load_file(OUT / "backbone/model.safetensors"), pickled / "pytorch_model.bin")
    (pickled / "config.json").write_text((OUT / "backbone/config.json").read_text())
    for file in OUT.glob("*/config.json"):
        json.loads(file.read_text())


main()
