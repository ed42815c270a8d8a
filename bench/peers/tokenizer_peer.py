"""Hugging Face's tokenizers, one thread, as a worker of bench/run pretrained: tokenizer_peer.py FOLDER.

    wordpiece task=open        FOLDER/wordpiece/tokenizer.json is opened
    bpe task=english           the texts of FOLDER/english.json become tokens of FOLDER/bpe/tokenizer.json

See protocol.py.
"""

import json
import os
import sys

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import protocol
from protocol import Work, repeating

FOLDER = sys.argv[1]


def main():
    answers = protocol.answer_channel()
    try:
        import tokenizers
    except ImportError as e:
        print(f"skip {sys.executable} cannot import what tokenizers need ({e})", file=answers, flush=True)
        return

    def open_task(kind, settings):
        path = os.path.join(FOLDER, kind, "tokenizer.json")
        tokenizer = tokenizers.Tokenizer.from_file(path)
        if settings["task"] == "open":
            return Work(repeating(lambda: tokenizers.Tokenizer.from_file(path)),
                        max(tokenizer.get_vocab(with_added_tokens=True).values()) + 1)
        with open(os.path.join(FOLDER, settings["task"] + ".json"), encoding="utf-8") as file:
            texts = json.load(file)
        check = sum(sum(id * (i + 1) for i, id in enumerate(each.ids)) for each in tokenizer.encode_batch(texts))
        return Work(repeating(lambda: tokenizer.encode_batch(texts)), float(check))

    protocol.serve(answers, f"tokenizers {tokenizers.__version__}", open_task)


main()
