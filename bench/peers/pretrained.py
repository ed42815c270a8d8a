"""What the workers for pretrained encoders and pictures share: a model of transformers by PyTorch and by ONNX Runtime."""

import os
import sys

import protocol
from protocol import Work, repeating


def checksum(np, values):
    """Every value, each 1 to 7 times: EncoderModel.checksum. A sum of squares would be that of the last normalisation."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    return float(sum((1 + i) * flat[i::7].sum() for i in range(7)))


def serve(load, inputs, output, export, onnx):
    """Serves the kinds torch and onnx.

    load(transformers) gives the model, inputs(np, settings) its arrays by name, output(result) the tensor that counts;
    export(torch, model, np) writes the file onnx, once, and ONNX Runtime reads it.
    """
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
    model = load(transformers).eval()
    versions = f"PyTorch {torch.__version__}, transformers {transformers.__version__}"
    if onnxruntime is not None:
        versions += f", ONNX Runtime {onnxruntime.__version__}"
        if not os.path.exists(onnx):
            export(torch, model, np)

    def open_torch(s):
        given = {name: torch.from_numpy(value) for name, value in inputs(np, s).items()}

        def call():
            torch.set_num_threads(s["threads"])
            with torch.inference_mode():
                return output(model(**given))

        return Work(repeating(call), checksum(np, call().numpy()))

    def open_onnx(s):
        if onnxruntime is None:
            raise protocol.Unsupported(f"{sys.executable} cannot import onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = s["threads"]
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
        given = inputs(np, s)

        def call():
            return session.run(None, given)[0]

        return Work(repeating(call), checksum(np, call()))

    kinds = {"torch": open_torch, "onnx": open_onnx}
    protocol.serve(answers, versions, lambda kind, settings: kinds[kind](settings))
