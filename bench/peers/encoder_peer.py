"""A pretrained encoder by PyTorch and ONNX Runtime, as a worker of bench/run pretrained: encoder_peer.py FOLDER.

    torch batch=32 length=128 threads=2     transformers' BertModel of FOLDER, hidden states of all tokens
    onnx batch=32 length=128 threads=2      the same network, exported, by ONNX Runtime

FOLDER holds a model as Hugging Face lays it out; what ONNX Runtime reads is written beside it. See protocol.py. With a
second argument, `torch` or `onnx`, it prints the checksum of one text and ends: a process from its start to the first
embedding.
"""

import os
import sys

import protocol
from protocol import Work, repeating

FOLDER = sys.argv[1]
ONNX = os.path.join(FOLDER, "model.onnx")
VOCABULARY = 30522


def checksum(np, values):
    """Every value, each 1 to 7 times: EncoderSpeed.checksum. A sum of squares would be that of the last normalisation."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    return float(sum((1 + i) * flat[i::7].sum() for i in range(7)))


def tokens(np, batch, length):
    """The same as EncoderSpeed.tokens."""
    return ((np.arange(batch * length, dtype=np.int64) * 7919 + 13) % (VOCABULARY - 1000) + 1000).reshape(batch, length)


def given(np, batch, length):
    ids = tokens(np, batch, length)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}


def first(kind):
    import numpy as np

    inputs = given(np, 1, 16)
    if kind == "torch":
        import torch
        from transformers import AutoModel

        with torch.inference_mode():
            values = AutoModel.from_pretrained(FOLDER).eval()(**{k: torch.from_numpy(v) for k, v in inputs.items()})
        print(checksum(np, values.last_hidden_state.numpy()))
    else:
        import onnxruntime

        print(checksum(np, onnxruntime.InferenceSession(ONNX).run(["hidden"], inputs)[0]))


def export(torch, model, np):
    inputs = {name: torch.from_numpy(value) for name, value in given(np, 2, 16).items()}
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    torch.onnx.export(model, (), ONNX, kwargs=inputs, output_names=["hidden"], dynamo=True, external_data=False,
                      dynamic_shapes={name: {0: batch, 1: length} for name in inputs}, verbose=False)


def main():
    answers = protocol.answer_channel()
    try:
        import numpy as np
        import torch
        import transformers
    except ImportError as e:
        print(f"skip {sys.executable} cannot import what the networks need ({e})", file=answers, flush=True)
        return
    try:
        import onnxruntime
    except ImportError:
        onnxruntime = None
    transformers.logging.set_verbosity_error()
    model = transformers.AutoModel.from_pretrained(FOLDER).eval()
    versions = f"PyTorch {torch.__version__}, transformers {transformers.__version__}"
    if onnxruntime is not None:
        versions += f", ONNX Runtime {onnxruntime.__version__}"

        class Hidden(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.model = model

            def forward(self, input_ids, attention_mask, token_type_ids):
                return self.model(input_ids=input_ids, attention_mask=attention_mask,
                                  token_type_ids=token_type_ids).last_hidden_state

        if not os.path.exists(ONNX):
            export(torch, Hidden().eval(), np)

    def open_torch(s):
        inputs = {name: torch.from_numpy(value) for name, value in given(np, s["batch"], s["length"]).items()}

        def call():
            torch.set_num_threads(s["threads"])
            with torch.inference_mode():
                return model(**inputs).last_hidden_state

        return Work(repeating(call), checksum(np, call().numpy()))

    def open_onnx(s):
        if onnxruntime is None:
            raise protocol.Unsupported(f"{sys.executable} cannot import onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = s["threads"]
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(ONNX, options, providers=["CPUExecutionProvider"])
        inputs = given(np, s["batch"], s["length"])

        def call():
            return session.run(["hidden"], inputs)[0]

        return Work(repeating(call), checksum(np, call()))

    kinds = {"torch": open_torch, "onnx": open_onnx}
    protocol.serve(answers, versions, lambda kind, settings: kinds[kind](settings))


if len(sys.argv) > 2:
    first(sys.argv[2])
else:
    main()
