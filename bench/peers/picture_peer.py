"""Pictures by PyTorch and ONNX Runtime, as a worker of bench/run pretrained: picture_peer.py FOLDER.

    torch threads=2     transformers' ResNetForImageClassification of FOLDER, the scores of one picture
    onnx threads=2      the same network, exported, by ONNX Runtime

FOLDER holds a model as Hugging Face lays it out; what ONNX Runtime reads is written beside it. See protocol.py.
"""

import os
import sys

import pretrained

FOLDER = sys.argv[1]
ONNX = os.path.join(FOLDER, "model.onnx")
SIDE = 224


def picture(np):
    """The same as PictureModel.picture."""
    values = (np.arange(3 * SIDE * SIDE, dtype=np.int64) * 7919 + 13) % 1009
    return (values.astype(np.float32) / np.float32(504) - np.float32(1)).reshape(1, 3, SIDE, SIDE)


def export(torch, model, np):
    class Scores(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixel_values):
            return self.model(pixel_values).logits

    torch.onnx.export(Scores().eval(), (torch.from_numpy(picture(np)),), ONNX, input_names=["pixel_values"],
                      output_names=["scores"], dynamo=True, external_data=False, verbose=False)


pretrained.serve(lambda transformers: transformers.AutoModelForImageClassification.from_pretrained(FOLDER),
                 lambda np, s: {"pixel_values": picture(np)}, lambda result: result.logits, export, ONNX)
