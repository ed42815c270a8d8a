package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GPT-2 (Radford et al. 2019), and what is built like it: DistilGPT-2, the GPTs of other languages. Tokens and their
 * learned positions go through layers that are normalised first; the head is the table of tokens again.
 *
 * {@snippet :
 * Gpt2 gpt = Gpt2.load(ModelFolder.open(Path.of("gpt2")));
 * Tensor logits = gpt.forward(IntTensor.of(Shape.of(1, 3), 464, 3797, 3332)); // [1, 3, 50257]
 * }
 *
 * <p>Names are those of {@code GPT2LMHeadModel}; files of {@code GPT2Model}, whose names do not begin with {@code
 * transformer.}, are read too.
 */
public final class Gpt2 extends Block implements CausalModel {
    static final List<String> MODEL_TYPES = List.of("gpt2");

    /** The masks of older files say what the computation does anyway; a tied head is stored by some. */
    private static final StoredNames NAMES = StoredNames.plain().bare("transformer.").ignore("attn.bias")
            .ignore("attn.masked_bias");

    private static final int WIDEST = 1 << 20;
    private static final double USUAL_DROPOUT = 0.1;

    /**
     * What {@code config.json} says.
     *
     * @param vocabulary how many tokens there are
     * @param context how many tokens a text may have
     * @param width of the vectors
     * @param layers how many
     * @param heads of each layer, a divisor of the width
     * @param inner width within the layers' two linear maps
     * @param activation between these
     * @param eps of the normalisations
     * @param scaled whether scores are divided by the square root of a head's width
     * @param scaledByLayer whether those of layer i, from 1 on, are divided by i too
     * @param tied whether the head is the table of tokens
     * @param embeddingDropout the share of features that is dropped first in training, {@code embd_pdrop}
     * @param attentionDropout that of weights of attention, {@code attn_pdrop}
     * @param dropout that of what layers add, {@code resid_pdrop}
     */
    public record Config(
            int vocabulary, int context, int width, int layers, int heads, int inner, HiddenActivation activation,
            double eps,
            boolean scaled, boolean scaledByLayer, boolean tied,
            double embeddingDropout, double attentionDropout, double dropout) {
        /**
         * Reads it.
         *
         * @throws FormatException if a key is missing, or its value not supported
         */
        public static Config of(ModelConfig config) {
            Required.nonNull("Gpt2: the configuration", config);
            if (!MODEL_TYPES.contains(config.modelType())) {
                throw config.unsupported("model_type", "gpt2");
            }
            int width = config.positive("n_embd");
            int heads = config.positive("n_head");
            if (width > WIDEST) {
                throw config.unsupported("n_embd", "at most " + WIDEST);
            }
            if (width % heads != 0) {
                throw config.unsupported("n_head", "a divisor of n_embd, " + width);
            }
            if (config.flag("add_cross_attention", false)) {
                throw config.unsupported("add_cross_attention", "false");
            }
            HiddenActivation activation = config.has("activation_function")
                    ? HiddenActivation.of(config, "activation_function")
                    : HiddenActivation.GELU_TANH;
            double eps = config.number("layer_norm_epsilon", 1e-5);
            if (eps < 0) {
                throw config.unsupported("layer_norm_epsilon", "a number of at least 0");
            }
            return new Config(config.positive("vocab_size"), config.positive("n_positions"), width,
                    config.positive("n_layer"), heads, config.positive("n_inner", 4 * width),
                    activation, eps, config.flag("scale_attn_weights", true),
                    config.flag("scale_attn_by_inverse_layer_idx", false), config.flag("tie_word_embeddings", true),
                    config.share("embd_pdrop", USUAL_DROPOUT), config.share("attn_pdrop", USUAL_DROPOUT),
                    config.share("resid_pdrop", USUAL_DROPOUT));
        }
    }

    private final Config config;
    private final Body transformer;
    private final @Nullable Layer head;

