"""Makes what the tests of dev.lanewise.zoo.tokenizers compare with: small tokenizers of each kind, texts with odd
Unicode, and the tokens that the reference finds in them.

Made with Python 3.11, tokenizers 0.23.2 and sentencepiece 0.2.2 (pip install tokenizers==0.23.2 sentencepiece==0.2.2). Run it from zoo/src/test/python:

    python tokenizer_fixtures.py ../resources/dev/lanewise/zoo/tokenizers/cases.json.gz

A larger comparison, with random texts, is made by two more arguments: how many texts, and a seed. The file holds
{"texts": [...], "cases": [{"name", "tokenizer", "pairs": whether texts are paired with the next one, "expected":
[[ids, types, special, begins, ends, decoded], ...]}]}, with places as UTF-16 indices; null where the reference fails.
"""

import base64
import gzip
import io
import json
import os
import random
import sys
import tempfile

import sentencepiece

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TRAINING = """The quick brown fox jumps over the lazy dog. She sells sea shells by the sea shore, doesn't she?
A cat sits on the mat; the dog's asleep. I've 42 apples and 1,234.50 dollars. We're here, they'll come, I'd go, I'm in.
It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness.
Der Fuß größer als die Straße, süße Äpfel und Öl. Le garçon naïf mangea une crêpe à l'hôtel. ¿Dónde está el niño?
Привет, мир! Как дела? Γειά σου Κόσμε, ΟΔΟΣ. שלום עולם. مرحبا بالعالم. नमस्ते दुनिया. สวัสดีชาวโลก. 你好，世界。我喜歡吃蘋果。
こんにちは世界。カタカナとひらがな。 한국어 문장입니다. 안녕하세요 세계. Xin chào thế giới. İstanbul ılık. ﬁne ﬂow ½ ² ① ＡＢＣ.
def f(x):\n    return x + 1  # comment\n\nfor (int i = 0; i < n; i++) { sum += a[i]; }\n\t\ttabs and   spaces
unhappiness unbelievable running runner runs ran happily happiness happy token tokens tokenizer tokenization"""

