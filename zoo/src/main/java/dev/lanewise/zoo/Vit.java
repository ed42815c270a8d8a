package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.ops.Attention;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vision transformers (Dosovitskiy et al. 2020): a picture is cut into patches, which are read as BERT reads a
 * sentence.
 * <b>Shape</b>: {@code [N, C, H, W] -> [N, classes]}, the scores of the classes; H and W are those of the
 * configuration.
 *
 * {@snippet :
 * Vit net = Vit.load(ModelFolder.open(Path.of("vit-base-patch16-224")));
 * Tensor scores = net.forward(pixels);       // [N, 1000]
 * Tensor features = net.features(pixels);    // [N, 197, 768]
 * }
 *
 * <p>DeiT's ({@code model_type} deit; Touvron et al. 2020) have a second token; if there is a classifier for each
 * token, the scores are the mean of theirs. Paths are the names of {@code transformers}' files.
 *
 * <p>In training, features and weights of attention are dropped as the configuration says.
 */
public final class Vit extends Layer {
    static final List<String> MODEL_TYPES = List.of("vit", "deit");

    private static final StoredNames NAMES = StoredNames.plain().bare("vit.").bare("deit.")
            .ignore("embeddings.mask_token").ignore("vit.pooler.").ignore("deit.pooler.");

    private final VitConfig config;
    private final Trunk trunk;
    private final List<Layer> classifiers = new ArrayList<>();

    /** A network of this form: with a classifier, or else with a pooler, if the weights have one. */
    public Vit(VitConfig config, Weights weights) {
        this.config = Required.nonNull("Vit: the configuration", config);
        Required.nonNull("Vit: the weights", weights);
        String name = config.distilled() ? "deit" : "vit";
        List<String> heads = weights.has("classifier.weight")
                ? List.of("classifier")
                : weights.has("cls_classifier.weight")
                        ? List.of("cls_classifier", "distillation_classifier")
                        : List.of();
        this.trunk = child(name, new Trunk(config, weights.at(name), heads.isEmpty()));
        for (String head : heads) {
            classifiers.add(child(head, weights.linear(head, config.hidden(), config.classes())));
        }
    }

    /**
     * The network of a folder, in evaluation mode.
     *
     * @throws FormatException if the folder's files are not those of a vision transformer
     */
    public static Vit load(ModelFolder folder) {
        VitConfig config = VitConfig.of(Required.nonNull("Vit: the folder", folder).config());
        return Weights.load(folder, NAMES, weights -> new Vit(config, weights));
    }

    /**
     * A network that begins as the folder's, with a new classifier for so many classes, in training mode.
     *
     * @param random that the classifier begins with
     * @throws FormatException as {@link #load}
     */
    public static Vit begin(ModelFolder folder, int classes, RandomSource random) {
        Required.nonNull("begin: the random source", random);
        VitConfig config = VitConfig.of(Required.nonNull("Vit: the folder", folder).config()).withClasses(classes);
        Vit begun = Weights.load(folder,
                NAMES.fresh("classifier.").ignore("cls_classifier.").ignore("distillation_classifier."), random,
                weights -> new Vit(config, weights));
        begun.train();
        return begun;
    }

    /** This, which is to classify. */
    Vit requireClassifier(ModelFolder folder) {
        if (classifiers.isEmpty()) {
            throw new FormatException(folder + " has no classifier: its tensors are those of a model without one");
        }
        return this;
    }

    /** The scores of the classes, before any softmax. */
    @Override
    protected Tensor compute(Tensor x) {
        if (classifiers.isEmpty()) {
            throw new IllegalStateException("the weights had no classifier; there is features(x)");
        }
        Tensor features = features(x);
        Tensor scores = classifiers.getFirst().forward(features.select(1, 0));
        return classifiers.size() == 1
                ? scores
                : scores.add(classifiers.getLast().forward(features.select(1, 1))).mul(0.5);
    }

    /** The normalised output of the last layer, the tokens before the patches: {@code [N, tokens, hidden]}. */
    public Tensor features(Tensor x) {
        return trunk.forward(x);
    }

    /**
     * The first token behind the pooler, {@code [N, hidden]}.
     *
     * @throws IllegalStateException if the weights had no pooler, as those of classifiers have none
     */
    public Tensor pooled(Tensor x) {
        if (trunk.pooler == null) {
            throw new IllegalStateException("Vit: the weights had no pooler; there is features(x)");
        }
        return trunk.pooler.forward(features(x).select(1, 0)).tanh();
    }

    @Override
    protected String describe() {
        return config.channels() + "x" + config.height() + "x" + config.width();
    }

    /** All but the classifier. */
    private static final class Trunk extends Layer {
        private final Embeddings embeddings;
        private final Encoder encoder;
        private final LayerNorm layernorm;
        private final @Nullable Dense pooler;

        Trunk(VitConfig config, Weights weights, boolean pools) {
            this.embeddings = child("embeddings", new Embeddings(config, weights.at("embeddings")));
            this.encoder = child("encoder", new Encoder(config, weights.at("encoder")));
            this.layernorm = child("layernorm", weights.layerNorm("layernorm", config.hidden(), config.eps()));
            Weights own = weights.at("pooler");
            this.pooler = pools && own.has("dense.weight")
                    ? child("pooler", new Dense(own, config.hidden(), config.hidden()))
                    : null;
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor y = embeddings.forward(x);
            for (Unit unit : encoder.layer) {
                y = unit.forward(y);
            }
            return layernorm.forward(y);
        }
    }

