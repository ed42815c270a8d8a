package dev.lanewise.zoo.tokenizers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a byte-level tokenizer divides texts into words: GGUF files have a name for it, and not the rule itself. */
enum GgufSplits {
    GPT2(false, "gpt-2"), // GPT-2's expression
    LLAMA3(true, "llama-bpe", "llama-v3", "llama3"), // up to three digits together
    QWEN2(false, "qwen2"), // one digit each, composed characters
    DEEPSEEK(false, "deepseek-r1-qwen"), // as Qwen, characters as they are
    SMOLLM(false, "smollm"); // one digit each, the rest as GPT-2

    /** Words of Llama 3, with how many digits one has; Qwen's are the same with one. */
    private static final String WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}%s"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private final boolean isLlama;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    GgufSplits(boolean isLlama, String... names) {
        this.isLlama = isLlama;
        this.names = List.of(names);
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
        return isLlama;
    }

    /** Whether texts begin with a token of their own where the file says nothing. */
    boolean addsBegin() {
        return isLlama;
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
            case DEEPSEEK -> split(steps, WORDS.formatted(""));
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