TEXTS = [
    "", " ", "  ", "\n", "\t", "\r\n", " \n \t ", "\u00a0", "\u3000", "\u200b", "a", " a", "a ", "  a  b  ",
    "The quick brown fox jumps over the lazy dog.", "Hello, World! It's 2024; isn't it? I'LL go.",
    "unhappiness unbelievable tokenization", "HELLO hello HeLLo", "1234567890 3.14159 1,000,000 ½ ² ① Ⅷ ٣ ४",
    "don't can't I've we're they'll I'd I'm 's 't ''s", "a\nb\r\nc\rd\n\n\ne", "tab\tand\u000bvt\u000cff",
    "line\u2028sep\u2029par\u0085nel", "nbsp\u00a0here\u202fnarrow\u2007fig\u3000ideo\u1680ogham\u180emvs",
    "zero\u200bwidth\u200cnon\u200djoiner\u2060word\ufeffbom", "cafe\u0301 café CAFE\u0301 naïve Åström A\u030angström",
    "q\u0323\u0307 q\u0307\u0323 a\u0315\u0300\u05ae\u0062 e\u0302\u0301 ế \u1ebf o\u031b\u0323",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ea\u0349\u034d\u033a\u0360l\u0361g\u0331o",
    "\u0301leading mark", " \u0301x \u0300\u0301", "한국어 각 각 \u1112\u1161\u11ab\u1100\u116e\u11a8 가\u11a8 \uac00\u11a7",
    "你好，世界。我喜歡吃蘋果", "漢字かな交じり文カタカナｶﾀｶﾅ", "\u2f00\u2f08 \uf900\ufa0e \U0002f800 \U00020000\U0002b920\U0002a6e0\U00030000",
    "😀😁👍🏽👩‍👩‍👧‍👦🏳️‍🌈🇩🇪 ☕️ ❤️", "a😀b 👍🏿c", "שלום עולם \u200fמימין\u200e \u202bx\u202c", "مُحَمَّد مرحبا ١٢٣",
    "नमस्ते क्षत्रिय हिन्दी", "สวัสดีชาวโลก น้ำ", "தமிழ் மொழி", "Привет, МИР! ё Й и\u0306", "ΟΔΟΣ ὈΔΥΣΣΕΎΣ ά ά Σ σς",
    "İstanbul ISTANBUL ılık i\u0307", "Straße STRASSE ẞ ß", "ﬁne ﬂow ﬃ ĳ ŉ ǆ Ǆ ǅ ﷺ", "ＡＢＣ１２３！？～　ｆｕｌｌ",
    "x² + y³ = z⁴ ½ ℌ ℵ ™ © ® € £ ¥", "null\u0000byte \u0001\u0002\u001f\u007f\u0080\u009f end", "\ufffd replacement \ufffe? \ufdd0",
    "private \ue000\uf8ff \U000f0000", "unassigned \u0378 \u0530 \U0001fbff \U000e0fff", "a" * 99, "b" * 100, "c" * 101, "é" * 101,
    "ab" * 150, "supercalifragilisticexpialidocious" * 4, "[CLS] a [SEP] b [MASK] [PAD]", "x[MASK]y [mask] [MASK][MASK]",
    "  [MASK]  ", "<s>hello</s> <unk> <mask> <pad>", "a <mask> b<mask> c", "<|endoftext|>Hi<|endoftext|>", "<extra> <extra_1><extra_10>x",
    "single word, singleword single", "-- dash—em–en … “quotes” ‘single’ «guillemets» ‚low‘", "!!!???...,,,", "a.b.c,d;e:f", "foo_bar __init__ snake_case",
    "$100 #tag @user +1 ^2 `code` ~x |y| <z> =", "http://example.com/path?q=1&r=2#frag", "name@example.org", "C:\\dir\\file.txt",
    "    def f(x):\n        return x\n\n\n    # end\n", "if (a) {\n\t\tb();\n}  \n", "trailing spaces   ", "   leading", "a  b   c    d",
    "\n\n\nx\n\n", " \n\n x \t\n", "▁already ▁▁meta", "Ġalready ĠĠ Ċ", "##sharp ##s a##b", "<0x41><0x0A> <0xZZ>", "mixed日本語and한국어text",
    "x\u0301\u200dy", "\u1100\u1161\u11a8\u1100", "ꜱᴍᴀʟʟ ᵃᵇᶜ", "𝐁𝐨𝐥𝐝 𝒮𝒸𝓇 𝟙𝟚𝟛", "𐐀𐐨 deseret 𞤀𞤢", "ⅰⅱⅲ ⓐⓑ ㈱ ㍿ ㌀", "ſtrange K Å Ω", "ǰ ΐ ΰ և ẖ ẗ",
    "\U00016d40\U0001cc00 \u1c89\u1c8a \ua7da\ua7db", "a\u0323\u0302 ậ â\u0323 ạ\u0302", "\u0f71\u0f72\u0f73 \u0344 \u0340\u0341\u0343",
    "\u09c7\u09be \u0dd9\u0dcf\u0dca \u1025\u102e", "\u2126\u212a\u212b \u1e9b\u0323", "I \u2764 NY", "¼¾ 1⁄2", "ʼn 'n' n't do not  ' s", "it 's I 'm you 've we 're a ' b . c , d ! e ?",
]


def vocabulary():
    words = TRAINING.split()
    return [TRAINING, " ".join(words), " ".join(words[::-1])]


def train(model, trainer, normalizer=None, pre=None):
    tokenizer = Tokenizer(model)
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    if pre is not None:
        tokenizer.pre_tokenizer = pre
    tokenizer.train_from_iterator(vocabulary() * 3, trainer)
    return tokenizer


def bert(**options):
    t = train(models.WordPiece(unk_token="[UNK]"),
              trainers.WordPieceTrainer(vocab_size=450, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False),
              normalizers.BertNormalizer(**options), pre_tokenizers.BertPreTokenizer())
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                     special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    t.decoder = decoders.WordPiece()
    return t


def byte_level(pre, **model):
    return train(models.BPE(**model), trainers.BpeTrainer(vocab_size=480, special_tokens=["<|endoftext|>"], show_progress=False,
                                                          initial_alphabet=pre_tokenizers.ByteLevel.alphabet()), None, pre)


GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
GPT4O = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
         r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
         r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK = (r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def kinds():
    yield "bert-uncased", bert()
    yield "bert-cased", bert(lowercase=False)
    yield "bert-accents", bert(strip_accents=False, clean_text=False, handle_chinese_chars=False)
    t = bert()
    t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    t.decoder = decoders.WordPiece(prefix="##", cleanup=False)
    t.enable_truncation(12)
    yield "bert-processing-truncated", t
    t = bert()
    t.enable_truncation(9, strategy="only_first", direction="left")
    yield "bert-left-truncated", t

    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False))
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    yield "gpt2", t
    t = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True))
    t.decoder = decoders.ByteLevel()
    t.add_special_tokens([AddedToken("<s>"), AddedToken("</s>"), AddedToken("<unk>"), AddedToken("<pad>"),
                          AddedToken("<mask>", lstrip=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", t.token_to_id("</s>")), ("<s>", t.token_to_id("<s>")))
    yield "roberta", t
    for name, regex in [("llama3", LLAMA3), ("qwen2", QWEN2), ("gpt4o", GPT4O), ("deepseek", DEEPSEEK), ("gpt2-split", GPT2)]:
        pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(regex), "isolated"),
                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        t = byte_level(pre, ignore_merges=name == "llama3")
        if name == "qwen2":
            t.normalizer = normalizers.NFC()
        t.decoder = decoders.ByteLevel()
        t.add_special_tokens(["<s>"])
        t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True), processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", t.token_to_id("<s>"))])])
        yield name, t

    specials = ["<unk>", "<s>", "</s>"]
    alphabet = specials + ["<0x%02X>" % b for b in range(256)]
    t = train(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True),
              trainers.BpeTrainer(vocab_size=700, special_tokens=alphabet, show_progress=False),
              normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]))
    data = json.loads(t.to_str())
    data["added_tokens"] = [x for x in data["added_tokens"] if x["content"] in specials]
    t = Tokenizer.from_str(json.dumps(data))
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    yield "llama2", t
    for name, fuse in [("bpe-unknown", False), ("bpe-unknown-fused", True)]:
        yield name, train(models.BPE(unk_token="<unk>", fuse_unk=fuse),
                          trainers.BpeTrainer(vocab_size=300, limit_alphabet=60, special_tokens=["<unk>"], show_progress=False),
                          None, pre_tokenizers.Whitespace())
    t = train(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"),
              trainers.BpeTrainer(vocab_size=450, end_of_word_suffix="</w>", special_tokens=["<unk>"], show_progress=False),
              normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]),
              pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(r"'s|'t|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True)]))
    t.decoder = decoders.BPEDecoder("</w>")
    yield "clip", t
    t = train(models.BPE(unk_token="<unk>", continuing_subword_prefix="##"),
              trainers.BpeTrainer(vocab_size=450, continuing_subword_prefix="##", special_tokens=["<unk>"], show_progress=False),
              None, pre_tokenizers.Whitespace())
    yield "bpe-prefix", t
    for name, fallback in [("unigram", False), ("unigram-bytes", True)]:
        special = ["<unk>", "<s>", "</s>", "<pad>", "<mask>"] + (["<0x%02X>" % b for b in range(256)] if fallback else [])
        t = train(models.Unigram(), trainers.UnigramTrainer(vocab_size=400 + len(special), special_tokens=special, unk_token="<unk>", show_progress=False),
                  normalizers.NFKC(), pre_tokenizers.Metaspace())
        data = json.loads(t.to_str())
        data["model"]["byte_fallback"] = fallback
        data["added_tokens"] = [x for x in data["added_tokens"] if not x["content"].startswith("<0x")]
        data["added_tokens"][-1]["lstrip"] = True
        t = Tokenizer.from_str(json.dumps(data))
        t.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()]) if fallback else decoders.Metaspace()
        t.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
                                                         special_tokens=[("<s>", 1), ("</s>", 2)])
        yield name, t
    t = train(models.Unigram(), trainers.UnigramTrainer(vocab_size=400, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False),
              normalizers.Sequence([precompiled(RULES), normalizers.Replace(Regex(" {2,}"), " ")]), pre_tokenizers.Metaspace())
    t.decoder = decoders.Metaspace()
    yield "unigram-charsmap", t
    t = train(models.WordLevel(unk_token="<unk>"), trainers.WordLevelTrainer(vocab_size=200, special_tokens=["<unk>"], show_progress=False),
              normalizers.Lowercase(), pre_tokenizers.Whitespace())
    t.add_tokens([AddedToken("single", single_word=True), AddedToken("<extra>", lstrip=True, rstrip=True), AddedToken("<extra_1>", normalized=False),
                  AddedToken("<extra_10>", normalized=False, rstrip=True), AddedToken("HeLLo", normalized=True), AddedToken("é", single_word=True)])
    yield "wordlevel-added", t


RULES = {"\uff21": "a", "\u337f": "株式会社", "e\u0301": "é", "\ufb01": "fi", "\t": " ", "\n": " ", "\u200b": " ", "½": "1⁄2", "\u0301": "'", "İ": "i\u0307",
         "\u3000": " ", "한": "\u1112\u1161\u11ab", "\u00ad": "", "ABC": "abc", "\U0001F600": ":)"}