    /** A network with these weights, in training mode. */
    public Gpt2(Config config, Weights weights) {
        this.config = Required.nonNull("Gpt2: the configuration", config);
        Required.nonNull("Gpt2: the weights", weights);
        this.transformer = child("transformer", new Body(config, weights.at("transformer")));
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
    public static Gpt2 load(ModelFolder folder) {
        Config config = Config.of(Required.nonNull("Gpt2: the folder", folder).config());
        return config.tied()
                ? CausalChecks.loadTied(folder, NAMES, "transformer.wte.weight", weights -> new Gpt2(config, weights))
                : Weights.load(folder, NAMES, weights -> new Gpt2(config, weights));
    }

    @Override
    public Tensor forward(IntTensor tokens) {
        return call(() -> {
            CausalChecks.requireTokens(tokens, config.context());
            return logits(transformer.forward(tokens, null));
        }, tokens);
    }

    @Override
    public Tensor next(IntTensor tokens, List<KeyValueCache> caches) {
        return call(() -> {
            CausalChecks.requireTokens(tokens, config.context());
            CausalChecks.requireCaches(caches, config.layers());
            return logits(CausalChecks.last(transformer.forward(tokens, caches.stream().map(List::of).toList())));
        }, tokens, caches);
    }

    @Override
    public Tensor nextOfEach(IntTensor tokens, List<List<KeyValueCache>> texts) {
        return call(() -> {
            List<List<KeyValueCache>> caches = CausalChecks.byLayer(tokens, texts, config.layers());
            return logits(CausalChecks.last(transformer.forward(tokens.unsqueeze(1), caches)));
        }, tokens, texts);
    }

    private Tensor logits(Tensor x) {
        Tensor normal = transformer.norm.forward(x);
        return head == null ? Linalg.linear(normal, transformer.tokens.weight(), null) : head.forward(normal);
    }

    @Override
    public List<KeyValueCache> caches(int samples, int capacity) {
        return CausalChecks.caches(config.layers(), samples, capacity, config.context(), config.width());
    }

    @Override
    public int context() {
        return config.context();
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    /** All but the head; the last normalisation is the head's, as it is needed of the positions that have logits. */
    private static final class Body extends Block {
        private final Embedding tokens;
        private final Embedding positions;
        private final Dropout dropout;
        private final BlockList<Part> layers;
        private final Layer norm;

        Body(Config config, Weights weights) {
            this.tokens = child("wte", weights.embedding("wte", config.vocabulary(), config.width()));
            this.positions = child("wpe", weights.embedding("wpe", config.context(), config.width()));
            this.dropout = child("drop", new Dropout(config.embeddingDropout(), weights.random()));
            List<Part> all = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                all.add(new Part(config, i, weights.at("h").at(String.valueOf(i))));
            }
            this.layers = child("h", new BlockList<>(all));
            this.norm = child("ln_f", weights.layerNorm("ln_f", config.width(), config.eps()));
        }

        /** With caches by layers, of each one for all texts or one for each text, or without. */
        Tensor forward(IntTensor ids, @Nullable List<List<KeyValueCache>> caches) {
            return call(() -> {
                int length = ids.shape().dim(1);
                Tensor places = caches == null
                        ? positions.weight().slice(0, 0, length)
                        : CausalChecks.withEach(caches.getFirst(), (i, _) -> Indexing.take(positions.weight(),
                                IntTensor.arange(length).add(caches.getFirst().get(i).length().reshape(1)))
                                .unsqueeze(0));
                Tensor x = dropout.forward(tokens.forward(ids).add(places));
                for (int i = 0; i < layers.size(); i++) {
                    x = layers.get(i).forward(x, caches == null ? null : caches.get(i));
                }
                return x;
            }, ids, caches);
        }
    }

    /** A layer: attention to the tokens before, and two linear maps, each added to what it is given. */
    private static final class Part extends Block {
        private final Layer attentionNorm;
        private final SelfAttention attention;
        private final Layer innerNorm;
        private final Inner inner;

        Part(Config config, int index, Weights weights) {
            this.attentionNorm = child("ln_1", weights.layerNorm("ln_1", config.width(), config.eps()));
            this.attention = child("attn", new SelfAttention(config, index, weights.at("attn")));
            this.innerNorm = child("ln_2", weights.layerNorm("ln_2", config.width(), config.eps()));
            this.inner = child("mlp", new Inner(config, weights.at("mlp")));
        }

        Tensor forward(Tensor x, @Nullable List<KeyValueCache> caches) {
            return call(() -> {
                Tensor attended = x.add(attention.forward(attentionNorm.forward(x), caches));
                return attended.add(inner.forward(innerNorm.forward(attended)));
            }, x, caches);
        }
    }

    private static final class SelfAttention extends Block {
        private final int heads;
        private final double attentionDropout;
        private final AttentionOptions options;
        private final Layer projections;
        private final Layer out;
        private final Dropout dropout;
        private final RandomSource random;

        SelfAttention(Config config, int index, Weights weights) {
            int width = config.width();
            this.heads = config.heads();
            this.attentionDropout = config.attentionDropout();
            double scale = (config.scaled() ? 1 / Math.sqrt((double) width / heads) : 1)
                    / (config.scaledByLayer() ? index + 1 : 1);
            this.options = AttentionOptions.defaults().scale(scale);
            this.projections = child("c_attn", weights.linearInOut("c_attn", width, 3 * width));
            this.out = child("c_proj", weights.linearInOut("c_proj", width, width));
            this.dropout = child("resid_dropout", new Dropout(config.dropout(), weights.random()));
            this.random = part("random", weights.random().split());
        }

        Tensor forward(Tensor x, @Nullable List<KeyValueCache> caches) {
            return call(() -> {
                Tensor all = projections.forward(x);
                if (caches == null) {
                    AttentionOptions causal = options.causal();
                    return dropout.forward(out.forward(Attention.multiHeadPacked(all, heads, heads,
                            isTraining() && attentionDropout > 0
                                    ? causal.dropout(attentionDropout, random)
                                    : causal)));
                }
                return out.forward(CausalChecks.withEach(caches, (i, rows) -> cached(rows.apply(all), caches.get(i))));
            }, x, caches);
        }

        private Tensor cached(Tensor all, KeyValueCache cache) {
            int width = all.dim(2) / 3;
            IntTensor start = cache.append(all.slice(2, width, 2 * width), all.slice(2, 2 * width, 3 * width));
            return Attention.multiHead(all.slice(2, 0, width), cache.keys(), cache.values(), heads, heads,
                    options.causalFrom(start));
        }
    }

    private static final class Inner extends Layer {
        private final HiddenActivation activation;
        private final Layer first;
        private final Layer second;
        private final Dropout dropout;

        Inner(Config config, Weights weights) {
            this.activation = config.activation();
            this.first = child("c_fc", weights.linearInOut("c_fc", config.width(), config.inner()));
            this.second = child("c_proj", weights.linearInOut("c_proj", config.inner(), config.width()));
            this.dropout = child("dropout", new Dropout(config.dropout(), weights.random()));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return dropout.forward(second.forward(activation.apply(first.forward(x))));
        }
    }
}
