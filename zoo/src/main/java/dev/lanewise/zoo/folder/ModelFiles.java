package dev.lanewise.zoo.folder;

import dev.lanewise.text.Required;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of a model's folder by name, which is relative to it with slashes. */
public final class ModelFiles {
    /** What lies beside the weights and is read or handed on. */
    private static final Set<String> COMPANIONS = Set.of(
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
            "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt",
            "chat_template.jinja", "preprocessor_config.json", "modules.json", "sentence_bert_config.json",
            "config_sentence_transformers.json", "adapter_config.json");

    /** The modules of sentence-transformers: {@code 1_Pooling/config.json}. */
    private static final Pattern MODULE = Pattern.compile("[0-9]{1,2}_[A-Za-z]{1,40}/config\\.json");

    private static final Pattern SHARD = Pattern.compile("model-[0-9]{1,6}-of-[0-9]{1,6}\\.safetensors");

    static final String WEIGHTS = "model.safetensors";
    /** What folders had before safetensors, read if there is nothing else. */
    static final String PICKLED = "pytorch_model.bin";

    static final String INDEX = "model.safetensors.index.json";
    private static final String ADAPTER = "adapter_model.safetensors";

    private ModelFiles() {}

    /** Whether it is a configuration, or what a tokenizer or pictures need: small, and the same whatever is learned. */
    public static boolean isCompanion(String name) {
        return COMPANIONS.contains(Required.nonNull("ModelFiles: the name", name)) || MODULE.matcher(name).matches();
    }

    /** Whether it holds weights that are read, or lists them. */
    public static boolean isWeights(String name) {
        return Required.nonNull("ModelFiles: the name", name).equals(WEIGHTS) || name.equals(ADAPTER)
                || isSharded(name);
    }

    /** Whether it is a shard of the weights, or lists these: not needed beside {@code model.safetensors}. */
    public static boolean isSharded(String name) {
        return Required.nonNull("ModelFiles: the name", name).equals(INDEX) || SHARD.matcher(name).matches();
    }
}
