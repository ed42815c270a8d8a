"""GGUF files for the tests of zoo.gguf: all types of elements, and small random language models with their tokenizers.

    python3 -m venv VENV && VENV/bin/pip install torch==2.13.0 transformers==5.17.0 tokenizers==0.23.2 gguf==0.19.0 \
        sentencepiece==0.2.2 safetensors
    cd zoo/src/test/python && VENV/bin/python gguf_models.py ../resources/dev/lanewise/zoo/gguf

Elements are packed by the package gguf, and what they are widened to is its own (quants.dequantize). Models are stored
as llama.cpp's converter stores those of transformers: its names, the rows of Llama's queries and keys in the order of
neighbouring pairs, GPT-2's matrices the other way round. The expected logits and greedy tokens are what transformers
computes with the same file (from_pretrained(..., gguf_file=...)), but for what it does not read: factors of rotation
("rope_freqs") and the width of Qwen3's heads; for these it is the model itself with the widened weights. Expected
tokens are those of the tokenizer that the file's one was made from.
"""

import json
import os
import sys
import tempfile

import gguf
import numpy as np
import sentencepiece
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM
from transformers import Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM

from causal import randomize

VOCABULARY = 320
TEXT = ["the cat sat on the mat and the dog sat by the cat", "a model reads tokens and writes tokens",
        "Hello, world! It's 12345 o'clock.", "numbers 1 22 333 4444 and words", "der Bär überquert die Straße",
        "lower and upper case letters, and   spaces\n\nlines\ttabs"] * 4
QUESTIONS = ["the cat sat", "Hello, world! It's 1234567 o'clock.", "", " ", "  two  spaces ", "Straße über Ω ≠ 漢字 🙂",
             "line\n\nline\n", "a<|end|>b <s> </s>", "DON'T we'll", "\t\u00e9 e\u0301 12 345 6789"]
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")


# ---- elements


def types(folder):
    writer = gguf.GGUFWriter(os.path.join(folder, "types.gguf"), "types")
    random = np.random.default_rng(1)
    expected = {}
    for type in (Type.F32, Type.F16, Type.BF16, Type.F64, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0,
                 Type.Q2_K, Type.Q3_K, Type.Q4_K, Type.Q5_K, Type.Q6_K):
        name = type.name
        if type == Type.F64:
            values = random.standard_normal((2, 5))
            writer.add_tensor(name, values)
            expected[name] = torch.tensor(values.astype(np.float32))
            continue
        block, size = gguf.GGML_QUANT_SIZES[type]
        if name.endswith("_K"):  # the package cannot pack these
            data = random.integers(0, 256, (1, 2 * size), dtype=np.uint8)
            place = {"Q2_K": (80, 82), "Q3_K": (108,), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,)}[name]
            for first in range(2):
                for at in place:
                    half = np.float16(random.uniform(-2, 2)).tobytes()
                    data[0, first * size + at:first * size + at + 2] = np.frombuffer(half, np.uint8)
        else:
            values = random.standard_normal((3, 2 * block if block > 1 else 5)).astype(np.float32)
            values[0, :3] = [0, 1e-8, -70000 if type == Type.BF16 else -700]
            data = gguf.quants.quantize(values, type)
        writer.add_tensor(name, data, raw_dtype=type)
        expected[name] = torch.tensor(gguf.quants.dequantize(data, type).astype(np.float32))
    finish(writer)
    save_file(expected, os.path.join(folder, "types.safetensors"))


# ---- tokenizers


def byte_level(split, special):
    tokenizer = Tokenizer(models.BPE(ignore_merges=split is not None))
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=split is None)
    tokenizer.pre_tokenizer = level if split is None else pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(split), "isolated"), level])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(TEXT, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    while tokenizer.get_vocab_size() < VOCABULARY:
        tokenizer.add_tokens([f"<unused{tokenizer.get_vocab_size()}>"])
    return tokenizer


def add_byte_level(writer, tokenizer, pre, special, **ids):
    state = json.loads(tokenizer.to_str())["model"]
    tokens = [tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size())]
    writer.add_tokenizer_model("gpt2")
    if pre:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in special else 4 if token.startswith("<unused") else 1 for token in tokens])
    writer.add_token_merges([" ".join(merge) for merge in state["merges"]])
    for key, token in ids.items():
        getattr(writer, f"add_{key}_token_id")(tokens.index(token))


