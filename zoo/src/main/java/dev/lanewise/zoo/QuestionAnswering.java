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
 * An encoder with a head that gives each token two scores: that an answer begins there, and that it ends there
 * ({@code [N, L, 2]}), as {@code transformers} stores it ({@code BertForQuestionAnswering} and those of DistilBERT and
 * RoBERTa). It takes a question and a text as a pair; {@link AnswerFinder} finds answers by its scores.
 *
 * {@snippet :
 * QuestionAnswering model = QuestionAnswering.load(ModelFolder.open(Path.of("distilbert-squad")));
 * Tensor scores = model.forward(batch);
 * Tensor begins = scores.select(2, 0);                                           // [N, L]
 * Tensor ends = scores.select(2, 1);                                             // [N, L], inclusive
 * }
 */
public final class QuestionAnswering extends EncoderHead {
    /** That of DistilBERT's head, where the configuration says nothing. */
    private static final double USUAL_DROPOUT = 0.1;

    private final double share;
    private final Dropout dropout;
    private final Layer output;

    /**
     * A head with these weights on an encoder; in training mode.
     *
     * @param dropout the share of features that is dropped in training
     * @param weights of the head, {@code qa_outputs}
     */
    public QuestionAnswering(TextEncoder encoder, double dropout, Weights weights) {
        super(encoder);
        Required.nonNull("QuestionAnswering: the weights", weights);
        this.share = dropout;
        this.dropout = child("dropout", new Dropout(dropout, weights.random()));
        this.output = child("qa_outputs", weights.linear("qa_outputs", encoder.width(), 2));
    }

    /**
     * Reads a folder of a model with such a head, and sets it to evaluation mode.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it; if it has
     *     no head, the tensor that is missing is named
     */
    public static QuestionAnswering load(ModelFolder folder) {
        ModelConfig config = Required.nonNull("QuestionAnswering: the folder", folder).config();
        return load(folder, TextEncoder.names(), Basis.TOKENS, (encoder, weights) -> new QuestionAnswering(
                encoder, dropped(config, encoder), weights));
    }

    /**
     * Reads the encoder of a folder, whatever head there may be, and puts a new one on it: to be fine-tuned, after
     * {@code train()}.
     *
     * @param random the head begins with normal numbers of {@code initializer_range}, 0.02 where there is none
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it
     */
    public static QuestionAnswering begin(ModelFolder folder, RandomSource random) {
        ModelConfig config = Required.nonNull("QuestionAnswering: the folder", folder).config();
        Required.nonNull("QuestionAnswering: the random source", random);
        return begin(folder, List.of("qa_outputs."), Basis.TOKENS, random, (encoder, weights) -> new QuestionAnswering(
                encoder, dropped(config, encoder), weights));
    }

    private static double dropped(ModelConfig config, TextEncoder encoder) {
        return encoder instanceof DistilBert ? config.share("qa_dropout", USUAL_DROPOUT) : 0;
    }

    @Override
    Tensor scores(Tensor states) {
        return output.forward(dropout.forward(states));
    }

    @Override
    public QuestionAnswering copy() {
        return copied((encoder, weights) -> new QuestionAnswering(encoder, share, weights));
    }
}
