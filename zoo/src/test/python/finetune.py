"""A small BERT with a head, its first steps of training, and adapters in PEFT's layout, as PyTorch computes them.

Versions: torch 2.13, transformers 5.17, safetensors. PEFT itself is not used: its layout and formula are written out.
Run: python finetune.py ../resources/dev/lanewise/zoo/finetune
Check what was saved by this library: python finetune.py check FOLDER (writes logits.safetensors there)

Gives start/ (config.json, model.safetensors), adapter/ (adapter_config.json, adapter_model.safetensors) and
expected.safetensors: ids, types, mask and labels of 5 batches, losses of plain SGD on all parameters, on the head and
the last layer with the rest frozen, and on adapters and head; logits before, and after those trainings, of batch 0.
"""

import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification

VOCABULARY, LABELS, STEPS, RATE = 60, 3, 5, 0.1
RANK, ALPHA, TARGETS = 4, 8, ["query", "value"]


def data():
    generator = torch.Generator().manual_seed(11)
    ids = torch.randint(5, VOCABULARY, (STEPS, 4, 9), generator=generator)
    lengths = torch.randint(2, 10, (STEPS, 4, 1), generator=generator)
    mask = (torch.arange(9) < lengths).long()
    return {"ids": ids * mask, "types": torch.randint(0, 2, ids.shape, generator=generator) * mask, "mask": mask,
            "labels": torch.randint(0, LABELS, (STEPS, 4), generator=generator)}


def logits(model, batches, i):
    return model(input_ids=batches["ids"][i], token_type_ids=batches["types"][i],
                 attention_mask=batches["mask"][i]).logits


def train(model, batches):
    """SGD without dropout."""
    model.eval()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=RATE)
    losses = []
    for i in range(STEPS):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits(model, batches, i), batches["labels"][i])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        return torch.tensor(losses), logits(model, batches, 0).contiguous()


class Adapter(torch.nn.Module):
    """Hu et al. 2021, formula (3)."""

    def __init__(self, base, generator):
        super().__init__()
        self.base_layer = base
        self.lora_A = torch.nn.Linear(base.in_features, RANK, bias=False)
        self.lora_B = torch.nn.Linear(RANK, base.out_features, bias=False)
        with torch.no_grad():
            bound = math.sqrt(3 / base.in_features)
            self.lora_A.weight.copy_((torch.rand(self.lora_A.weight.shape, generator=generator) * 2 - 1) * bound)
            self.lora_B.weight.copy_(0.2 * torch.randn(self.lora_B.weight.shape, generator=generator))

    def forward(self, x):
        return self.base_layer(x) + self.lora_B(self.lora_A(x)) * (ALPHA / RANK)


def adapt(model):
    generator = torch.Generator().manual_seed(5)
    model.requires_grad_(False)
    for name, module in list(model.named_modules()):
        if name.split(".")[-1] in TARGETS:
            parent, own = name.rsplit(".", 1)
            setattr(model.get_submodule(parent), own, Adapter(module, generator))
    model.classifier.requires_grad_(True)
    return {"base_model.model." + name: value.detach().clone() for name, value in model.named_parameters()
            if value.requires_grad}


def main(target):
    target.mkdir(parents=True, exist_ok=True)
    start = target / "start"
    torch.manual_seed(3)
    model = BertForSequenceClassification(BertConfig(
        vocab_size=VOCABULARY, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
        max_position_embeddings=12, num_labels=LABELS, initializer_range=0.2))
    model.save_pretrained(start)
    batches = data()
    tensors = {name: value.to(torch.int32) for name, value in batches.items()}
    fresh = lambda: BertForSequenceClassification.from_pretrained(start)
    with torch.no_grad():
        tensors["before"] = logits(fresh().eval(), batches, 0).contiguous()
    tensors["all.losses"], tensors["all.after"] = train(fresh(), batches)

    frozen = fresh()
    frozen.bert.embeddings.requires_grad_(False)
    frozen.bert.encoder.layer[0].requires_grad_(False)
    tensors["frozen.losses"], tensors["frozen.after"] = train(frozen, batches)

    adapted = fresh()
    saved = adapt(adapted)
    (target / "adapter").mkdir(exist_ok=True)
    save_file({name: value.contiguous() for name, value in saved.items()}, target / "adapter/adapter_model.safetensors",
              metadata={"format": "pt"})
    settings = {
        "alpha_pattern": {}, "auto_mapping": None, "base_model_name_or_path": "start", "bias": "none",
        "fan_in_fan_out": False, "inference_mode": True, "init_lora_weights": True, "layers_pattern": None,
        "layers_to_transform": None, "loftq_config": {}, "lora_alpha": ALPHA, "lora_dropout": 0.0,
        "megatron_config": None, "megatron_core": "megatron.core", "modules_to_save": ["classifier"],
        "peft_type": "LORA", "r": RANK, "rank_pattern": {}, "revision": None, "target_modules": TARGETS,
        "task_type": "SEQ_CLS", "use_dora": False, "use_rslora": False}
    (target / "adapter/adapter_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    with torch.no_grad():
        tensors["adapted.before"] = logits(adapted.eval(), batches, 0).contiguous()
    tensors["adapted.losses"], tensors["adapted.after"] = train(adapted, batches)
    save_file(tensors, target / "expected.safetensors")


def check(folder):
    """What transformers makes of a folder that this library has saved."""
    model, report = AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"], report
    batches = {name: value.long() for name, value in load_file(pathlib.Path(__file__).parent.parent / (
        "resources/dev/lanewise/zoo/finetune/expected.safetensors")).items() if not value.is_floating_point()}
    with torch.no_grad():
        save_file({"logits": logits(model.eval(), batches, 0).contiguous()}, folder / "logits.safetensors")
    print(model.config.id2label, "opened without a missing or unexpected tensor")


if __name__ == "__main__":
    if sys.argv[1] == "check":
        check(pathlib.Path(sys.argv[2]))
    else:
        main(pathlib.Path(sys.argv[1]))
