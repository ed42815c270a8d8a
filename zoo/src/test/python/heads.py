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

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoTokenizer, pipeline

from bert import VOCABULARY, inputs, randomize

TEXTS = ["the cat sits on the mat", "A dog sleeps on the rug!", "naïve café owners fell 😀 sharply on monday, the dog",
         "markets dropped at the start of the week, and nobody knew why they did so"]
MASKED = ["the [MASK] sits on the mat", "stocks [MASK] sharply [MASK] monday"]
QUESTION = "the dog sleeps"
WINDOW, OVERLAP, LONGEST = 18, 4, 3  # tokens
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


def answers(model, tokenizer, family):
    """What transformers' pipeline for question answering gave before version 5, without alignment to words: softmax over
    the text's tokens and [CLS], begin times end; of a place in several windows the highest score."""
    rows = []
    for text in [" ".join(TEXTS), TEXTS[2]]:
        whole = tokenizer(QUESTION, text, return_offsets_mapping=True, return_token_type_ids=True)
        all_own = [i for i, part in enumerate(whole.sequence_ids(0)) if part == 1]
        before, after = list(range(all_own[0])), list(range(all_own[-1] + 1, len(whole["input_ids"])))
        room = WINDOW - len(before) - len(after)
        found, none = {}, 1.0
        # By hand: return_overflowing_tokens of tokenizers 0.23 gives windows of the first tokens only.
        for begin in range(0, max(1, len(all_own) - OVERLAP), room - OVERLAP):
            places = before + all_own[begin:begin + room] + after
            arguments = {"input_ids": torch.tensor([[whole["input_ids"][i] for i in places]])}
            if family == "bert":
                arguments["token_type_ids"] = torch.tensor([[whole["token_type_ids"][i] for i in places]])
            with torch.no_grad():
                result = model(**arguments)
            own = np.isin(places, all_own)
            wanted = own.copy()
            wanted[0] = True
            start, end = (np.where(wanted, scores[0].double().numpy(), -np.inf)
                          for scores in (result.start_logits, result.end_logits))
            start, end = (np.exp(scores - scores.max()) for scores in (start, end))
            start, end = start / start.sum(), end / end.sum()
            none = min(none, start[0] * end[0])
            for first in np.flatnonzero(own):
                for last in np.flatnonzero(own):
                    if first <= last < first + LONGEST:
                        offsets = whole["offset_mapping"]
                        place = (offsets[places[first]][0], offsets[places[last]][1])
                        found[place] = max(found.get(place, 0), start[first] * end[last])
        best = sorted(((score, place) for place, score in found.items()), reverse=True)[:5]
        rows += [{"text": text, "none": none, "score": score, "start": units(text, place[0]),
                  "end": units(text, place[1])} for score, place in best]
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
        answering = make("QuestionAnswering", {}, 3)
        store(target / f"{family}-answers", family, answering, ["start_logits", "end_logits"])
        if family != "roberta":  # which has one type, and this tokenizer two
            write(target / f"{family}-answers", answers(answering, tokenizer, family))


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
