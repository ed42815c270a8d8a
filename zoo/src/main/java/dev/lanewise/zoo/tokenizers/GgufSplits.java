package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a byte-level tokenizer divides texts into words: GGUF files have a name for it, and not the rule itself. */
enum GgufSplits {
    GPT2(List.of("gpt-2"), false, false), LLAMA3(List.of("llama-bpe", "llama-v3", "llama3"), true,
            true), QWEN2(List.of("qwen2", "deepseek-r1-qwen"), false, false), SMOLLM(List.of("smollm"), false, false);

    /** Words of Llama 3, with how many digits one has; Qwen's are the same with one. */
    private static final String WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}%s"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;
    private final boolean ignoresMerges;
    private final boolean addsBegin;

    GgufSplits(List<String> names, boolean ignoresMerges, boolean addsBegin) {
        this.names = names;
        this.ignoresMerges = ignoresMerges;
        this.addsBegin = addsBegin;
    }

    /** The rule of a name, or null. */
    static @Nullable GgufSplits named(String name) {
        return Arrays.stream(values()).filter(each -> each.names.contains(name)).findFirst().orElse(null);
    }

    /** All names that are known. */
    static List<String> names() {
        return Arrays.stream(values()).flatMap(each -> each.names.stream()).toList();
    }

    /** Whether a word that is a token is not divided, whatever the merges. */
    boolean ignoresMerges() {
        return ignoresMerges;
    }

    /** Whether texts begin with a token of their own where the file says nothing. */
    boolean addsBegin() {
        return addsBegin;
    }

    /** Adds the rule to what {@code tokenizer.json} would say. */
    void write(ObjectNode root) {
        ArrayNode steps = root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        switch (this) {
            case LLAMA3 -> split(steps, WORDS.formatted("{1,3}"));
            case QWEN2 -> {
                root.putObject("normalizer").put("type", "NFC");
                split(steps, WORDS.formatted(""));
            }
            case SMOLLM -> steps.addObject().put("type", "Digits").put("individual_digits", true);
            case GPT2 -> {}
        }
        steps.addObject().put("type", "ByteLevel").put("add_prefix_space", false)
                .put("use_regex", this == GPT2 || this == SMOLLM);
    }

    private static void split(ArrayNode steps, String expression) {
        steps.addObject().put("type", "Split").put("behavior", "Isolated").put("invert", false)
                .putObject("pattern").put("Regex", expression);
    }
}
