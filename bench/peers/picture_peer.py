"""Pictures by PyTorch and ONNX Runtime, as a worker of bench/run pretrained: picture_peer.py FOLDER.

    torch threads=2     transformers' ResNetForImageClassification of FOLDER, the scores of one picture
    onnx threads=2      the same network, exported, by ONNX Runtime

FOLDER holds a model as Hugging Face lays it out; what ONNX Runtime reads is written beside it. See protocol.py.
"""

import os
import sys

import protocol
from protocol import Work, repeating

FOLDER = sys.argv[1]
ONNX = os.path.join(FOLDER, "model.onnx")
SIDE = 224


def checksum(np, values):
    """Every value, each 1 to 7 times: EncoderModel.checksum."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    return float(sum((1 + i) * flat[i::7].sum() for i in range(7)))


def picture(np):
    """The same as PictureModel.picture."""
    values = (np.arange(3 * SIDE * SIDE, dtype=np.int64) * 7919 + 13) % 1009
    return (values.astype(np.float32) / np.float32(504) - np.float32(1)).reshape(1, 3, SIDE, SIDE)


def main():
    answers = protocol.answer_channel()
    try:
        import numpy as np
        import torch
        import transformers
    except ImportError as e:
        print(f"skip {sys.executable} cannot import what the network needs ({e})", file=answers, flush=True)
        return
    try:
        import onnxruntime
    except ImportError:
        onnxruntime = None
    transformers.logging.set_verbosity_error()
    model = transformers.AutoModelForImageClassification.from_pretrained(FOLDER).eval()
    given = picture(np)
    versions = f"PyTorch {torch.__version__}, transformers {transformers.__version__}"
    if onnxruntime is not None:
        versions += f", ONNX Runtime {onnxruntime.__version__}"

        class Scores(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.model = model

            def forward(self, pixels):
                return self.model(pixels).logits

        if not os.path.exists(ONNX):
            torch.onnx.export(Scores().eval(), (torch.from_numpy(given),), ONNX, input_names=["pixels"],
                              output_names=["scores"], dynamo=True, external_data=False, verbose=False)

    def open_torch(s):
        pixels = torch.from_numpy(given)

        def call():
            torch.set_num_threads(s["threads"])
            with torch.inference_mode():
                return model(pixels).logits

        return Work(repeating(call), checksum(np, call().numpy()))

    def open_onnx(s):
        if onnxruntime is None:
            raise protocol.Unsupported(f"{sys.executable} cannot import onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = s["threads"]
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(ONNX, options, providers=["CPUExecutionProvider"])

        def call():
            return session.run(["scores"], {"pixels": given})[0]

        return Work(repeating(call), checksum(np, call()))

    kinds = {"torch": open_torch, "onnx": open_onnx}
    protocol.serve(answers, versions, lambda kind, settings: kinds[kind](settings))


main()