def sentence_piece(writer, folder):
    text = os.path.join(folder, "text.txt")
    with open(text, "w", encoding="utf-8") as out:
        out.write("\n".join(line.replace("\n", " ") for line in TEXT))
    model = os.path.join(folder, "m")
    sentencepiece.SentencePieceTrainer.train(
        input=text, model_prefix=model, model_type="bpe", vocab_size=VOCABULARY, byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=True,
        character_coverage=1.0, hard_vocab_limit=False, minloglevel=2)
    processor = sentencepiece.SentencePieceProcessor(model_file=model + ".model")
    tokens, scores, kinds = [], [], []
    for i in range(processor.vocab_size()):
        tokens.append(processor.id_to_piece(i))
        scores.append(processor.get_score(i))
        kinds.append(2 if processor.is_unknown(i) else 3 if processor.is_control(i) else 6 if processor.is_byte(i) else 1)
    while len(tokens) < VOCABULARY:
        tokens.append(f"<unused{len(tokens)}>")
        scores.append(-1000.0)
        kinds.append(4)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    return processor


# ---- models


def put(writer, name, tensor, type):
    values = tensor.detach().float().numpy()
    if values.ndim == 1:
        type = Type.F32
    writer.add_tensor(name, gguf.quants.quantize(np.ascontiguousarray(values), type), raw_dtype=type)


def widened(tensor, type):
    values = tensor.detach().float().numpy()
    if values.ndim == 1:
        return tensor.detach().float()
    return torch.tensor(gguf.quants.dequantize(gguf.quants.quantize(np.ascontiguousarray(values), type), type))


