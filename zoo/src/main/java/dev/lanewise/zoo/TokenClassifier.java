package dev.lanewise.zoo;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;

/**
 * An encoder with a head that gives each token a score for each label, {@code [N, L, labels]}, as {@code transformers}
 * stores it ({@code BertForTokenClassification} and those of DistilBERT and RoBERTa). {@link EntityRecognizer} makes
 * entities of its scores.
 *
 * {@snippet :
 * List<String> labels = List.of("O", "B-PER", "I-PER");
 * TokenClassifier model = TokenClassifier.begin(folder, labels, random);         // to be fine-tuned
 * Trainer<LabelledTokens, Tensor> trainer = Trainer.of(model, new AdamW(model.parameters(), 5e-5),
 *         batch -> model.forward(batch.texts()), (scores, batch) -> batch.loss(scores));
 * }
 */
public final class TokenClassifier extends EncoderHead {
    private final List<String> labels;
    private final double share;
    private final Dropout dropout;
    private final Layer output;

    /**
     * A head with these weights on an encoder; in training mode.
     *
     * @param labels in the order of the scores
     * @param dropout the share of features that is dropped in training
     * @param weights of the head, {@code classifier}
     * @throws IllegalArgumentException if there is no label
     */
    public TokenClassifier(TextEncoder encoder, List<String> labels, double dropout, Weights weights) {
        super(encoder);
        this.labels = labels("TokenClassifier", labels);
        Required.nonNull("TokenClassifier: the weights", weights);
        this.share = dropout;
        this.dropout = child("dropout", new Dropout(dropout, weights.random()));
        this.output = child("classifier", weights.linear("classifier", encoder.width(), labels.size()));
    }

    /**
     * Reads a folder of a model with such a head, and sets it to evaluation mode.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it; if it has
     *     no head, the tensor that is missing is named
     */
    public static TokenClassifier load(ModelFolder folder) {
        ModelConfig config = Required.nonNull("TokenClassifier: the folder", folder).config();
        List<String> labels = Labels.of(config);
        return load(folder, TextEncoder.names(), Basis.TOKENS, (encoder, weights) -> new TokenClassifier(
                encoder, labels, dropout(config, encoder), weights));
    }

    /**
     * Reads the encoder of a folder, whatever head there may be, and puts a new one on it: to be fine-tuned, after
     * {@code train()}.
     *
     * @param labels in the order of the scores
     * @param random the head begins with normal numbers of {@code initializer_range}, 0.02 where there is none
     * @throws IllegalArgumentException if there is no label
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it
     */
    public static TokenClassifier begin(ModelFolder folder, List<String> labels, RandomSource random) {
        ModelConfig config = Required.nonNull("TokenClassifier: the folder", folder).config();
        List<String> all = labels("TokenClassifier", labels);
        Required.nonNull("TokenClassifier: the random source", random);
        return begin(folder, List.of("classifier."), Basis.TOKENS, random, (encoder, weights) -> new TokenClassifier(
                encoder, all, dropout(config, encoder), weights));
    }

    @Override
    Tensor scores(Tensor states) {
        return output.forward(dropout.forward(states));
    }

    /** The labels, in the order of the scores. */
    public List<String> labels() {
        return labels;
    }

    @Override
    public TokenClassifier copy() {
        return copied((encoder, weights) -> new TokenClassifier(encoder, labels, share, weights));
    }

    @Override
    protected String describe() {
        return labels.size() + " labels";
    }
}
