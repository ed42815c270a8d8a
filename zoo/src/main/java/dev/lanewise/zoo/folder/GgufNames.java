package dev.lanewise.zoo.folder;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What llama.cpp calls the tensors of a family, and how it lays them out, beside Hugging Face's files.
 *
 * @param whole names of tensors that are there once, without the ending
 * @param layers where Hugging Face's names of layers begin
 * @param inner names in a layer, without the ending
 * @param settings full names of tensors that are a part of the configuration
 */
record GgufNames(Map<String, String> whole, String layers, Map<String, Place> inner, Set<String> settings) {
    private static final Pattern LAYER = Pattern.compile("blk\\.(0|[1-9][0-9]{0,8})\\.([a-z0-9_]+)(\\.weight|\\.bias)");
    private static final Pattern WHOLE = Pattern.compile("([a-z0-9_]+)(\\.weight|\\.bias)");

    /** How a tensor lies in the file. */
    enum Layout {
        /** As in Hugging Face's files. */
        PLAIN,
        /** The rows of a head, which make queries, in the order in which pairs of neighbours are turned. */
        QUERIES,
        /** The same for keys, of which there are fewer heads. */
        KEYS,
        /** Its matrix the other way round. */
        TRANSPOSED
    }

    /**
     * Where a tensor belongs.
     *
     * @param name Hugging Face's
     * @param layout in the file
     */
    record Place(String name, Layout layout) {
        static Place plain(String name) {
            return new Place(name, Layout.PLAIN);
        }
    }

    private static final Map<String, String> LLAMA_WHOLE = Map.of("token_embd", "model.embed_tokens",
            "output_norm", "model.norm", "output", "lm_head");

    /** Of Qwen's models, which llama.cpp turns as Hugging Face does: pairs are half a head apart. */
    static final GgufNames QWEN = new GgufNames(LLAMA_WHOLE, "model.layers.", Map.ofEntries(
            Map.entry("attn_norm", Place.plain("input_layernorm")),
            Map.entry("attn_q", Place.plain("self_attn.q_proj")), Map.entry("attn_k", Place.plain("self_attn.k_proj")),
            Map.entry("attn_v", Place.plain("self_attn.v_proj")),
            Map.entry("attn_output", Place.plain("self_attn.o_proj")),
            Map.entry("attn_q_norm", Place.plain("self_attn.q_norm")),
            Map.entry("attn_k_norm", Place.plain("self_attn.k_norm")),
            Map.entry("ffn_norm", Place.plain("post_attention_layernorm")),
            Map.entry("ffn_gate", Place.plain("mlp.gate_proj")), Map.entry("ffn_up", Place.plain("mlp.up_proj")),
            Map.entry("ffn_down", Place.plain("mlp.down_proj"))), Set.of());

    /** Of Llama and Mistral. */
    static final GgufNames LLAMA = QWEN.with(Map.of("attn_q", new Place("self_attn.q_proj", Layout.QUERIES),
            "attn_k", new Place("self_attn.k_proj", Layout.KEYS)), Set.of(GgufConfig.ROTATION));

    static final GgufNames GPT2 = new GgufNames(Map.of("token_embd", "transformer.wte", "position_embd",
            "transformer.wpe", "output_norm", "transformer.ln_f", "output", "lm_head"), "transformer.h.",
            Map.of(
                    "attn_norm", Place.plain("ln_1"), "attn_qkv", new Place("attn.c_attn", Layout.TRANSPOSED),
                    "attn_output", new Place("attn.c_proj", Layout.TRANSPOSED), "ffn_norm", Place.plain("ln_2"),
                    "ffn_up", new Place("mlp.c_fc", Layout.TRANSPOSED),
                    "ffn_down", new Place("mlp.c_proj", Layout.TRANSPOSED)),
            Set.of());

    private GgufNames with(Map<String, Place> other, Set<String> settings) {
        Map<String, Place> all = new java.util.HashMap<>(inner);
        all.putAll(other);
        return new GgufNames(whole, layers, Map.copyOf(all), settings);
    }

    /** Where a tensor belongs, or null if the family has no such. */
    @Nullable
    Place place(String stored) {
        Matcher layer = LAYER.matcher(stored);
        if (layer.matches()) {
            Place place = inner.get(layer.group(2));
            return place == null
                    ? null
                    : new Place(layers + layer.group(1) + "." + place.name + layer.group(3), place.layout);
        }
        Matcher single = WHOLE.matcher(stored);
        String name = single.matches() ? whole.get(single.group(1)) : null;
        return name == null ? null : Place.plain(name + single.group(2));
    }
}
