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
import dev.lanewise.tensor.Scans;
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
 * BERT (Devlin et al. 2018) and RoBERTa (Liu et al. 2019), which counts positions in another way: an encoder of texts
 * by transformer layers that normalise behind each residual sum. The paths of its blocks are the names that
 * {@code transformers} stores, without {@code bert.}
 *
 * {@snippet :
 * Bert bert = Bert.load(ModelFolder.open(Path.of("bert-base-uncased")));
 * Tensor hidden = bert.forward(batch.ids(), batch.types(), batch.mask());    // [N, L, 768]
 * Tensor pooled = bert.pooled(hidden);                                       // [N, 768]
 * }
 *
 * <p>In training, features and weights of attention are dropped as the configuration says.
 */
public final class Bert extends TextEncoder {
    private static final double USUAL_DROPOUT = 0.1;

    static final List<String> MODEL_TYPES = List.of("bert", "roberta", "xlm-roberta", "camembert");

    /**
     * The sizes and settings of a network.
     *
     * @param vocabulary how many tokens there are
     * @param width of a token's vector, {@code hidden_size}
     * @param layers {@code num_hidden_layers}
     * @param heads of attention, {@code num_attention_heads}
     * @param inner width between the two products of a layer, {@code intermediate_size}
     * @param positions rows of the table of positions, {@code max_position_embeddings}
     * @param types rows of the table of types, {@code type_vocab_size}
     * @param eps of the normalisations, {@code layer_norm_eps}
     * @param activation {@code hidden_act}
     * @param padding the token that has no position of its own, in RoBERTa; -1 in BERT, where all have one
     * @param dropout the share of features that is dropped in training, {@code hidden_dropout_prob}
     * @param attentionDropout that of weights of attention, {@code attention_probs_dropout_prob}
     */
    public record Config(int vocabulary, int width, int layers, int heads, int inner, int positions, int types,
            double eps, HiddenActivation activation, int padding, double dropout, double attentionDropout) {
        /**
         * Checks the sizes.
         *
         * @throws IllegalArgumentException if one is not positive, the heads do not divide the width, or RoBERTa has no
         *     positions beside that of padding
         */
        public Config {
            Required.nonNull("Bert.Config: the activation", activation);
            if (vocabulary < 1 || width < 1 || layers < 1 || heads < 1 || inner < 1 || positions < 1 || types < 1) {
                throw new IllegalArgumentException("Bert.Config: sizes must be positive: vocabulary " + vocabulary
                        + ", width " + width + ", layers " + layers + ", heads " + heads + ", inner " + inner
                        + ", positions " + positions + ", types " + types);
            }
            Finite.share("Bert.Config: dropout", dropout);
            Finite.share("Bert.Config: dropout of attention", attentionDropout);
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "Bert.Config: width " + width + " is not a multiple of the " + heads + " heads");
            }
            if (padding < -1 || padding >= positions - 1) {
                throw new IllegalArgumentException("Bert.Config: padding token " + padding + " of " + positions
                        + " positions: expected -1, or one that leaves positions for tokens");
            }
        }

        /**
         * What a {@code config.json} says.
         *
         * @throws dev.lanewise.io.FormatException if a size is missing or no number, or for a decoder or positions that
         *     are relative
         */
        public static Config of(ModelConfig config) {
            Required.nonNull("Bert.Config: the configuration", config);
            if (!MODEL_TYPES.contains(config.modelType())) {
                throw config.unsupported("model_type", "one of " + MODEL_TYPES);
            }
            for (String flag : List.of("is_decoder", "add_cross_attention")) {
                if (config.flag(flag, false)) {
                    throw config.unsupported(flag, "false: an encoder");
                }
            }
            if (!config.text("position_embedding_type", "absolute").equals("absolute")) {
                throw config.unsupported("position_embedding_type", "absolute");
            }
            int width = config.positive("hidden_size");
            int heads = config.positive("num_attention_heads");
            if (width % heads != 0) {
                throw config.unsupported("num_attention_heads", "a divisor of \"hidden_size\" " + width);
            }
            int positions = config.positive("max_position_embeddings");
            int padding = -1;
            if (!config.modelType().equals("bert")) {
                double token = config.number("pad_token_id", 1);
                if (token != Math.rint(token) || token < 0 || token >= positions - 1) {
                    throw config.unsupported("pad_token_id", "a token that leaves some of the " + positions
                            + " positions");
                }
                padding = (int) token;
            }
            return new Config(config.positive("vocab_size"), width, config.positive("num_hidden_layers"), heads,
                    config.positive("intermediate_size"), positions, config.positive("type_vocab_size", 2),
                    config.atLeastZero("layer_norm_eps", 1e-12), HiddenActivation.of(config, "hidden_act"), padding,
                    config.share("hidden_dropout_prob", USUAL_DROPOUT),
                    config.share("attention_probs_dropout_prob", USUAL_DROPOUT));
        }
    }

    private final Config config;
    private final Embedding words;
    private final Embedding positions;
    private final Embedding types;
    private final LayerNorm norm;
    private final Dropout dropout;
    private final BlockList<EncoderLayer> layers;
    private final @Nullable Layer pooler;

    /** A network with these weights, and with a pooler if they have one; in training mode. */
    public Bert(Config config, Weights weights) {
        this(config, weights, Required.nonNull("Bert: the weights", weights).has("pooler.dense.weight"));
    }

    Bert(Config config, Weights weights, boolean withPooler) {
        this.config = Required.nonNull("Bert: the configuration", config);
        Weights given = weights.at("embeddings");
        this.words = given.embedding("word_embeddings", config.vocabulary, config.width);
        this.positions = given.embedding("position_embeddings", config.positions, config.width);
        this.types = given.embedding("token_type_embeddings", config.types, config.width);
        this.norm = given.layerNorm("LayerNorm", config.width, config.eps);
        this.dropout = new Dropout(config.dropout, weights.random());
        child("embeddings", new BlockMap<Block>(Map.of("word_embeddings", words, "position_embeddings", positions,
                "token_type_embeddings", types, "LayerNorm", norm, "dropout", dropout)));
        List<EncoderLayer> made = new ArrayList<>();
        for (int i = 0; i < config.layers; i++) {
            made.add(new EncoderLayer(config, weights.at("encoder").at("layer").at(Integer.toString(i))));
        }
        this.layers = new BlockList<>(made);
        child("encoder", new BlockMap<>(Map.of("layer", layers)));
        this.pooler = withPooler ? weights.at("pooler").linear("dense", config.width, config.width) : null;
        if (pooler != null) {
            child("pooler", new BlockMap<>(Map.of("dense", pooler)));
        }
    }

    /**
     * Reads a folder, and sets the network to evaluation mode. Heads for other tasks are left aside.
     *
     * @throws dev.lanewise.io.FormatException if its configuration or tensors do not fit
     */
    public static Bert load(ModelFolder folder) {
        Config config = Config.of(Required.nonNull("Bert: the folder", folder).config());
        return Weights.load(folder, withHeads("bert", "roberta"), weights -> new Bert(config, weights));
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
        return config.positions - config.padding - 1;
    }

    @Override
    Tensor hidden(IntTensor ids, @Nullable IntTensor kinds, AttentionOptions options) {
        Tensor x = words.forward(ids).add(positions(ids))
                .add(kinds == null ? types.weight().select(0, 0) : types.forward(kinds));
        x = dropout.forward(norm.forward(x));
        for (EncoderLayer layer : layers) {
            x = layer.forward(x, options);
        }
        return x;
    }

    /** BERT counts from 0; RoBERTa those tokens that are no padding, from the number behind that of padding. */
    private Tensor positions(IntTensor ids) {
        if (config.padding < 0) {
            return positions.weight().slice(0, 0, ids.shape().dim(1));
        }
        Tensor tokens = ids.ne(config.padding).toTensor();
        return positions.forward(IntTensor.truncated(Scans.cumsum(tokens, 1).mul(tokens)).add(config.padding));
    }

    /** Whether there is a pooler. */
    public boolean hasPooler() {
        return pooler != null;
    }

    /**
     * The vector of the first token, of each text, as classifiers take it: {@code tanh} of an affine map. <b>Shape</b>:
     * {@code [N, L, width] -> [N, width]}.
     *
     * @param hidden what {@code forward} gives
     * @throws IllegalStateException if there is no pooler
     */
    public Tensor pooled(Tensor hidden) {
        Required.nonNull("pooled: the hidden states", hidden);
        if (pooler == null) {
            throw new IllegalStateException("pooled: the network has been stored without a pooler");
        }
        return pooler.forward(hidden.select(1, 0)).tanh();
    }

    @Override
    int padding() {
        return Math.max(config.padding, 0);
    }

    @Override
    Tensor table() {
        return words.weight();
    }

    @Override
    String prefix() {
        return config.padding < 0 ? "bert" : "roberta";
    }

    @Override
    public Bert copy() {
        return copied(() -> new Bert(config, Weights.random(RandomSource.seed(0), 0), hasPooler()));
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
        private final Dropout mixDropout;
        private final Dropout outputDropout;
        private final RandomSource random;

        EncoderLayer(Config config, Weights weights) {
            this.config = config;
            Weights attention = weights.at("attention");
            Weights self = attention.at("self");
            int width = config.width;
            this.query = self.linear("query", width, width);
            this.key = self.linear("key", width, width);
            this.value = self.linear("value", width, width);
            this.mix = attention.at("output").linear("dense", width, width);
            this.mixNorm = attention.at("output").layerNorm("LayerNorm", width, config.eps);
            this.widen = weights.at("intermediate").linear("dense", width, config.inner);
            this.narrow = weights.at("output").linear("dense", config.inner, width);
            this.outputNorm = weights.at("output").layerNorm("LayerNorm", width, config.eps);
            this.random = part("random", weights.random().split());
            this.mixDropout = new Dropout(config.dropout, weights.random());
            this.outputDropout = new Dropout(config.dropout, weights.random());
            child("attention", new BlockMap<>(Map.of(
                    "self", new BlockMap<>(Map.of("query", query, "key", key, "value", value)),
                    "output", new BlockMap<>(Map.of("dense", mix, "LayerNorm", mixNorm, "dropout", mixDropout)))));
            child("intermediate", new BlockMap<>(Map.of("dense", widen)));
            child("output", new BlockMap<>(Map.of("dense", narrow, "LayerNorm", outputNorm, "dropout", outputDropout)));
        }

        Tensor forward(Tensor x, AttentionOptions options) {
            return call(() -> {
                Tensor attended = Attention.multiHead(
                        query.forward(x), key.forward(x), value.forward(x), config.heads, config.heads,
                        isTraining() && config.attentionDropout > 0
                                ? options.dropout(config.attentionDropout, random)
                                : options);
                Tensor mixed = mixNorm.forward(mixDropout.forward(mix.forward(attended)).add(x));
                Tensor inner = config.activation.apply(widen.forward(mixed));
                return outputNorm.forward(outputDropout.forward(narrow.forward(inner)).add(mixed));
            }, x);
        }
    }
}
