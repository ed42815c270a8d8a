package dev.lanewise.zoo.folder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.gguf.GgufFile;
import dev.lanewise.zoo.gguf.GgufValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The metadata of a GGUF file in the words of {@code config.json}: what llama.cpp takes for granted is said, and a key
 * of the model's family that is not known here is refused, as it may change what is computed.
 */
final class GgufConfig {
    /** Factors of the turns of each pair, a tensor that is a part of the configuration. */
    static final String ROTATION = "rope_freqs.weight";

    private static final List<String> ARCHITECTURES = List.of("gpt2", "llama", "qwen2", "qwen3");

    private static final Map<String, String> COMMON = Map.of("vocab_size", "vocab_size");

    private static final Map<String, String> GPT2 = Map.of("context_length", "n_positions", "embedding_length",
            "n_embd",
            "block_count", "n_layer", "feed_forward_length", "n_inner", "attention.head_count", "n_head",
            "attention.layer_norm_epsilon", "layer_norm_epsilon");

    private static final Map<String, String> LLAMA = Map.of("context_length", "max_position_embeddings",
            "embedding_length", "hidden_size", "block_count", "num_hidden_layers", "feed_forward_length",
            "intermediate_size", "attention.head_count", "num_attention_heads", "attention.head_count_kv",
            "num_key_value_heads", "attention.layer_norm_rms_epsilon", "rms_norm_eps", "attention.key_length",
            "head_dim");

    /** What is taken into account otherwise, or changes nothing that is computed. */
    private static final Set<String> MORE = Set.of("attention.value_length", "rope.dimension_count", "rope.freq_base",
            "rope.scaling.type", "rope.scaling.factor", "rope.scaling.original_context_length",
            "rope.scaling.finetuned", "tensor_data_layout");

    /** Of models with one expert, as these are, some files count none. */
    private static final Set<String> NONE = Set.of("expert_count", "expert_used_count");

    private final GgufFile file;
    private final String architecture;
    private final ObjectNode values = Json.object();
    private final Map<String, String> spellings = new HashMap<>();

    private GgufConfig(GgufFile file, String architecture) {
        this.file = file;
        this.architecture = architecture;
    }

    /**
     * Reads it.
     *
     * @throws FormatException if the model is of another family, or a value is missing or not supported
     */
    static ModelConfig of(GgufFile file) {
        GgufValue type = file.metadata().get("general.type");
        if (type != null && !type.text().equals("model")) {
            throw type.unsupported("model");
        }
        GgufValue files = file.metadata().get("split.count");
        if (files != null && files.whole() > 1) {
            throw files.unsupported("1, as models in several files are not read; llama-gguf-split --merge joins them");
        }
        GgufValue architecture = file.value("general.architecture");
        String name = architecture.text();
        if (!ARCHITECTURES.contains(name)) {
            throw architecture.unsupported("one of " + Printable.names(ARCHITECTURES));
        }
        GgufConfig config = new GgufConfig(file, name);
        config.fill();
        return new ModelConfig(file.path(), config.values, Map.copyOf(config.spellings));
    }

    /** The tensors of a file that has this configuration. */
    static ModelTensors tensors(GgufFile file, ModelConfig config) {
        return switch (config.modelType()) {
            case "gpt2" -> new GgufTensors(file, GgufNames.GPT2, 1, 1);
            case "llama" -> new GgufTensors(file, GgufNames.LLAMA, config.positive("num_attention_heads"),
                    config.positive("num_key_value_heads"));
            default -> new GgufTensors(file, GgufNames.QWEN, 1, 1);
        };
    }

    private void fill() {
        boolean gpt2 = architecture.equals("gpt2");
        Map<String, String> keys = gpt2 ? GPT2 : LLAMA;
        requireKnown(keys);
        put("general.architecture", "model_type");
        keys.forEach((key, ours) -> put(architecture + "." + key, ours));
        COMMON.forEach((key, ours) -> put(architecture + "." + key, ours));
        if (!values.has("vocab_size")) {
            values.put("vocab_size", file.value("tokenizer.ggml.tokens").size());
        }
        values.put("tie_word_embeddings", !file.entries().containsKey("output.weight"));
        put("tokenizer.ggml.bos_token_id", "bos_token_id");
        putEnds();
        if (gpt2) {
            file.value("gpt2.attention.layer_norm_epsilon");
        } else {
            putLlama();
        }
    }

