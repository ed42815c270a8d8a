"""A pretrained language model by PyTorch, as a worker of bench/run pretrained: generation_peer.py FOLDER.

    torch tokens=32 threads=2     transformers' generate of FOLDER's model: the likeliest tokens after a prompt

FOLDER holds a model as Hugging Face lays it out. See protocol.py.
"""

import sys

import protocol
from protocol import Work, repeating

FOLDER = sys.argv[1]
PROMPT = 16


def main():
    answers = protocol.answer_channel()
    try:
        import torch
        import transformers
    except ImportError as e:
        print(f"skip {sys.executable} cannot import what the network needs ({e})", file=answers, flush=True)
        return
    transformers.logging.set_verbosity_error()
    model = transformers.AutoModelForCausalLM.from_pretrained(FOLDER).eval()

    def open_torch(s):
        # The same as GenerationModel.prompt.
        prompt = torch.tensor([[(i * 7919 + 13) % model.config.vocab_size for i in range(PROMPT)]])

        def call():
            torch.set_num_threads(s["threads"])
            with torch.inference_mode():
                return model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False,
                                      max_new_tokens=s["tokens"], eos_token_id=None, pad_token_id=0)

        tokens = call()[0, PROMPT:].tolist()
        return Work(repeating(call), float(sum((1 + i % 7) * token for i, token in enumerate(tokens))))

    versions = f"PyTorch {torch.__version__}, transformers {transformers.__version__}"
    protocol.serve(answers, versions, lambda kind, settings: {"torch": open_torch}[kind](settings))


main()
