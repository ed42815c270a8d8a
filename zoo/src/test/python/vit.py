"""Fixtures of ViT and DeiT: small random models as transformers stores them, and what it computes.

Made with torch 2.13.0, transformers 5.17.0 and safetensors; run in this folder: python vit.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (DeiTConfig, DeiTForImageClassification, DeiTForImageClassificationWithTeacher, ViTConfig,
                          ViTForImageClassification, ViTModel)

OUT = Path(__file__).parent / "../resources/dev/lanewise/zoo/vit"
SMALL = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48, image_size=[24, 32],
             patch_size=8, id2label={0: "cat", 1: "dog", 2: "neither"}, initializer_range=0.2)


def fixture(name, model):
    torch.manual_seed(len(name))
    with torch.no_grad():
        for key, tensor in model.state_dict().items():
            if key.endswith("bias") or "token" in key or "position" in key:
                tensor.normal_(0, 0.2)
            elif "layernorm" in key:
                tensor.uniform_(0.5, 1.5)
    model.eval()
    folder = OUT / name
    model.save_pretrained(folder)
    x = torch.randn(2, 3, 24, 32)
    base = getattr(model, "vit", getattr(model, "deit", model))
    with torch.no_grad():
        hidden = base(x)
        expected = {"x": x, "features": hidden.last_hidden_state}
        if base is model:
            expected["pooled"] = hidden.pooler_output
        else:
            expected["logits"] = model(x).logits
    save_file({k: v.contiguous() for k, v in expected.items()}, folder / "expected.safetensors")


def main():
    torch.manual_seed(1)
    fixture("classifier", ViTForImageClassification(ViTConfig(**SMALL)))
    fixture("model", ViTModel(ViTConfig(**{**SMALL, "qkv_bias": False, "hidden_act": "gelu_new", "patch_size": [6, 8]})))
    fixture("deit", DeiTForImageClassification(DeiTConfig(**SMALL)))
    fixture("teacher", DeiTForImageClassificationWithTeacher(DeiTConfig(**SMALL)))


main()
