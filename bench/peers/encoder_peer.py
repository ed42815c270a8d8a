"""A pretrained encoder by PyTorch and ONNX Runtime, as a worker of bench/run pretrained: encoder_peer.py FOLDER.

    torch batch=32 length=128 threads=2     transformers' BertModel of FOLDER, hidden states of all tokens
    onnx batch=32 length=128 threads=2      the same network, exported, by ONNX Runtime

FOLDER holds a model as Hugging Face lays it out; what ONNX Runtime reads is written beside it. See protocol.py. With a
second argument, `torch` or `onnx`, it prints the checksum of one text and ends: a process from its start to the first
embedding.
"""

import os
import sys

import pretrained

FOLDER = sys.argv[1]
ONNX = os.path.join(FOLDER, "model.onnx")
VOCABULARY = 30522


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
        print(pretrained.checksum(np, values.last_hidden_state.numpy()))
    else:
        import onnxruntime

        print(pretrained.checksum(np, onnxruntime.InferenceSession(ONNX).run(["hidden"], inputs)[0]))


def export(torch, model, np):
    class Hidden(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.model(input_ids=input_ids, attention_mask=attention_mask,
                              token_type_ids=token_type_ids).last_hidden_state

    inputs = {name: torch.from_numpy(value) for name, value in given(np, 2, 16).items()}
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    torch.onnx.export(Hidden().eval(), (), ONNX, kwargs=inputs, output_names=["hidden"], dynamo=True, external_data=False,
                      dynamic_shapes={name: {0: batch, 1: length} for name in inputs}, verbose=False)


def main():
    pretrained.serve(lambda transformers: transformers.AutoModel.from_pretrained(FOLDER),
                     lambda np, s: given(np, s["batch"], s["length"]),
                     lambda result: result.last_hidden_state, export, ONNX)


if len(sys.argv) > 2:
    first(sys.argv[2])
else:
    main()
