package dev.lanewise.zoo;

import dev.lanewise.nn.BlockMap;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An encoder with a head that gives a text a score for each label, {@code [N, labels]}, as {@code transformers} stores
 * it ({@code BertForSequenceClassification} and those of DistilBERT and RoBERTa).
 *
 * {@snippet :
 * SequenceClassifier stored = SequenceClassifier.load(folder);                   // with its head
 * SequenceClassifier fresh = SequenceClassifier.begin(folder, List.of("bad", "good"), random);    // to be fine-tuned
 * Tensor logits = fresh.forward(batch.ids(), batch.types(), batch.mask());       // [N, 2]
 * }
 */
public final class SequenceClassifier extends EncoderHead {
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
        super(encoder);
        this.labels = labels("SequenceClassifier", labels);
        Required.nonNull("SequenceClassifier: the weights", weights);
        int count = labels.size();
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
        List<String> labels = Labels.of(config);
        return load(folder, TextEncoder.names(), Basis.POOLER, (encoder, weights) -> new SequenceClassifier(
                encoder, labels, dropped(config, encoder), weights));
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
        ModelConfig config = Required.nonNull("SequenceClassifier: the folder", folder).config();
        List<String> all = labels("SequenceClassifier", labels);
        Required.nonNull("SequenceClassifier: the random source", random);
        return begin(folder, List.of("classifier.", "pre_classifier."), Basis.POOLER, random,
                (encoder, weights) -> new SequenceClassifier(encoder, all, dropped(config, encoder), weights));
    }

    private static double dropped(ModelConfig config, TextEncoder encoder) {
        return encoder instanceof DistilBert
                ? config.share("seq_classif_dropout", DistilBert.CLASSIFIER_DROPOUT)
                : dropout(config, encoder);
    }

    @Override
    Tensor scores(Tensor states) {
        if (hidden == null) {
            return output.forward(dropout.forward(((Bert) encoder()).pooled(states)));
        }
        Tensor first = states.select(1, 0);
        Tensor inner = encoder() instanceof Bert
                ? hidden.forward(dropout.forward(first)).tanh()
                : hidden.forward(first).relu();
        return output.forward(dropout.forward(inner));
    }

    /** The labels, in the order of the scores. */
    public List<String> labels() {
        return labels;
    }

    @Override
    public SequenceClassifier copy() {
        return copied((encoder, weights) -> new SequenceClassifier(encoder, labels, share, weights));
    }

    @Override
    protected String describe() {
        return labels.size() + " labels";
    }
}