    /** What stands for a picture: tokens and patches, each with its position. */
    private static final class Embeddings extends Layer {
        private final VitConfig config;
        private final Tensor token;
        private final @Nullable Tensor distillation;
        private final Tensor positions;
        private final Patches patches;
        private final Dropout dropout;

        Embeddings(VitConfig config, Weights weights) {
            this.config = config;
            int hidden = config.hidden();
            this.token = parameter("cls_token", weights.normal("cls_token", 1, 1, hidden));
            this.distillation = config.distilled()
                    ? parameter("distillation_token", weights.normal("distillation_token", 1, 1, hidden))
                    : null;
            this.positions = parameter("position_embeddings",
                    weights.normal("position_embeddings", 1, config.tokens(), hidden));
            this.patches = child("patch_embeddings", new Patches(config, weights.at("patch_embeddings")));
            this.dropout = child("dropout", new Dropout(config.dropout(), weights.random()));
        }

        @Override
        protected Tensor compute(Tensor x) {
            if (x.rank() != 4 || x.dim(1) != config.channels() || x.dim(2) != config.height()
                    || x.dim(3) != config.width()) {
                throw new IllegalArgumentException(x.shape() + ": expected [N, " + config.channels() + ", "
                        + config.height() + ", " + config.width() + "]");
            }
            Tensor y = patches.forward(x).flatten(2).transpose(1, 2);
            int[] each = {x.dim(0), 1, config.hidden()};
            Tensor first = Shapes.expand(token, each);
            Tensor all = distillation == null
                    ? Shapes.concat(1, first, y)
                    : Shapes.concat(1, first, Shapes.expand(distillation, each), y);
            return dropout.forward(all.add(positions));
        }
    }

    /** A linear map of each patch: a convolution whose places do not overlap. */
    private static final class Patches extends Layer {
        private final Conv2d projection;

        Patches(VitConfig config, Weights weights) {
            Weights own = weights.at("projection");
            int height = config.patchHeight();
            int width = config.patchWidth();
            this.projection = child("projection", new Conv2d(
                    own.normal("weight", config.hidden(), config.channels(), height, width),
                    own.zeros("bias", config.hidden()), ConvOptions.defaults().stride(height, width)));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return projection.forward(x);
        }
    }

    /** The layers. */
    private static final class Encoder extends Block {
        private final BlockList<Unit> layer;

        Encoder(VitConfig config, Weights weights) {
            List<Unit> units = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                units.add(new Unit(config, weights.at("layer").at(Integer.toString(i))));
            }
            this.layer = child("layer", new BlockList<>(units));
        }
    }

    /** Attention and a feed-forward part, each behind a normalisation and added to what comes in. */
    private static final class Unit extends Layer {
        private final SelfAttention attention;
        private final Dense intermediate;
        private final Dense output;
        private final LayerNorm before;
        private final LayerNorm after;
        private final HiddenActivation activation;
        private final Dropout dropout;

        Unit(VitConfig config, Weights weights) {
            int hidden = config.hidden();
            this.attention = child("attention", new SelfAttention(config, weights.at("attention")));
            this.intermediate = child("intermediate",
                    new Dense(weights.at("intermediate"), hidden, config.intermediate()));
            this.output = child("output", new Dense(weights.at("output"), config.intermediate(), hidden));
            this.before = child("layernorm_before", weights.layerNorm("layernorm_before", hidden, config.eps()));
            this.after = child("layernorm_after", weights.layerNorm("layernorm_after", hidden, config.eps()));
            this.activation = config.activation();
            this.dropout = child("dropout", new Dropout(config.dropout(), weights.random()));
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor y = dropout.forward(attention.forward(before.forward(x))).add(x);
            Tensor inner = activation.apply(intermediate.forward(after.forward(y)));
            return dropout.forward(output.forward(inner)).add(y);
        }
    }

    /** Attention of all to all. */
    private static final class SelfAttention extends Layer {
        private final Projections attention;
        private final Dense output;
        private final int heads;
        private final double share;
        private final RandomSource random;

        SelfAttention(VitConfig config, Weights weights) {
            this.attention = child("attention", new Projections(config, weights.at("attention")));
            this.output = child("output", new Dense(weights.at("output"), config.hidden(), config.hidden()));
            this.heads = config.heads();
            this.share = config.attentionDropout();
            this.random = part("random", weights.random().split());
        }

        @Override
        protected Tensor compute(Tensor x) {
            return output.forward(Attention.multiHead(attention.query.forward(x), attention.key.forward(x),
                    attention.value.forward(x), heads, heads, isTraining() && share > 0
                            ? AttentionOptions.defaults().dropout(share, random)
                            : AttentionOptions.defaults()));
        }
    }

    /** What is asked for, what is found by it, and what is then taken. */
    private static final class Projections extends Block {
        private final Layer query;
        private final Layer key;
        private final Layer value;

        Projections(VitConfig config, Weights weights) {
            int hidden = config.hidden();
            this.query = child("query", weights.linear("query", hidden, hidden, config.biased()));
            this.key = child("key", weights.linear("key", hidden, hidden, config.biased()));
            this.value = child("value", weights.linear("value", hidden, hidden, config.biased()));
        }
    }

    /** A linear layer by the name {@code dense}. */
    private static final class Dense extends Layer {
        private final Layer dense;

        Dense(Weights weights, int in, int out) {
            this.dense = child("dense", weights.linear("dense", in, out));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return dense.forward(x);
        }
    }
}
