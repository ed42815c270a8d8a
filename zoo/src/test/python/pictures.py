"""Fixtures of ImageProcessor: small pictures, and what the processors of transformers, with Pillow, make of them.

Made with torch 2.13.0, transformers 5.17.0, safetensors and pillow 12.3.0; run in this folder: python pictures.py
"""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil
from transformers.models.deit.image_processing_pil_deit import DeiTImageProcessorPil
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

OUT = Path(__file__).parent / "../resources/dev/lanewise/zoo/pictures"
IMAGENET = dict(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])


def drawn(height, width, channels, seed):
    """Edges, slopes and noise, so that rounding and overshoot show."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [(rows * (3 + c) + columns * (5 - c)) % 256 * ((rows // 4 + columns // 5 + c) % 2)
              + random.integers(0, 40, (height, width)) for c in range(channels)]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8).squeeze()


def pictures():
    return {
        "wide.png": Image.fromarray(drawn(37, 61, 3, 1)),
        "tall.png": Image.fromarray(drawn(70, 20, 3, 2)),
        "exact.png": Image.fromarray(drawn(32, 32, 3, 3)),
        "grey.png": Image.fromarray(drawn(40, 50, 1, 4)),
        "alpha.png": Image.fromarray(drawn(33, 45, 4, 5)),
        "column.png": Image.fromarray(drawn(9, 1, 3, 6).reshape(9, 1, 3)),
        "small.png": Image.fromarray(drawn(5, 7, 3, 7)),
        "bitmap.bmp": Image.fromarray(drawn(48, 36, 3, 8)),
    }


def on_white(image):
    """What this library makes of opacity, which convert("RGB") would leave out."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    values = np.asarray(image).astype(np.float64) / 255
    opacity = values[..., 3:]
    return Image.fromarray(np.rint((values[..., :3] * opacity + 1 - opacity) * 255).astype(np.uint8))


def main():
    processors = {
        "bilinear": ViTImageProcessorPil(size={"height": 32, "width": 24}),
        "bicubic": ViTImageProcessorPil(size={"height": 32, "width": 32}, resample=3, **IMAGENET),
        "deit": DeiTImageProcessorPil(size={"height": 40, "width": 40}, crop_size={"height": 31, "width": 32}),
        "shortest": ViTImageProcessorPil(size={"shortest_edge": 20}, do_center_crop=True,
                                         crop_size={"height": 24, "width": 16}, do_normalize=False),
        "convnext": ConvNextImageProcessorPil(size={"shortest_edge": 28}, **IMAGENET),
        "warped": ConvNextImageProcessorPil(size={"shortest_edge": 384}, do_normalize=False, do_rescale=False),
    }
    OUT.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        picture.save(OUT / name)
    for name, processor in processors.items():
        folder = OUT / name
        processor.save_pretrained(folder)
        expected = {}
        for file in sorted(pictures()):
            if name == "warped" and file != "small.png":
                continue
            values = processor(on_white(Image.open(OUT / file)), return_tensors="pt")["pixel_values"][0]
            if name == "warped":
                values = values.to(torch.uint8)[:, ::16, ::16]
            expected[file] = values.contiguous()
        save_file(expected, folder / "expected.safetensors")
        json.loads((folder / "preprocessor_config.json").read_text())


main()
