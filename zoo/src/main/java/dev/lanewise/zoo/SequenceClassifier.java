package dev.lanewise.zoo;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.BlockMap;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An encoder with a head that gives a text a score for each label, as {@code transformers} stores it
 * ({@code BertForSequenceClassification} and those of DistilBERT and RoBERTa).
 *
 * {@snippet :
 * SequenceClassifier stored = SequenceClassifier.load(folder);                   // with its head
 * SequenceClassifier fresh = SequenceClassifier.begin(folder, List.of("bad", "good"), random);    // to be fine-tuned
 * Tensor logits = fresh.forward(batch.ids(), batch.types(), batch.mask());       // [N, 2]
 * }
 */
public final class SequenceClassifier extends Block {
    private static final StoredNames STORED = TextEncoder.names();

    private final TextEncoder encoder;
    private final List<String> labels;

    /** What is before the last layer: in BERT the encoder's own pooler. */
    private final @Nullable Layer hidden;

    private final Layer output;
    private final Dropout dropout;
    private final double share;

    /**
     * A head with these weights on an encoder; in training mode.
     *
     * @param labels in the order of the scores
     * @param dropout the share of features that is dropped in training
     * @param weights of the head
     * @throws IllegalArgumentException if there is no label, or the encoder is a BERT without a pooler
     */
    public SequenceClassifier(TextEncoder encoder, List<String> labels, double dropout, Weights weights) {
        this.encoder = Required.nonNull("SequenceClassifier: the encoder", encoder);
        this.labels = List.copyOf(Required.nonNull("SequenceClassifier: the list of labels", labels));
        Required.nonNull("SequenceClassifier: the weights", weights);
        int count = labels.size();
        if (count == 0) {
            throw new IllegalArgumentException("SequenceClassifier: there are no labels");
        }
        child(encoder.prefix(), encoder);
        this.share = dropout;
        this.dropout = child("dropout", new Dropout(dropout, weights.random()));
        int width = encoder.width();
        if (encoder instanceof DistilBert) {
            this.hidden = child("pre_classifier", weights.linear("pre_classifier", width, width));
            this.output = child("classifier", weights.linear("classifier", width, count));
        } else if (isRoberta(encoder)) {
            this.hidden = weights.at("classifier").linear("dense", width, width);
            this.output = weights.at("classifier").linear("out_proj", width, count);
            child("classifier", new BlockMap<>(Map.of("dense", hidden, "out_proj", output)));
        } else if (encoder instanceof Bert bert && bert.hasPooler()) {
            this.hidden = null;
            this.output = child("classifier", weights.linear("classifier", width, count));
        } else {
            throw new IllegalArgumentException("SequenceClassifier: the encoder has no pooler");
        }
    }

    private static boolean isRoberta(TextEncoder encoder) {
        return encoder instanceof Bert bert && bert.config().padding() >= 0;
    }

    /**
     * Reads a folder of a model with such a head, and sets it to evaluation mode.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it; if it has
     *     no head, the tensor that is missing is named
     */
    public static SequenceClassifier load(ModelFolder folder) {
        ModelConfig config = Required.nonNull("SequenceClassifier: the folder", folder).config();
        return read(folder, STORED, null, Labels.of(config));
    }

    /**
     * Reads the encoder of a folder, whatever head there may be, and puts a new one on it: to be fine-tuned, after
     * {@code train()}.
     *
     * @param labels in the order of the scores
     * @param random the head begins with normal numbers of {@code initializer_range}, 0.02 where there is none
     * @throws IllegalArgumentException if there is no label
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it, or it is a
     *     BERT that was stored without a pooler
     */
    public static SequenceClassifier begin(ModelFolder folder, List<String> labels, RandomSource random) {
        Required.nonNull("SequenceClassifier: the folder", folder);
        Required.nonNull("SequenceClassifier: the list of labels", labels);
        StoredNames names = STORED.fresh("classifier.").fresh("pre_classifier.");
        for (String prefix : List.of("bert.", "roberta.", "distilbert.")) {
            names = names.bare(prefix);
        }
        for (String head : TextEncoder.HEADS) {
            names = names.ignore(head);
        }
        return read(folder, names, Required.nonNull("SequenceClassifier: the random source", random), labels);
    }

    private static SequenceClassifier read(
            ModelFolder folder, StoredNames names, @Nullable RandomSource random, List<String> labels) {
        ModelConfig config = folder.config();
        if (DistilBert.MODEL_TYPES.contains(config.modelType())) {
            DistilBert.Config sizes = DistilBert.Config.of(config);
            double dropout = config.share("seq_classif_dropout", DistilBert.CLASSIFIER_DROPOUT);
            return Weights.load(folder, names, random, weights -> new SequenceClassifier(
                    new DistilBert(sizes, weights.at("distilbert")), labels, dropout, weights));
        }
        if (!Bert.MODEL_TYPES.contains(config.modelType())) {
            throw TextEncoder.unknown(config);
        }
        Bert.Config sizes = Bert.Config.of(config);
        double dropout = config.share("classifier_dropout", sizes.dropout());
        if (sizes.padding() < 0) {
            return Weights.load(folder, names, random, weights -> new SequenceClassifier(
                    new Bert(sizes, weights.at("bert"), true), labels, dropout, weights));
        }
        StoredNames withoutPooler = names.ignore("roberta.pooler.").ignore("pooler.");
        return Weights.load(folder, withoutPooler, random, weights -> new SequenceClassifier(
                new Bert(sizes, weights.at("roberta"), false), labels, dropout, weights));
    }

    /**
     * The scores. <b>Shape</b>: {@code [N, L]} each {@code -> [N, labels]}.
     *
     * @param ids numbers of tokens
     * @param types which of two texts a token belongs to
     * @param mask not 0 where there is a token
     */
    public Tensor forward(IntTensor ids, IntTensor types, IntTensor mask) {
        return call(() -> {
            Tensor states = encoder.forward(ids, types, mask);
            if (hidden == null) {
                return output.forward(dropout.forward(((Bert) encoder).pooled(states)));
            }
            Tensor first = states.select(1, 0);
            Tensor inner = encoder instanceof Bert
                    ? hidden.forward(dropout.forward(first)).tanh()
                    : hidden.forward(first).relu();
            return output.forward(dropout.forward(inner));
        }, ids, types, mask);
    }

    /** The labels, in the order of the scores. */
    public List<String> labels() {
        return labels;
    }

    /** What the head is on. */
    public TextEncoder encoder() {
        return encoder;
    }

    @Override
    public SequenceClassifier copy() {
        return copied(() -> new SequenceClassifier((TextEncoder) encoder.copy(), labels, share,
                Weights.random(RandomSource.seed(0), 0)));
    }

    @Override
    protected String describe() {
        return labels.size() + " labels";
    }
}
