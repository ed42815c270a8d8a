package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockList;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.norm.BatchNorm2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Residual networks for pictures (He et al. 2015, 2016): ResNet-18 to -152, with basic or bottleneck units.
 * <b>Shape</b>: {@code [N, C, H, W] -> [N, classes]}, the scores of the classes.
 *
 * {@snippet :
 * ResNet net = ResNet.load(ModelFolder.open(Path.of("resnet-18")));
 * Tensor scores = net.forward(pixels);       // [N, 1000]
 * Tensor features = net.pooled(pixels);      // [N, 512]
 * }
 *
 * <p>Paths are the names of {@code transformers} ({@code resnet.encoder.stages.0.layers.0.layer.0.convolution.weight});
 * files with torchvision's and timm's names ({@code layer1.0.conv1.weight}) are read too.
 *
 * <p>In training mode the running statistics of the normalisations are updated. For inference, {@link #folded} is
 * faster.
 */
public final class ResNet extends Layer {
    static final List<String> MODEL_TYPES = List.of("resnet");

    private static final double EPS = BatchNorm2d.EPS;

    /** What the channels of a bottleneck are divided by for its middle convolution. */
    static final int REDUCTION = 4;

    private final Backbone resnet;
    private final @Nullable Sequential classifier;

    /** A network of this form; without a classifier if the weights have none. */
    public ResNet(ResNetConfig config, Weights weights) {
        this(backbone(config, weights), head(config, weights));
    }

    private ResNet(Backbone resnet, @Nullable Sequential classifier) {
        this.resnet = child("resnet", resnet);
        this.classifier = classifier == null ? null : child("classifier", classifier);
    }

    private static Backbone backbone(ResNetConfig config, Weights weights) {
        Required.nonNull("ResNet: the configuration", config);
        return Backbone.of(config, Required.nonNull("ResNet: the weights", weights).at("resnet"));
    }

    private static @Nullable Sequential head(ResNetConfig config, Weights weights) {
        Weights own = weights.at("classifier");
        return own.has("1.weight")
                ? new Sequential(new Flatten(), own.linear("1", config.features(), config.classes()))
                : null;
    }

    /**
     * The network of a folder, in evaluation mode.
     *
     * @throws FormatException if the folder's files are not those of a ResNet
     */
    public static ResNet load(ModelFolder folder) {
        ResNetConfig config = ResNetConfig.of(Required.nonNull("ResNet: the folder", folder).config());
        return Weights.load(folder, ResNetNames.NAMES, weights -> new ResNet(config, weights));
    }

    /**
     * A network that begins as the folder's, with a new classifier for so many classes, in training mode.
     *
     * @param random that the classifier begins with
     * @throws FormatException as {@link #load}
     */
    public static ResNet begin(ModelFolder folder, int classes, RandomSource random) {
        Required.nonNull("begin: the random source", random);
        ResNetConfig config = ResNetConfig.of(Required.nonNull("ResNet: the folder", folder).config())
                .withClasses(classes);
        ResNet begun = Weights.load(folder, ResNetNames.NAMES.fresh("classifier.").ignore("fc."), random,
                weights -> new ResNet(config, weights));
        begun.train();
        return begun;
    }

    /** This, which is to classify. */
    ResNet requireClassifier(ModelFolder folder) {
        if (classifier == null) {
            throw new FormatException(folder + " has no classifier: its tensors are those of a model without one");
        }
        return this;
    }

    /** The scores of the classes, before any softmax. */
    @Override
    protected Tensor compute(Tensor x) {
        if (classifier == null) {
            throw new IllegalStateException("the weights had no classifier; there are features(x) and pooled(x)");
        }
        return classifier.forward(pooled(x));
    }

    /** The output of the last stage: {@code [N, C, H, W] -> [N, features, H / 32, W / 32]}. */
    public Tensor features(Tensor x) {
        return resnet.forward(x);
    }

    /** The mean of {@link #features} over the picture: {@code [N, C, H, W] -> [N, features]}. */
    public Tensor pooled(Tensor x) {
        return features(x).mean(2, 3);
    }

    /**
     * The network with each normalisation folded into the convolution before it, which does the same in evaluation up
     * to rounding and is faster. It has no normalisations left to train, its own convolutions, and this classifier.
     */
    public ResNet folded() {
        return new ResNet(resnet.folded(), classifier);
    }

    /** All but the classifier. */
    private static final class Backbone extends Layer {
        private final Embedder embedder;
        private final Encoder encoder;

        Backbone(Embedder embedder, Encoder encoder) {
            this.embedder = child("embedder", embedder);
            this.encoder = child("encoder", encoder);
        }

        static Backbone of(ResNetConfig config, Weights weights) {
            Convolution stem = Convolution.of(
                    weights.at("embedder").at("embedder"), config.channels(), config.embedding(), 7, 2, true);
            return new Backbone(new Embedder(stem), Encoder.of(config, weights.at("encoder")));
        }

        @Override
        protected Tensor compute(Tensor x) {
            return encoder.forward(embedder.forward(x));
        }

        Backbone folded() {
            return new Backbone(new Embedder(embedder.embedder.folded()), encoder.folded());
        }
    }

    /** The stem: a large convolution, and the largest of 3 x 3 at every second place. */
    private static final class Embedder extends Layer {
        private static final Window WINDOW = Window.of(3).stride(2).padding(1);

        private final Convolution embedder;

        Embedder(Convolution embedder) {
            this.embedder = child("embedder", embedder);
        }

        @Override
        protected Tensor compute(Tensor x) {
            return Pooling.maxPool2d(embedder.forward(x), WINDOW);
        }
    }

    /** The stages, each with half the resolution of the one before. */
    private static final class Encoder extends Layer {
        private final BlockList<Stage> stages;

        Encoder(List<Stage> stages) {
            this.stages = child("stages", new BlockList<>(stages));
        }

        static Encoder of(ResNetConfig config, Weights weights) {
            List<Stage> stages = new ArrayList<>();
            int in = config.embedding();
            for (int i = 0; i < config.depths().size(); i++) {
                int out = config.widths().get(i);
                int stride = i == 0 && !config.firstStageHalves() ? 1 : 2;
                Weights own = weights.at("stages").at(Integer.toString(i)).at("layers");
                List<Unit> units = new ArrayList<>();
                for (int j = 0; j < config.depths().get(i); j++) {
                    units.add(
                            Unit.of(config, own.at(Integer.toString(j)), j == 0 ? in : out, out, j == 0 ? stride : 1));
                }
                stages.add(new Stage(units));
                in = out;
            }
            return new Encoder(stages);
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor y = x;
            for (Stage stage : stages) {
                for (Unit unit : stage.layers) {
                    y = unit.forward(y);
                }
            }
            return y;
        }

        Encoder folded() {
            List<Stage> folded = new ArrayList<>();
            for (Stage stage : stages) {
                List<Unit> units = new ArrayList<>();
                stage.layers.forEach(unit -> units.add(unit.folded()));
                folded.add(new Stage(units));
            }
            return new Encoder(folded);
        }
    }

    /** Units of one resolution. */
    private static final class Stage extends Block {
        private final BlockList<Unit> layers;

        Stage(List<Unit> layers) {
            this.layers = child("layers", new BlockList<>(layers));
        }
    }

    /** Two or three convolutions, and what goes past them. */
    private static final class Unit extends Layer {
        private final BlockList<Convolution> layer;
        private final @Nullable Convolution shortcut;

        Unit(List<Convolution> layer, @Nullable Convolution shortcut) {
            this.shortcut = shortcut == null ? null : child("shortcut", shortcut);
            this.layer = child("layer", new BlockList<>(layer));
        }

        static Unit of(ResNetConfig config, Weights weights, int in, int out, int stride) {
            Weights own = weights.at("layer");
            List<Convolution> layer;
            if (config.bottleneck()) {
                int inner = out / REDUCTION;
                boolean early = config.bottleneckHalvesFirst();
                layer = List.of(Convolution.of(own.at("0"), in, inner, 1, early ? stride : 1, true),
                        Convolution.of(own.at("1"), inner, inner, 3, early ? 1 : stride, true),
                        Convolution.of(own.at("2"), inner, out, 1, 1, false));
            } else {
                layer = List.of(Convolution.of(own.at("0"), in, out, 3, stride, true),
                        Convolution.of(own.at("1"), out, out, 3, 1, false));
            }
            return new Unit(layer,
                    in == out && stride == 1
                            ? null
                            : Convolution.of(weights.at("shortcut"), in, out, 1, stride, false));
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor y = x;
            for (Convolution each : layer) {
                y = each.forward(y);
            }
            return y.add(shortcut == null ? x : shortcut.forward(x)).relu();
        }

        Unit folded() {
            List<Convolution> folded = new ArrayList<>();
            layer.forEach(each -> folded.add(each.folded()));
            return new Unit(folded, shortcut == null ? null : shortcut.folded());
        }
    }

    /** A convolution, its normalisation unless that is folded, and a ReLU or none. */
    private static final class Convolution extends Layer {
        private final Conv2d convolution;
        private final @Nullable BatchNorm2d normalization;
        private final boolean activated;

        Convolution(Conv2d convolution, @Nullable BatchNorm2d normalization, boolean activated) {
            this.convolution = child("convolution", convolution);
            this.normalization = normalization == null ? null : child("normalization", normalization);
            this.activated = activated;
        }

        static Convolution of(Weights weights, int in, int out, int kernel, int stride, boolean activated) {
            ConvOptions options = ConvOptions.defaults().stride(stride).padding(kernel / 2);
            return new Convolution(weights.conv2d("convolution", in, out, kernel, options, false),
                    weights.batchNorm2d("normalization", out, EPS), activated);
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor y = convolution.forward(x);
            Tensor normal = normalization == null ? y : normalization.forward(y);
            return activated ? normal.relu() : normal;
        }

        Convolution folded() {
            return normalization == null
                    ? new Convolution(convolution.copy(), null, activated)
                    : new Convolution(convolution.fold(normalization), null, activated);
        }
    }
}
