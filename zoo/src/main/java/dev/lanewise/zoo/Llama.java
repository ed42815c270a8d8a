package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.ops.Positions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Llama (Touvron et al. 2023), and what differs from it by settings only: Mistral, Qwen2 and Qwen3. Layers are
 * normalised first, by the root mean square; positions turn queries and keys; heads share keys and values; the inner
 * maps are gated.
 *
 * {@snippet :
 * Llama llama = Llama.load(ModelFolder.open(Path.of("Llama-3.2-1B")));
 * Tensor logits = llama.forward(IntTensor.of(Shape.of(1, 3), 128000, 9906, 1917)); // [1, 3, 128256]
 * }
 *
 * <p>Names are those of {@code LlamaForCausalLM}; files of {@code LlamaModel}, whose names do not begin with {@code
 * model.}, are read too if the head is tied. Attention within a window ({@code sliding_window}) is what attention to
 * all is as long as the text is within the window: that is the {@link #context}.
 */
public final class Llama extends Block implements CausalModel {
    static final List<String> MODEL_TYPES = List.of("llama", "mistral", "qwen2", "qwen3");

    private static final StoredNames NAMES = StoredNames.plain().bare("model.").ignore("rotary_emb.inv_freq");

    private static final int WIDEST = 1 << 20;

    // What is meant where a configuration does not name a key.
    private static final Map<String, Integer> USUAL_KEY_HEADS = Map.of("mistral", 8, "qwen2", 32, "qwen3", 32);
    private static final int QWEN3_HEAD = 128;
    private static final int USUAL_WINDOW = 4096;
    private static final int FULL_LAYERS = 28;

    /**
     * What {@code config.json} says.
     *
     * @param vocabulary how many tokens there are
     * @param context how many tokens a text may have
     * @param width of the vectors
     * @param layers how many
     * @param heads of the queries
     * @param keyHeads heads of keys and values, a divisor of those
     * @param headWidth of each head
     * @param inner width within the gated maps
     * @param eps of the normalisations
     * @param rotation of queries and keys by their positions, for heads of this width
     * @param attentionBias whether the projections to queries, keys and values have biases
     * @param outputBias whether that of what attention gives has one
     * @param innerBias whether the gated maps have biases
     * @param headNorm whether each head of queries and keys is normalised
     * @param tied whether the head is the table of tokens
     * @param dropout the share of weights of attention that is dropped in training
     */
    public record Config(
            int vocabulary, int context, int width, int layers, int heads, int keyHeads, int headWidth, int inner,
            double eps, Rotation rotation, boolean attentionBias, boolean outputBias, boolean innerBias,
            boolean headNorm, boolean tied, double dropout) {
        /**
         * Reads it.
         *
         * @throws FormatException if a key is missing, or its value not supported
         */
        public static Config of(ModelConfig config) {
            String type = Required.nonNull("Llama: the configuration", config).modelType();
            if (!MODEL_TYPES.contains(type)) {
                throw config.unsupported("model_type", "one of " + MODEL_TYPES);
            }
            if (config.has("hidden_act") && !config.text("hidden_act").equals("silu")) {
                throw config.unsupported("hidden_act", "silu");
            }
            int width = limited(config, "hidden_size", 0);
            int heads = limited(config, "num_attention_heads", 0);
            int keyHeads = limited(config, "num_key_value_heads", config.names("num_key_value_heads")
                    ? heads
                    : USUAL_KEY_HEADS.getOrDefault(type, heads));
            if (heads % keyHeads != 0) {
                throw config.unsupported("num_key_value_heads", "a divisor of num_attention_heads, " + heads);
            }
            boolean wide = type.equals("qwen3"); // the others' heads share the width
            if (!wide && !config.has("head_dim") && width % heads != 0) {
                throw config.unsupported("num_attention_heads", "a divisor of hidden_size, " + width);
            }
            int headWidth = limited(config, "head_dim", wide ? QWEN3_HEAD : width / heads);
            if (headWidth % 2 != 0 || (long) heads * headWidth > WIDEST) {
                throw config.unsupported(config.has("head_dim") ? "head_dim" : "num_attention_heads",
                        "heads of an even width, at most " + WIDEST + " for all");
            }
            double eps = config.number("rms_norm_eps", 1e-6);
            if (eps < 0) {
                throw config.unsupported("rms_norm_eps", "a number of at least 0");
            }
            int context = Math.min(config.positive("max_position_embeddings"), window(config, type));
            boolean bias = config.flag("attention_bias", false);
            return new Config(config.positive("vocab_size"), context, width, config.positive("num_hidden_layers"),
                    heads, keyHeads, headWidth, config.positive("intermediate_size"), eps,
                    Rotation.of(config, headWidth), bias || type.equals("qwen2"), bias && !type.equals("qwen2"),
                    config.flag("mlp_bias", false), type.equals("qwen3"), config.flag("tie_word_embeddings", false),
                    config.share("attention_dropout", 0));
        }

        /** How far back all layers attend; {@link Integer#MAX_VALUE} if there is no window. */
        private static int window(ModelConfig config, String type) {
            boolean isQwen = type.startsWith("qwen");
            if (type.equals("llama") || isQwen && !(config.flag("use_sliding_window", false) && slides(config))
                    || config.names("sliding_window") && !config.has("sliding_window")) {
                return Integer.MAX_VALUE;
            }
            return config.positive("sliding_window", USUAL_WINDOW);
        }

        /** Whether one of Qwen's layers has the window: those that are named, or else the last ones. */
        private static boolean slides(ModelConfig config) {
            return config.has("layer_types")
                    ? config.texts("layer_types").contains("sliding_attention")
                    : config.positive("num_hidden_layers") > config.atLeastZero("max_window_layers", FULL_LAYERS);
        }

        /** A size up to {@link #WIDEST}, or another number, if that is not 0, where the key is missing. */
        private static int limited(ModelConfig config, String key, int otherwise) {
            int value = otherwise == 0 ? config.positive(key) : config.positive(key, otherwise);
            if (value > WIDEST) {
                throw config.unsupported(key, "at most " + WIDEST);
            }
            return value;
        }
    }

    private final Config config;
    private final Body model;
    private final @Nullable Layer head;

    /** A network with these weights, in training mode. */
    public Llama(Config config, Weights weights) {
        this.config = Required.nonNull("Llama: the configuration", config);
        Required.nonNull("Llama: the weights", weights);
        this.model = child("model", new Body(config, weights.at("model")));
        this.head = config.tied()
                ? null
                : child("lm_head", weights.linear("lm_head", config.width(), config.vocabulary(), false));
    }

    /**
     * Reads the network of a folder, in evaluation mode.
     *
     * @throws FormatException if its configuration is not supported, or its tensors do not fit
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public static Llama load(ModelFolder folder) {
        Config config = Config.of(Required.nonNull("Llama: the folder", folder).config());
        return config.tied()
                ? CausalChecks.loadTied(folder, NAMES, "model.embed_tokens.weight",
                        weights -> new Llama(config, weights))
                : Weights.load(folder, NAMES, weights -> new Llama(config, weights));
    }

    @Override
    public Tensor forward(IntTensor tokens) {
        return call(() -> {
            CausalChecks.requireTokens(tokens, config.context());
            return logits(model.forward(tokens, null));
        }, tokens);
    }

    @Override
    public Tensor next(IntTensor tokens, List<KeyValueCache> caches) {
        return call(() -> {
            CausalChecks.requireTokens(tokens, config.context());
            CausalChecks.requireCaches(caches, config.layers());
            return logits(CausalChecks.last(model.forward(tokens, caches.stream().map(List::of).toList())));
        }, tokens, caches);
    }

    @Override
    public Tensor nextOfEach(IntTensor tokens, List<List<KeyValueCache>> texts) {
        return call(() -> {
            List<List<KeyValueCache>> caches = CausalChecks.byLayer(tokens, texts, config.layers());
            return logits(CausalChecks.last(model.forward(tokens.unsqueeze(1), caches)));
        }, tokens, texts);
    }

    private Tensor logits(Tensor x) {
        Tensor normal = model.norm.forward(x);
        return head == null ? Linalg.linear(normal, model.tokens.weight(), null) : head.forward(normal);
    }

    @Override
    public List<KeyValueCache> caches(int samples, int capacity) {
        return CausalChecks.caches(config.layers(), samples, capacity, config.context(),
                config.keyHeads() * config.headWidth());
    }

    @Override
    public int context() {
        return config.context();
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    /**
     * The positions of some tokens.
     *
     * @param table turns of all positions
     * @param start position of the first
     */
    private record Places(Tensor table, IntTensor start) {
        static Places of(KeyValueCache cache, Rotation.Tables turns) {
            return new Places(turns.upTo(cache.capacity()), cache.length());
        }
    }

    /** All but the head; the last normalisation is the head's, as it is needed of the positions that have logits. */
    private static final class Body extends Block {
        private final Embedding tokens;
        private final BlockList<Part> layers;
        private final Layer norm;
        private final Rotation.Tables turns;

        Body(Config config, Weights weights) {
            this.tokens = child("embed_tokens",
                    weights.embedding("embed_tokens", config.vocabulary(), config.width()));
            List<Part> all = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                all.add(new Part(config, weights.at("layers").at(String.valueOf(i))));
            }
            this.layers = child("layers", new BlockList<>(all));
            this.norm = child("norm", weights.rmsNorm("norm", config.width(), config.eps()));
            this.turns = new Rotation.Tables(config.rotation(), config.context());
        }

        /** With caches by layers, of each one for all texts or one for each text, or without. */
        Tensor forward(IntTensor ids, @Nullable List<List<KeyValueCache>> caches) {
            return call(() -> {
                List<Places> places = caches == null
                        ? List.of(new Places(turns.upTo(ids.shape().dim(1)), IntTensor.of(0)))
                        : caches.getFirst().stream().map(cache -> Places.of(cache, turns)).toList();
                Tensor x = tokens.forward(ids);
                for (int i = 0; i < layers.size(); i++) {
                    x = layers.get(i).forward(x, places, caches == null ? null : caches.get(i));
                }
                return x;
            }, ids, caches);
        }
    }

    /** A layer: attention to the tokens before, and gated maps, each added to what it is given. */
    private static final class Part extends Block {
        private final Layer attentionNorm;
        private final SelfAttention attention;
        private final Layer innerNorm;
        private final Inner inner;

        Part(Config config, Weights weights) {
            this.attentionNorm = child("input_layernorm",
                    weights.rmsNorm("input_layernorm", config.width(), config.eps()));
            this.attention = child("self_attn", new SelfAttention(config, weights.at("self_attn")));
            this.innerNorm = child("post_attention_layernorm",
                    weights.rmsNorm("post_attention_layernorm", config.width(), config.eps()));
            this.inner = child("mlp", new Inner(config, weights.at("mlp")));
        }

        Tensor forward(Tensor x, List<Places> places, @Nullable List<KeyValueCache> caches) {
            return call(() -> {
                Tensor attended = x.add(attention.forward(attentionNorm.forward(x), places, caches));
                return attended.add(inner.forward(innerNorm.forward(attended)));
            }, x, caches);
        }
    }

    private static final class SelfAttention extends Block {
        private final Config config;
        private final Layer queries;
        private final Layer keys;
        private final Layer values;
        private final Layer out;
        private final @Nullable Layer queryNorm;
        private final @Nullable Layer keyNorm;
        private final RandomSource random;

        SelfAttention(Config config, Weights weights) {
            this.config = config;
            int own = config.heads() * config.headWidth();
            int shared = config.keyHeads() * config.headWidth();
            boolean bias = config.attentionBias();
            this.queries = child("q_proj", weights.linear("q_proj", config.width(), own, bias));
            this.keys = child("k_proj", weights.linear("k_proj", config.width(), shared, bias));
            this.values = child("v_proj", weights.linear("v_proj", config.width(), shared, bias));
            this.out = child("o_proj", weights.linear("o_proj", own, config.width(), config.outputBias()));
            this.queryNorm = config.headNorm()
                    ? child("q_norm", weights.rmsNorm("q_norm", config.headWidth(), config.eps()))
                    : null;
            this.keyNorm = config.headNorm()
                    ? child("k_norm", weights.rmsNorm("k_norm", config.headWidth(), config.eps()))
                    : null;
            this.random = part("random", weights.random().split());
        }

        Tensor forward(Tensor x, List<Places> places, @Nullable List<KeyValueCache> caches) {
            return call(() -> {
                Tensor q = normal(queries.forward(x), queryNorm, config.heads());
                Tensor k = normal(keys.forward(x), keyNorm, config.keyHeads());
                Tensor v = values.forward(x);
                return out.forward(caches == null
                        ? attended(q, k, v, places.getFirst(), null)
                        : CausalChecks.withEach(caches, (i, rows) -> attended(rows.apply(q), rows.apply(k),
                                rows.apply(v), places.get(i), caches.get(i))));
            }, x, caches);
        }

        private Tensor attended(Tensor q, Tensor k, Tensor v, Places places, @Nullable KeyValueCache cache) {
            Tensor query = turned(q, config.heads(), places);
            Tensor key = turned(k, config.keyHeads(), places);
            AttentionOptions options = isTraining() && config.dropout() > 0
                    ? AttentionOptions.defaults().dropout(config.dropout(), random)
                    : AttentionOptions.defaults();
            if (cache == null) {
                return Attention.multiHead(query, key, v, config.heads(), config.keyHeads(), options.causal());
            }
            IntTensor start = cache.append(key, v);
            return Attention.multiHead(query, cache.keys(), cache.values(), config.heads(), config.keyHeads(),
                    options.causalFrom(start));
        }

        /** Heads that lie beside each other in {@code [N, L, heads E]}, normalised. */
        private Tensor normal(Tensor x, @Nullable Layer norm, int heads) {
            return norm == null
                    ? x
                    : norm.forward(x.reshape(x.dim(0), x.dim(1), heads, config.headWidth())).reshape(x.shape());
        }

        /** Such heads, turned by their positions. */
        private static Tensor turned(Tensor x, int heads, Places places) {
            return Positions.rotary(x, heads, heads, places.table(), places.start(), Positions.Pairs.HALVES);
        }
    }

    private static final class Inner extends Layer {
        private final Layer gate;
        private final Layer up;
        private final Layer down;

        Inner(Config config, Weights weights) {
            this.gate = child("gate_proj",
                    weights.linear("gate_proj", config.width(), config.inner(), config.innerBias()));
            this.up = child("up_proj", weights.linear("up_proj", config.width(), config.inner(), config.innerBias()));
            this.down = child("down_proj",
                    weights.linear("down_proj", config.inner(), config.width(), config.innerBias()));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return down.forward(Activations.silu(gate.forward(x)).mul(up.forward(x)));
        }
    }
}
