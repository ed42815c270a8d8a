package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.folder.Json;
import dev.lanewise.zoo.gguf.GgufFile;
import dev.lanewise.zoo.gguf.GgufValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer in the metadata of a GGUF file, read as the {@code tokenizer.json} that it was made from: byte-level
 * byte-pair encoding with merges, or SentencePiece's with scores.
 */
final class GgufTokenizer {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String MODEL = PREFIX + "model";
    private static final String TOKENS = PREFIX + "tokens";
    private static final String TYPES = PREFIX + "token_type";

    /** Real vocabularies have up to 262,144 tokens. */
    private static final int MOST_TOKENS = 1 << 20;

    // The kinds of tokens that the format counts.
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final int BYTE = 6;

    private final GgufFile file;
    private final List<String> tokens;
    private final long[] types;
    private final ModelData data;
    private final ObjectNode root = Json.object();
    private final ObjectNode model = root.putObject("model").put("type", "BPE");

    private GgufTokenizer(GgufFile file) {
        this.file = file;
        GgufValue vocabulary = file.value(TOKENS);
        GgufValue kinds = file.metadata().get(TYPES);
        if (vocabulary.size() > MOST_TOKENS) {
            throw vocabulary.unsupported("at most " + MOST_TOKENS + " tokens");
        }
        requireLike(vocabulary, kinds);
        requireLike(vocabulary, file.metadata().get(PREFIX + "scores"));
        tokens = vocabulary.texts();
        types = kinds == null ? new long[0] : kinds.wholes();
        data = new ModelData(file.path(), TOKENS);
        for (int id = 0; id < tokens.size(); id++) {
            data.add(tokens.get(id), id);
        }
    }

    /**
     * Reads it.
     *
     * @throws FormatException if there is none, or one of a kind that is not supported
     */
    static Tokenizer read(GgufFile file) {
        GgufValue model = file.value(MODEL);
        String name = model.text();
        if (!name.equals("gpt2") && !name.equals("llama")) {
            throw model.unsupported("gpt2 or llama");
        }
        GgufTokenizer tokenizer = new GgufTokenizer(file);
        return name.equals("gpt2") ? tokenizer.byteLevel() : tokenizer.sentencePiece();
    }

    private static void requireLike(GgufValue vocabulary, @Nullable GgufValue other) {
        if (other != null && other.size() != vocabulary.size()) {
            throw other.unsupported("one for each of the " + vocabulary.size() + " tokens");
        }
    }

    // ---- byte-level

    private Tokenizer byteLevel() {
        GgufSplits splits = splits();
        for (String merge : file.value(PREFIX + "merges").texts()) {
            data.merge(merge, PREFIX + "merges");
        }
        model.put("ignore_merges", splits.ignoresMerges());
        splits.write(root);
        root.putObject("decoder").put("type", "ByteLevel");
        return build(splits.addsBegin(), Json.object());
    }

    /** How texts are divided into words, which old files do not say. */
    private GgufSplits splits() {
        GgufValue name = file.metadata().get(PREFIX + "pre");
        if (name == null && file.value("general.architecture").text().equals("gpt2")) {
            return GgufSplits.GPT2;
        }
        GgufValue said = name == null ? file.value(PREFIX + "pre") : name;
        GgufSplits splits = GgufSplits.named(said.text());
        if (splits == null) {
            throw said.unsupported("one of " + Printable.names(GgufSplits.names()));
        }
        return splits;
    }

    // ---- SentencePiece

    private Tokenizer sentencePiece() {
        double[] scores = file.value(PREFIX + "scores").numbers();
        data.merges.addAll(new ScoredMerges(file, tokens, scores, this::isPiece).pairs());
        GgufValue unknown = file.metadata().get(PREFIX + "unknown_token_id");
        if (unknown != null) {
            model.put("unk_token", token(unknown));
        }
        model.put("fuse_unk", true).put("byte_fallback", true);
        boolean prefix = flag("add_space_prefix", true);
        ArrayNode normalizers = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (prefix) {
            normalizers.addObject().put("type", "Prepend").put("prepend", "\u2581");
        }
        replace(normalizers.addObject(), " ", "\u2581");
        ArrayNode decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(decoders.addObject(), "\u2581", " ");
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        if (prefix) {
            decoders.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
        }
        return build(true, Json.object());
    }

    private static void replace(ObjectNode step, String pattern, String content) {
        step.put("type", "Replace").put("content", content).putObject("pattern").put("String", pattern);
    }

    /** Whether a token is made of others; special ones are found before, and bytes stand for what is not found. */
    private boolean isPiece(int id) {
        return type(id) == NORMAL || type(id) == UNUSED;
    }

    // ---- both

    private int type(int id) {
        return id < types.length ? (int) Math.clamp(types[id], 0L, 100L) : NORMAL;
    }

    private boolean flag(String name, boolean otherwise) {
        GgufValue value = file.metadata().get(PREFIX + name);
        return value == null ? otherwise : value.flag();
    }

    private String token(GgufValue id) {
        long number = id.whole();
        if (number < 0 || number >= tokens.size()) {
            throw id.unsupported("the number of one of the " + tokens.size() + " tokens");
        }
        return tokens.get((int) number);
    }

    private Tokenizer build(boolean addsBegin, ObjectNode settings) {
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < tokens.size(); id++) {
            switch (type(id)) {
                case CONTROL, UNKNOWN -> added(added, id, true);
                case USER_DEFINED -> added(added, id, false);
                case NORMAL, UNUSED, BYTE -> {}
                default -> throw new FormatException(file + ": " + Printable.quoted(TYPES) + " of token " + id
                        + " is " + types[id] + ", expected 1 to 6");
            }
        }
        GgufValue padding = file.metadata().get(PREFIX + "padding_token_id");
        if (padding != null) {
            settings.put("pad_token", token(padding));
        }
        around(addsBegin);
        return TokenizerFile.build(new Part(file.path(), "", root), data,
                TokenizerSettings.of(file.path(), settings));
    }

    private void added(ArrayNode all, int id, boolean special) {
        all.addObject().put("id", id).put("content", tokens.get(id)).put("special", special).put("normalized", false);
    }

    /** The tokens that begin and end a text. */
    private void around(boolean addsBegin) {
        @Nullable
        String begin = flag("add_bos_token", addsBegin) ? token(file.value(PREFIX + "bos_token_id")) : null;
        @Nullable
        String end = flag("add_eos_token", false) ? token(file.value(PREFIX + "eos_token_id")) : null;
        if (begin == null && end == null) {
            return;
        }
        ObjectNode processor = root.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        ArrayNode pair = processor.putArray("pair");
        text(single, "A", begin, end);
        text(pair, "A", begin, end);
        text(pair, "B", begin, end);
        ObjectNode special = processor.putObject("special_tokens");
        for (String key : new String[] {"bos", "eos"}) {
            String token = key.equals("bos") ? begin : end;
            if (token != null) {
                special.putObject(token).put("id", token).putArray("ids")
                        .add(file.value(PREFIX + key + "_token_id").whole());
                ((ObjectNode) special.get(token)).putArray("tokens").add(token);
            }
        }
    }

    private static void text(ArrayNode pieces, String name, @Nullable String begin, @Nullable String end) {
        if (begin != null) {
            pieces.addObject().putObject("SpecialToken").put("id", begin).put("type_id", 0);
        }
        pieces.addObject().putObject("Sequence").put("id", name).put("type_id", 0);
        if (end != null) {
            pieces.addObject().putObject("SpecialToken").put("id", end).put("type_id", 0);
        }
    }
}