def neighbours(tensor, heads):
    """Rows of a head as llama.cpp has them: the two of a pair that is turned together beside each other."""
    return tensor.reshape(heads, 2, tensor.shape[0] // heads // 2, *tensor.shape[1:]).swapaxes(1, 2).reshape(tensor.shape)


LLAMA = {"input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
         "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm",
         "self_attn.k_norm": "attn_k_norm", "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate",
         "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
GPT2 = {"ln_1": "attn_norm", "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output", "ln_2": "ffn_norm",
        "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down"}
WHOLE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
         "transformer.wte": "token_embd", "transformer.wpe": "position_embd", "transformer.ln_f": "output_norm"}


def put_all(writer, model, arch, type):
    """Writes the weights, and gives the model those that are read."""
    config = model.config
    state = model.state_dict()
    for name, tensor in state.items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        path, end = name.rsplit(".", 1)
        parts = path.split(".")
        if path in WHOLE:
            stored = WHOLE[path]
        else:
            inner = ".".join(parts[3:])
            stored = f"blk.{parts[2]}.{(GPT2 if arch == 'gpt2' else LLAMA)[inner]}"
        turned = tensor
        if arch == "llama" and parts[-1] in ("q_proj", "k_proj"):
            turned = neighbours(tensor, config.num_attention_heads if parts[-1] == "q_proj" else config.num_key_value_heads)
        if arch == "gpt2" and parts[-1].startswith("c_") and end == "weight":
            turned = tensor.T
        put(writer, f"{stored}.{end}", turned, type)
        if arch == "gpt2" and parts[-1].startswith("c_") and end == "weight":
            tensor.copy_(widened(tensor.T, type).T)
        else:
            tensor.copy_(widened(tensor, type))  # a row is packed alike wherever it stands


def settings(writer, config, arch):
    writer.add_file_type(gguf.LlamaFileType.GUESSED)
    if arch == "gpt2":
        writer.add_context_length(config.n_positions)
        writer.add_embedding_length(config.n_embd)
        writer.add_block_count(config.n_layer)
        writer.add_feed_forward_length(config.n_inner)
        writer.add_head_count(config.n_head)
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
        return
    writer.add_vocab_size(config.vocab_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    if arch == "llama":
        writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    if arch == "qwen3":
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def expect(folder, name, model, encode, byFile):
    generator = torch.Generator().manual_seed(7)
    tokens = torch.randint(VOCABULARY, (1, 5), generator=generator)
    plain = dict(do_sample=False, max_new_tokens=12, eos_token_id=None, pad_token_id=0)
    with torch.no_grad():
        own = model(tokens).logits.float()
        logits, greedy = own, model.generate(tokens[:, :4], **plain)[0]
        if byFile:
            other = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name + ".gguf").eval()
            logits = other(tokens).logits.float()
            greedy = other.generate(tokens[:, :4], **plain)[0]
            print("  largest", logits.abs().max().item(), "apart", (logits - own).abs().max().item())
    save_file({"tokens": tokens.int(), "logits": logits, "greedy": greedy.int()}, os.path.join(folder, name + ".safetensors"))
    with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as out:
        json.dump({text: encode(text) for text in QUESTIONS}, out, ensure_ascii=False)
        out.write("\n")
    print(name, os.path.getsize(os.path.join(folder, name + ".gguf")), "bytes", greedy.tolist())


def llama(folder):
    """Mistral's kind: SentencePiece, a head of its own; shared keys; Q8_0."""
    config = LlamaConfig(vocab_size=VOCABULARY, hidden_size=64, intermediate_size=64, num_hidden_layers=1, num_attention_heads=4,
                         num_key_value_heads=2, max_position_embeddings=48, rms_norm_eps=1e-5, rope_theta=5000.0)
    model = randomize(LlamaForCausalLM(config), 1)
    writer = gguf.GGUFWriter(os.path.join(folder, "llama.gguf"), "llama")
    settings(writer, config, "llama")
    with tempfile.TemporaryDirectory() as temporary:
        processor = sentence_piece(writer, temporary)
        with torch.no_grad():
            put_all(writer, model, "llama", Type.Q8_0)
        finish(writer)
        special = {"<s>": 1, "</s>": 2, "<unk>": 0}

        def encode(text):  # as transformers and llama.cpp: each part between special tokens is a text
            ids, rest = [1], text
            while rest:
                at = min((rest.index(token) for token in special if token in rest), default=len(rest))
                ids += processor.encode(rest[:at])
                rest = rest[at:]
                for token, i in special.items():
                    if rest.startswith(token):
                        ids.append(i)
                        rest = rest[len(token):]
                        break
            return ids

        expect(folder, "llama", model, encode, True)


def llama3(folder):
    """Llama 3.2's kind: a tied head, factors of rotation, biases nowhere; Q4_0."""
    config = LlamaConfig(vocab_size=VOCABULARY, hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                         num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, tie_word_embeddings=True,
                         rope_parameters=dict(rope_type="llama3", rope_theta=1000.0, factor=8.0, low_freq_factor=1.0,
                                              high_freq_factor=4.0, original_max_position_embeddings=32))
    model = randomize(LlamaForCausalLM(config), 2)
    writer = gguf.GGUFWriter(os.path.join(folder, "llama3.gguf"), "llama")
    settings(writer, config, "llama")
    special = ["<|begin|>", "<|end|>", "<|turn|>"]
    tokenizer = byte_level(LLAMA3, special)
    add_byte_level(writer, tokenizer, "llama-bpe", special, bos="<|begin|>", eos="<|end|>", eot="<|turn|>")
    plain = 1.0 / (1000.0 ** (torch.arange(0, 16, 2).float() / 16))
    factors = plain / model.model.rotary_emb.inv_freq
    print("  factors", factors.tolist())
    writer.add_tensor("rope_freqs.weight", factors.numpy())
    with torch.no_grad():
        put_all(writer, model, "llama", Type.Q4_0)
    finish(writer)
    tokenizer.post_processor = processors.TemplateProcessing(single="<|begin|> $A", special_tokens=[("<|begin|>", 0)])
    expect(folder, "llama3", model, lambda text: tokenizer.encode(text).ids, False)


def qwen(folder, arch, type, seed):
    kind = (Qwen2Config, Qwen2ForCausalLM) if arch == "qwen2" else (Qwen3Config, Qwen3ForCausalLM)
    more = {} if arch == "qwen2" else dict(head_dim=16)
    config = kind[0](vocab_size=VOCABULARY, hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=4,
                     num_key_value_heads=2, max_position_embeddings=48, rms_norm_eps=1e-6, tie_word_embeddings=True,
                     rope_theta=5000.0, **more)
    model = randomize(kind[1](config), seed)
    writer = gguf.GGUFWriter(os.path.join(folder, arch + ".gguf"), arch)
    settings(writer, config, arch)
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|end|>"]
    tokenizer = byte_level(LLAMA3.replace("{1,3}", ""), special)
    tokenizer.model.ignore_merges = False
    tokenizer.normalizer = normalizers.NFC()
    add_byte_level(writer, tokenizer, "qwen2", special, eos="<|im_end|>", pad="<|endoftext|>")
    writer.add_add_bos_token(False)
    with torch.no_grad():
        put_all(writer, model, arch, type)
    finish(writer)
    expect(folder, arch, model, lambda text: tokenizer.encode(text).ids, arch == "qwen2")


def gpt2(folder):
    config = GPT2Config(vocab_size=VOCABULARY, n_embd=32, n_inner=128, n_layer=2, n_head=4, n_positions=32, bos_token_id=0,
                        eos_token_id=0)
    model = randomize(GPT2LMHeadModel(config), 5)
    writer = gguf.GGUFWriter(os.path.join(folder, "gpt2.gguf"), "gpt2")
    settings(writer, config, "gpt2")
    special = ["<|endoftext|>", "<|end|>"]
    tokenizer = byte_level(None, special)
    add_byte_level(writer, tokenizer, None, special, bos="<|endoftext|>", eos="<|endoftext|>")
    with torch.no_grad():
        put_all(writer, model, "gpt2", Type.Q5_0)
    finish(writer)
    expect(folder, "gpt2", model, lambda text: tokenizer.encode(text).ids, True)


if __name__ == "__main__":
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    types(out)
    llama(out)
    llama3(out)
    qwen(out, "qwen2", Type.F16, 3)
    qwen(out, "qwen3", Type.Q4_1, 4)
    gpt2(out)
