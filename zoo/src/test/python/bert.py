"""Small models with random weights as transformers and sentence-transformers store them, and what these compute.

Versions: torch 2.13, transformers 5.17, tokenizers 0.23, safetensors, sentence_transformers.
Run: python bert.py ../resources/dev/lanewise/zoo/bert
Each folder gets an expected.safetensors with inputs (ids, types, mask) and outputs.
"""

import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer, models
from tokenizers import Tokenizer, models as pieces, normalizers, pre_tokenizers, processors, decoders, trainers
from transformers import (BertConfig, BertForSequenceClassification, BertForTokenClassification, BertModel,
                          DistilBertConfig, DistilBertForSequenceClassification, DistilBertModel,
                          PreTrainedTokenizerFast, RobertaConfig, RobertaForSequenceClassification, RobertaModel)

VOCABULARY = 90
SENTENCES = ["the cat sits on the mat", "A dog sleeps on the rug!", "stocks fell sharply on monday",
             "", "markets dropped at the start of the week, and nobody knew why they did so",
             "cat", "naïve café owners", "the quick brown fox jumps over the lazy dog again and again and again "
             "until the sun goes down behind the hills and the moon comes up above the quiet little town",
             "the dog is on the mat", "sharply", "why did the markets fall", "the cat sits on the mat"]


def randomize(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in model.named_parameters():
            noise = torch.randn(value.shape, generator=generator)
            norm = "norm" in name.lower() and name.endswith("weight")
            value.copy_(1 + 0.1 * noise if norm else 0.1 * noise if value.dim() == 1 else 0.25 * noise)
    return model.eval()


def inputs(lowest, types, seed):
    """Three sequences of 7, 5 and 1 tokens, padded at the right by 1."""
    generator = torch.Generator().manual_seed(seed)
    mask = torch.tensor([[1] * 7, [1] * 5 + [0] * 2, [1] + [0] * 6])
    ids = torch.randint(lowest, VOCABULARY, (3, 7), generator=generator) * mask + (1 - mask)
    kinds = torch.randint(0, types, (3, 7), generator=generator) * mask
    return {"ids": ids, "types": kinds, "mask": mask}


def store(folder, model, lowest, types, **outputs):
    given = inputs(lowest, types, 7)
    arguments = {"input_ids": given["ids"], "attention_mask": given["mask"]}
    if types > 1:
        arguments["token_type_ids"] = given["types"]
    model.save_pretrained(folder)
    with torch.no_grad():
        result = model.float()(**arguments)
    tensors = {name: value.to(torch.int32) for name, value in given.items()}
    for ours, theirs in outputs.items():
        tensors[ours] = result[theirs].contiguous()
    save_file(tensors, folder / "expected.safetensors")


def bert(**more):
    return BertConfig(vocab_size=VOCABULARY, hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
                      intermediate_size=40, max_position_embeddings=24, **more)


def distilbert(**more):
    return DistilBertConfig(vocab_size=VOCABULARY, dim=24, n_layers=2, n_heads=3, hidden_dim=40,
                            max_position_embeddings=24, **more)


def roberta(**more):
    return RobertaConfig(vocab_size=VOCABULARY, hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
                         intermediate_size=40, max_position_embeddings=26, type_vocab_size=1, layer_norm_eps=1e-5,
                         **more)


def sentence_folder(folder, scratch):
    """A WordPiece vocabulary from the sentences, a BERT, mean pooling and normalisation."""
    trained = Tokenizer(pieces.WordPiece(unk_token="[UNK]"))
    trained.normalizer = normalizers.BertNormalizer(lowercase=True)
    trained.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trained.train_from_iterator(SENTENCES, trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=special))
    trained.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    trained.decoder = decoders.WordPiece()
    fast = PreTrainedTokenizerFast(tokenizer_object=trained, unk_token="[UNK]", pad_token="[PAD]",
                                   cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]", model_max_length=24)
    fast.save_pretrained(scratch)
    randomize(BertModel(bert()), 5).save_pretrained(scratch)
    transformer = models.Transformer(str(scratch), max_seq_length=20)
    whole = SentenceTransformer(modules=[transformer, models.Pooling(24, "mean"), models.Normalize()])
    whole.save(str(folder), create_model_card=False)
    save_file({"embeddings": torch.tensor(whole.encode(SENTENCES))}, folder / "expected.safetensors")
    (folder / "sentences.txt").write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")


def main(target):
    shutil.rmtree(target, ignore_errors=True)
    store(target / "bert", randomize(BertModel(bert()), 1), 5, 2, hidden="last_hidden_state", pooled="pooler_output")
    half = randomize(BertModel(bert(hidden_act="gelu_new")), 2).to(torch.bfloat16)
    store(target / "bert-bf16", half, 5, 2, hidden="last_hidden_state", pooled="pooler_output")
    store(target / "distilbert", randomize(DistilBertModel(distilbert()), 3), 5, 1, hidden="last_hidden_state")
    store(target / "roberta", randomize(RobertaModel(roberta()), 4), 5, 1, hidden="last_hidden_state",
          pooled="pooler_output")
    labels = {0: "bad", 1: "fair", 2: "good"}
    settings = {"id2label": labels, "label2id": {text: i for i, text in labels.items()}}
    store(target / "bert-classifier", randomize(BertForSequenceClassification(bert(**settings)), 6), 5, 2,
          logits="logits")
    store(target / "distilbert-classifier",
          randomize(DistilBertForSequenceClassification(distilbert(**settings)), 7), 5, 1, logits="logits")
    store(target / "roberta-classifier",
          randomize(RobertaForSequenceClassification(roberta(**settings)), 8), 5, 1, logits="logits")
    store(target / "bert-tokens", randomize(BertForTokenClassification(bert(**settings)), 9), 5, 2, logits="logits")
    scratch = target / "scratch"
    sentence_folder(target / "sentence", scratch)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