def charsmap(rules):
    """SentencePiece's table of these rules, or its own of a name such as nmt_nfkc."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False) as f:
        if isinstance(rules, dict):
            for source, target in sorted(rules.items()):
                f.write("%s\t%s\n" % (" ".join("%X" % ord(c) for c in source), " ".join("%X" % ord(c) for c in target)))
    named = {"normalization_rule_name": rules} if isinstance(rules, str) else {"normalization_rule_tsv": f.name}
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(TRAINING.splitlines() * 5), model_writer=model, vocab_size=200,
                                             hard_vocab_limit=False, minloglevel=2, **named)
    os.unlink(f.name)
    return base64.b64encode(field(field(model.getvalue(), 3), 2)).decode()


def field(message, number):
    """A field of bytes of a protocol buffer."""
    i = 0

    def varint():
        nonlocal i
        value, shift = 0, 0
        while True:
            value |= (message[i] & 0x7F) << shift
            i, shift = i + 1, shift + 7
            if message[i - 1] < 0x80:
                return value

    while i < len(message):
        tag = varint()
        if tag & 7 == 0:
            varint()
        elif tag & 7 == 5:
            i += 4
        elif tag & 7 == 1:
            i += 8
        else:
            size = varint()
            if tag >> 3 == number:
                return message[i:i + size]
            i += size
    raise ValueError("no field")


def precompiled(rules):
    t = Tokenizer(models.WordLevel({}))
    data = json.loads(t.to_str())
    data["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": charsmap(rules)}
    return Tokenizer.from_str(json.dumps(data)).normalizer


def variants(large):
    """Tokenizers that show the parts of a text and its bytes, for each normalizer and pre-tokenizer with its options."""
    n, p = normalizers, pre_tokenizers
    normal = {
        "none": None, "nfc": n.NFC(), "nfd": n.NFD(), "nfkc": n.NFKC(), "nfkd": n.NFKD(), "lowercase": n.Lowercase(),
        "strip": n.Strip(), "strip-left": n.Strip(True, False), "strip-right": n.Strip(False, True), "strip-accents": n.StripAccents(),
        "nfd-strip-accents": n.Sequence([n.NFD(), n.StripAccents()]), "nfkd-lowercase-strip": n.Sequence([n.NFKD(), n.Lowercase(), n.StripAccents()]),
        "nmt": n.Nmt(), "prepend": n.Prepend("▁x"), "replace": n.Replace("a", "bcd"), "replace-removed": n.Replace("e", ""),
        "replace-regex": n.Replace(Regex(r" {2,}"), " "), "replace-quotes": n.Sequence([n.Replace("``", '"'), n.Replace("''", '"')]),
        "bytes": n.ByteLevel(), "bert": n.BertNormalizer(), "bert-clean": n.BertNormalizer(True, False, False, False),
        "bert-chinese": n.BertNormalizer(False, True, False, False), "bert-accents": n.BertNormalizer(False, False, True, False),
        "nfkc-replace-prepend": n.Sequence([n.NFKC(), n.Replace(" ", "▁"), n.Prepend("▁")]),
    }
    normal["charsmap"] = precompiled(RULES)
    if large:
        normal["charsmap-nmt-nfkc"] = precompiled("nmt_nfkc")
        normal["charsmap-nfkc-cf"] = precompiled("nfkc_cf")
    split = {"whitespace": p.Whitespace(), "whitespace-split": p.WhitespaceSplit(), "bert": p.BertPreTokenizer(),
             "char": p.CharDelimiterSplit("e"), "digits": p.Digits(), "digits-each": p.Digits(True),
             "byte-level": p.ByteLevel(), "byte-level-plain": p.ByteLevel(add_prefix_space=False), "byte-level-whole": p.ByteLevel(use_regex=False),
             "metaspace": p.Metaspace(), "metaspace-first": p.Metaspace(prepend_scheme="first"), "metaspace-never": p.Metaspace(prepend_scheme="never"),
             "metaspace-whole": p.Metaspace(split=False), "metaspace-other": p.Metaspace("_"),
             "sequence": p.Sequence([p.WhitespaceSplit(), p.Punctuation(), p.Digits(True)]),
             "sequence-metaspace": p.Sequence([p.WhitespaceSplit(), p.Metaspace()])}
    for behavior in ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]:
        split["punctuation-" + behavior] = p.Punctuation(behavior)
        for invert in [False, True]:
            suffix = behavior + ("-inverted" if invert else "")
            split["split-" + suffix] = p.Split(" ", behavior, invert)
            split["regex-" + suffix] = p.Split(Regex(r"\d|\p{Lu}|\s+|[^\w\s]"), behavior, invert)
    for name, regex in [("word", r"\w+"), ("han", r"\p{Han}+|[一-龥]+"), ("not", r"\P{L}+|\p{^L}"), ("lines", r"^.*$"),
                        ("case", r"(?i:strasz|ſ|é)"), ("possessive", r"\s++|[a-z]++"), ("behind", r"(?<=a)b|(?<!a)c"), ("hex", r"\h+"),
                        ("classes", r"[a-f&&[^c]]+|[[:punct:]]") if False else ("classes", r"[a-f&&[^c]]+"), ("lazy", r"a.*?b|x{2,3}")]:
        split["regex-" + name] = p.Split(Regex(regex), "isolated")
    for name, normalizer in normal.items():
        yield "normalizer-" + name, normalizer, p.WhitespaceSplit() if name == "none" else None
    for name, pre in split.items():
        yield "splitter-" + name, None, pre


def variant(normalizer, pre, bytes_shown):
    if bytes_shown:
        vocab = {"<0x%02X>" % b: b for b in range(256)}
        t = Tokenizer(models.BPE(vocab=vocab, merges=[], byte_fallback=True, unk_token="<0x00>"))
    else:
        t = Tokenizer(models.WordLevel(vocab={"<unk>": 0}, unk_token="<unk>"))
    if normalizer is not None:
        t.normalizer = normalizer
    if pre is not None:
        t.pre_tokenizer = pre
    t.add_special_tokens(["[MASK]"])
    return t


def utf16(text):
    places = [0]
    for c in text:
        places.append(places[-1] + (2 if ord(c) > 0xFFFF else 1))
    return places


def expected(tokenizer, text, pair):
    try:
        e = tokenizer.encode(text) if pair is None else tokenizer.encode(text, pair)
    except Exception:
        return None
    first, second = utf16(text), utf16(pair or "")
    begins, ends = [], []
    for (b, z), sequence in zip(e.offsets, e.sequence_ids):
        places = second if sequence == 1 else first
        begins.append(places[b])
        ends.append(places[z])
    return [e.ids, e.type_ids, e.special_tokens_mask, begins, ends, tokenizer.decode(e.ids)]


def random_texts(count, seed):
    r = random.Random(seed)
    alphabet = sorted(set("".join(TEXTS + [TRAINING])) - {"\ud800"})
    blocks = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE80), (0x1100, 0x1200),
              (0x1E00, 0x2000), (0x2000, 0x2100), (0x3000, 0x3100), (0xAC00, 0xAC80), (0xFB00, 0xFFFE), (0x1F300, 0x1F700), (0x10000, 0x10FFFF)]
    pieces = [w for t in TEXTS + [TRAINING] for w in t.split(" ")] + ["[MASK]", "<mask>", "<extra>", "single", "<s>", "  ", "\n"]
    for _ in range(count):
        parts = []
        for _ in range(r.randint(1, 12)):
            k = r.random()
            if k < 0.4:
                parts.append(r.choice(pieces))
            elif k < 0.8:
                parts.append("".join(r.choice(alphabet) for _ in range(r.randint(1, 6))))
            else:
                low, high = r.choice(blocks)
                parts.append("".join(chr(c) for c in (r.randrange(low, high) for _ in range(r.randint(1, 4))) if not 0xD800 <= c < 0xE000))
            parts.append(r.choice(["", " ", " ", ""]))
        yield "".join(parts)


PAIRED = ["bert-uncased", "bert-processing-truncated", "bert-left-truncated", "roberta", "llama3", "llama2", "unigram"]


def main():
    texts = list(random_texts(int(sys.argv[2]), int(sys.argv[3]))) if len(sys.argv) > 2 else TEXTS
    cases = []
    for name, tokenizer in kinds():
        for pairs in [False, True] if name in PAIRED else [False]:
            cases.append((name + ("-pairs" if pairs else ""), tokenizer, pairs))
    for name, normalizer, pre in variants(len(sys.argv) > 2):
        cases.append((name + "-parts", variant(normalizer, pre, False), False))
        if pre is None or any(each in name for each in ["byte-level", "metaspace"]):
            cases.append((name + "-bytes", variant(normalizer, pre, True), False))
    out = {"texts": texts, "cases": [
        {"name": name, "tokenizer": json.loads(t.to_str()), "pairs": pairs,
         "expected": [expected(t, text, texts[(i + 1) % len(texts)] if pairs else None) for i, text in enumerate(texts)]}
        for name, t, pairs in cases]}
    with gzip.GzipFile(sys.argv[1], "wb", compresslevel=9, mtime=0) as f:
        f.write(json.dumps(out, ensure_ascii=True, separators=(",", ":")).encode())
    print(len(cases), "cases,", len(texts), "texts")


main()
