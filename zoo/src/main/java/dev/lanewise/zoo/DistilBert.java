package dev.lanewise.zoo;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.BlockMap;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.embedding.Embedding;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DistilBERT (Sanh et al. 2019): BERT's layers, half as many, without types of tokens and without a pooler. The paths
 * of its blocks are the names that {@code transformers} stores, without {@code distilbert.}
 *
 * {@snippet :
 * DistilBert encoder = DistilBert.load(ModelFolder.open(Path.of("distilbert-base-uncased")));
 * Tensor hidden = encoder.forward(batch.ids(), batch.types(), batch.mask());    // [N, L, 768]
 * }
 */
public final class DistilBert extends TextEncoder {
    private static final double USUAL_DROPOUT = 0.1;

    /** That of a head, where the configuration says nothing. */
    static final double CLASSIFIER_DROPOUT = 0.2;

    static final List<String> MODEL_TYPES = List.of("distilbert");

    /** Not in the configuration: the reference has it in its code. */
    static final double EPS = 1e-12;

    /**
     * The sizes and settings of a network.
     *
     * @param vocabulary how many tokens there are
     * @param width of a token's vector, {@code dim}
     * @param layers {@code n_layers}
     * @param heads of attention, {@code n_heads}
     * @param inner width between the two products of a layer, {@code hidden_dim}
     * @param positions how many there are, {@code max_position_embeddings}
     * @param activation {@code activation}
     * @param dropout the share of features that is dropped in training
     * @param attentionDropout that of weights of attention, {@code attention_dropout}
     */
    public record Config(int vocabulary, int width, int layers, int heads, int inner, int positions,
            HiddenActivation activation, double dropout, double attentionDropout) {
        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if one is not positive, or the heads do not divide the width
         */
        public Config {
            Required.nonNull("DistilBert.Config: the activation", activation);
            if (vocabulary < 1 || width < 1 || layers < 1 || heads < 1 || inner < 1 || positions < 1) {
                throw new IllegalArgumentException("DistilBert.Config: sizes must be positive: vocabulary " + vocabulary
                        + ", width " + width + ", layers " + layers + ", heads " + heads + ", inner " + inner
                        + ", positions " + positions);
            }
            Finite.share("DistilBert.Config: dropout", dropout);
            Finite.share("DistilBert.Config: dropout of attention", attentionDropout);
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "DistilBert.Config: width " + width + " is not a multiple of the " + heads + " heads");
            }
        }

        /**
         * What a {@code config.json} says.
         *
         * @throws dev.lanewise.io.FormatException if a size is missing or no number
         */
        public static Config of(ModelConfig config) {
            Required.nonNull("DistilBert.Config: the configuration", config);
            if (!MODEL_TYPES.contains(config.modelType())) {
                throw config.unsupported("model_type", "one of " + MODEL_TYPES);
            }
            int width = config.positive("dim");
            int heads = config.positive("n_heads");
            if (width % heads != 0) {
                throw config.unsupported("n_heads", "a divisor of \"dim\" " + width);
            }
            return new Config(config.positive("vocab_size"), width, config.positive("n_layers"), heads,
                    config.positive("hidden_dim"), config.positive("max_position_embeddings"),
                    HiddenActivation.of(config, "activation"),
                    config.share("dropout", USUAL_DROPOUT), config.share("attention_dropout", USUAL_DROPOUT));
        }
    }

    private final Config config;
    private final Embedding words;
    private final Embedding positions;
    private final LayerNorm norm;
    private final Dropout dropout;
    private final BlockList<EncoderLayer> layers;

    /** A network with these weights, in training mode. */
    public DistilBert(Config config, Weights weights) {
        this.config = Required.nonNull("DistilBert: the configuration", config);
        Weights given = Required.nonNull("DistilBert: the weights", weights).at("embeddings");
        this.words = given.embedding("word_embeddings", config.vocabulary, config.width);
        this.positions = given.embedding("position_embeddings", config.positions, config.width);
        this.norm = given.layerNorm("LayerNorm", config.width, EPS);
        this.dropout = new Dropout(config.dropout, weights.random());
        child("embeddings", new BlockMap<Block>(Map.of(
                "word_embeddings", words, "position_embeddings", positions, "LayerNorm", norm, "dropout", dropout)));
        List<EncoderLayer> made = new ArrayList<>();
        for (int i = 0; i < config.layers; i++) {
            made.add(new EncoderLayer(config, weights.at("transformer").at("layer").at(Integer.toString(i))));
        }
        this.layers = new BlockList<>(made);
        child("transformer", new BlockMap<>(Map.of("layer", layers)));
    }

    /**
     * Reads a folder, and sets the network to evaluation mode. Heads for other tasks are left aside.
     *
     * @throws dev.lanewise.io.FormatException if its configuration or tensors do not fit
     */
    public static DistilBert load(ModelFolder folder) {
        Config config = Config.of(Required.nonNull("DistilBert: the folder", folder).config());
        return Weights.load(folder, withHeads("distilbert"), weights -> new DistilBert(config, weights));
    }

    /** Its sizes and settings. */
    public Config config() {
        return config;
    }

    @Override
    public int width() {
        return config.width;
    }

    @Override
    public int longest() {
        return config.positions;
    }

    @Override
    Tensor hidden(IntTensor ids, @Nullable IntTensor types, AttentionOptions options) {
        Tensor x = words.forward(ids).add(positions.weight().slice(0, 0, ids.shape().dim(1)));
        x = dropout.forward(norm.forward(x));
        for (EncoderLayer layer : layers) {
            x = layer.forward(x, options);
        }
        return x;
    }

    @Override
    int padding() {
        return 0;
    }

    @Override
    Tensor table() {
        return words.weight();
    }

    @Override
    String prefix() {
        return "distilbert";
    }

    @Override
    public DistilBert copy() {
        return copied(() -> new DistilBert(config, Weights.random(RandomSource.seed(0), 0)));
    }

    @Override
    protected String describe() {
        return config.layers + " layers, width " + config.width + ", heads " + config.heads + ", inner " + config.inner
                + ", " + config.activation;
    }

    /** Attention and two products with an activation between them, each with a residual sum and normalised after it. */
    private static final class EncoderLayer extends Block {
        private final Config config;
        private final Layer query;
        private final Layer key;
        private final Layer value;
        private final Layer mix;
        private final LayerNorm mixNorm;
        private final Layer widen;
        private final Layer narrow;
        private final LayerNorm outputNorm;
        private final Dropout dropout;
        private final RandomSource random;

        EncoderLayer(Config config, Weights weights) {
            this.config = config;
            Weights attention = weights.at("attention");
            int width = config.width;
            this.query = attention.linear("q_lin", width, width);
            this.key = attention.linear("k_lin", width, width);
            this.value = attention.linear("v_lin", width, width);
            this.mix = attention.linear("out_lin", width, width);
            this.mixNorm = child("sa_layer_norm", weights.layerNorm("sa_layer_norm", width, EPS));
            this.widen = weights.at("ffn").linear("lin1", width, config.inner);
            this.narrow = weights.at("ffn").linear("lin2", config.inner, width);
            this.outputNorm = child("output_layer_norm", weights.layerNorm("output_layer_norm", width, EPS));
            this.random = part("random", weights.random().split());
            this.dropout = new Dropout(config.dropout, weights.random());
            child("attention", new BlockMap<>(
                    Map.of("q_lin", query, "k_lin", key, "v_lin", value, "out_lin", mix)));
            child("ffn", new BlockMap<>(Map.of("lin1", widen, "lin2", narrow, "dropout", dropout)));
        }

        Tensor forward(Tensor x, AttentionOptions options) {
            return call(() -> {
                Tensor attended = Attention.multiHead(
                        query.forward(x), key.forward(x), value.forward(x), config.heads, config.heads,
                        isTraining() && config.attentionDropout > 0
                                ? options.dropout(config.attentionDropout, random)
                                : options);
                Tensor mixed = mixNorm.forward(mix.forward(attended).add(x));
                Tensor inner = config.activation.apply(widen.forward(mixed));
                return outputNorm.forward(dropout.forward(narrow.forward(inner)).add(mixed));
            }, x);
        }
    }
}