    private void requireKnown(Map<String, String> keys) {
        String begin = architecture + ".";
        file.metadata().forEach((key, value) -> {
            String name = key.startsWith(begin) ? key.substring(begin.length()) : "";
            if (!name.isEmpty() && !keys.containsKey(name) && !COMMON.containsKey(name)
                    && (architecture.equals("gpt2") || !MORE.contains(name))
                    && !(NONE.contains(name) && value.whole() == 0)) {
                throw value.unsupported("no value, as it is not supported");
            }
        });
    }

    /** The tokens that end a text, or a turn of a conversation. */
    private void putEnds() {
        ArrayNode ends = Json.object().putArray("ends");
        for (String key : List.of("eos", "eot", "eom")) {
            GgufValue end = file.metadata().get("tokenizer.ggml." + key + "_token_id");
            if (end != null) {
                ends.add(end.whole());
            }
        }
        if (!ends.isEmpty()) {
            spellings.put("eos_token_id", "tokenizer.ggml.eos_token_id");
            values.set("eos_token_id", ends);
        }
    }

    private void putLlama() {
        file.value(architecture + ".attention.layer_norm_rms_epsilon");
        long heads = file.value(architecture + ".attention.head_count").whole();
        long width = file.value(architecture + ".embedding_length").whole();
        if (!values.has("num_key_value_heads")) {
            values.put("num_key_value_heads", heads);
        }
        if (!values.has("head_dim")) {
            if (heads < 1 || width % heads != 0) {
                throw file.value(architecture + ".attention.head_count").unsupported("a divisor of "
                        + architecture + ".embedding_length, " + width);
            }
            values.put("head_dim", width / heads);
        }
        long headWidth = values.path("head_dim").asLong();
        for (String key : List.of("attention.value_length", "rope.dimension_count")) {
            GgufValue other = file.metadata().get(architecture + "." + key);
            if (other != null && other.whole() != headWidth) {
                throw other.unsupported(headWidth + ", the width of a head");
            }
        }
        boolean isLlama = architecture.equals("llama"); // the others' biases are known from their name
        values.put("attention_bias", isLlama && file.entries().containsKey("blk.0.attn_q.bias"));
        values.put("mlp_bias", isLlama && file.entries().containsKey("blk.0.ffn_gate.bias"));
        putRotation(headWidth);
    }

    private void putRotation(long headWidth) {
        ObjectNode rotation = values.putObject("rope_parameters");
        GgufValue base = file.metadata().get(architecture + ".rope.freq_base");
        if (base != null) {
            spellings.put("rope_theta", architecture + ".rope.freq_base");
            rotation.put("rope_theta", base.number());
        }
        GgufValue type = file.metadata().get(architecture + ".rope.scaling.type");
        String factorKey = architecture + ".rope.scaling.factor";
        if (type != null && !List.of("none", "linear").contains(type.text())) {
            throw type.unsupported("none or linear");
        }
        GgufFile.Entry factors = architecture.equals("llama") ? file.entries().get(ROTATION) : null;
        // llama.cpp scales linearly by a factor that has no type beside it
        if (type == null ? file.metadata().containsKey(factorKey) : type.text().equals("linear")) {
            GgufValue factor = file.value(factorKey);
            if (factors != null) {
                throw factor.unsupported("no value, as there is a tensor " + ROTATION);
            }
            spellings.put("factor", factorKey);
            rotation.put("rope_type", "linear").put("factor", factor.number());
        }
        if (factors != null) {
            if (!factors.shape().equals(List.of(headWidth / 2))) {
                throw new FormatException(file + ": the tensor " + Printable.quoted(ROTATION) + " has the shape "
                        + factors.shape() + ", expected [" + headWidth / 2 + "], half the width of a head");
            }
            spellings.put("short_factor", ROTATION);
            rotation.put("rope_type", "longrope").put("attention_factor", 1);
            ArrayNode some = rotation.putArray("short_factor");
            for (float each : file.tensor(ROTATION).toArray()) {
                some.add(Double.parseDouble(Float.toString(each)));
            }
            rotation.set("long_factor", some.deepCopy());
        }
    }

    /** Takes a value over, if it is there. */
    private void put(String key, String ours) {
        spellings.put(ours, key);
        GgufValue value = file.metadata().get(key);
        if (value != null) {
            switch (value.type()) {
                case "string" -> values.put(ours, value.text());
                case "float32", "float64" -> values.put(ours, value.number());
                default -> values.put(ours, value.whole());
            }
        }
    }
}
