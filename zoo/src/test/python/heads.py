"""Small encoders with random weights and heads for other tasks than classes of texts, and what transformers computes.

Versions: torch 2.13, transformers 5.17, tokenizers 0.23, safetensors.
Run: python heads.py ../resources/dev/lanewise/zoo/heads ../resources/dev/lanewise/zoo/bert/sentence
The second folder is the one whose tokenizer the pipelines use (bert.py makes it). Each folder gets an
expected.safetensors with inputs and outputs, and an expected.json with what the pipeline gives; places in texts are
indices of UTF-16 units there.

To see that saved folders open with the right class: python heads.py --check FOLDER...
"""

import json
import pathlib
import shutil
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoTokenizer, pipeline

from bert import VOCABULARY, inputs, randomize

TEXTS = ["the cat sits on the mat", "A dog sleeps on the rug!", "naïve café owners fell 😀 sharply on monday, the dog",
         "markets dropped at the start of the week, and nobody knew why they did so"]
MASKED = ["the [MASK] sits on the mat", "stocks [MASK] sharply [MASK] monday"]
FAMILIES = {"bert": "Bert", "roberta": "Roberta", "distilbert": "DistilBert"}
LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "S-DAY"]


def config(family, **more):
    if family == "distilbert":
        return transformers.DistilBertConfig(vocab_size=VOCABULARY, dim=12, n_layers=2, n_heads=2, hidden_dim=16,
                                             max_position_embeddings=24, **more)
    kind = transformers.BertConfig if family == "bert" else transformers.RobertaConfig
    places = {"max_position_embeddings": 24} if family == "bert" else {"max_position_embeddings": 26,
                                                                       "type_vocab_size": 1}
    return kind(vocab_size=VOCABULARY, hidden_size=12, num_hidden_layers=2, num_attention_heads=2,
                intermediate_size=16, **places, **more)


def store(folder, family, model, outputs):
    given = inputs(5, 2 if family == "bert" else 1, 7)
    arguments = {"input_ids": given["ids"], "attention_mask": given["mask"]}
    if family == "bert":
        arguments["token_type_ids"] = given["types"]
    model.save_pretrained(folder)
    with torch.no_grad():
        result = model(**arguments)
    tensors = {name: value.to(torch.int32) for name, value in given.items()}
    tensors |= {name: result[name].contiguous() for name in outputs}
    save_file(tensors, folder / "expected.safetensors")


def units(text, place):
    return len(text[:place].encode("utf-16-le")) // 2


def entities(model, tokenizer):
    found = pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy="simple")
    return [{"text": text, "label": each["entity_group"], "score": float(each["score"]),
             "start": units(text, each["start"]), "end": units(text, each["end"])}
            for text in TEXTS for each in found(text)]


def fillings(model, tokenizer):
    fill = pipeline("fill-mask", model=model, tokenizer=tokenizer, top_k=4)
    rows = []
    for text in MASKED:
        found = fill(text)
        for place, guesses in enumerate(found if isinstance(found[0], list) else [found]):
            rows += [{"text": text, "mask": place, "token": each["token"], "name": each["token_str"],
                      "score": float(each["score"])} for each in guesses]
    return rows


def write(folder, rows):
    (folder / "expected.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main(target, sentence):
    shutil.rmtree(target, ignore_errors=True)
    tokenizer = AutoTokenizer.from_pretrained(sentence)
    labels = {"id2label": dict(enumerate(LABELS)), "label2id": {text: i for i, text in enumerate(LABELS)}}
    for seed, (family, name) in enumerate(FAMILIES.items()):
        def make(task, settings, number):
            kind = getattr(transformers, f"{name}For{task}")
            return randomize(kind(config(family, **settings)), 10 * seed + number)
        tokens = make("TokenClassification", labels, 1)
        store(target / f"{family}-tokens", family, tokens, ["logits"])
        write(target / f"{family}-tokens", entities(tokens, tokenizer))
        masked = make("MaskedLM", {}, 2)
        store(target / f"{family}-mask", family, masked, ["logits"])
        write(target / f"{family}-mask", fillings(masked, tokenizer))
        store(target / f"{family}-answers", family, make("QuestionAnswering", {}, 3), ["start_logits", "end_logits"])


def check(folders):
    for folder in folders:
        told = json.loads((pathlib.Path(folder) / "config.json").read_text(encoding="utf-8"))["architectures"]
        kind = getattr(transformers, told[0])
        _, report = kind.from_pretrained(folder, output_loading_info=True)
        left = {key: value for key, value in report.items() if value}
        if told[0].endswith("Model") and all("pooler" in key for key in left.get("missing_keys", [])):
            left.pop("missing_keys", None)  # an encoder that was read without one
        print(folder, told, left or "every tensor fits")
        assert not left


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(sys.argv[2:])
    else:
        main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
