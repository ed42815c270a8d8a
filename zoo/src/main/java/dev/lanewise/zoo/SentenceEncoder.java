package dev.lanewise.zoo;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import java.util.List;
import java.util.Locale;

/**
 * Sentence embeddings (Reimers and Gurevych 2019): an encoder of texts with its tokenizer and its pooling, as
 * sentence-transformers lays them out. Texts of like meaning have vectors of like direction.
 *
 * {@snippet :
 * SentenceEncoder encoder = SentenceEncoder.open(ModelFolder.open(Path.of("all-MiniLM-L6-v2")));
 * Tensor embeddings = encoder.encode(List.of("The cat sits.", "A cat is sitting.", "Stocks fell."));    // [3, 384]
 * Tensor similar = SentenceEncoder.similarity(embeddings, embeddings);                                  // [3, 3]
 * }
 *
 * <p>What is read beside the encoder: {@code modules.json}, the pooling's {@code config.json} (mean, cls or max),
 * {@code sentence_bert_config.json}, {@code config_sentence_transformers.json} and the tokenizer. In a folder of an
 * encoder alone, the average of the tokens is normalised.
 *
 * <p>An embedding depends on its text alone, to the last bit: not on the texts beside it, nor on the number of threads.
 * Any number of threads may encode at the same time.
 */
public final class SentenceEncoder {
    /** The least length that a vector is divided by, as in the reference. */
    private static final double LEAST = 1e-12;

    private final TextEncoder encoder;
    private final SentenceLayout layout;
    private final TextBatches batches;

    private SentenceEncoder(ModelFolder folder, TextEncoder encoder) {
        this.encoder = encoder;
        this.layout = SentenceLayout.of(folder, encoder.width());
        this.batches = new TextBatches(
                TextBatches.tokenizer(folder, Math.min(layout.longest(), encoder.longest())), this::prepared, encoder,
                this::embeddings);
    }

    /**
     * Opens a folder.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, its files do not fit it, or they ask
     *     for what is not known here
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static SentenceEncoder open(ModelFolder folder) {
        return new SentenceEncoder(Required.nonNull("SentenceEncoder: the folder", folder), TextEncoder.load(folder));
    }

    private String prepared(String text) {
        String whole = layout.prompt() + text;
        return layout.lowered() ? whole.toLowerCase(Locale.ROOT) : whole;
    }

    private Tensor embeddings(TokenBatch batch) {
        Tensor pooled = layout.pooling().of(encoder.forward(batch.ids(), batch.types(), batch.mask()), batch.mask());
        return layout.normalized() ? normalized(pooled) : pooled;
    }

    /** The width of an embedding. */
    public int width() {
        return encoder.width();
    }

    /** The network below, for example to be fine-tuned. */
    public TextEncoder encoder() {
        return encoder;
    }

    /**
     * The embeddings of texts, in their order, {@code [N, width]}. Texts are cut to the tokens that the model takes; an
     * empty one is a text too.
     *
     * @throws IllegalArgumentException if the list or a text is null
     */
    public Tensor encode(List<String> texts) {
        return batches.rows("SentenceEncoder", texts, width());
    }

    /**
     * The cosines of the angles between all pairs. <b>Shape</b>: {@code [N, D], [M, D] -> [N, M]}.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor similarity(Tensor a, Tensor b) {
        Required.nonNull("similarity: the first embeddings", a);
        Required.nonNull("similarity: the second embeddings", b);
        if (a.rank() != 2 || b.rank() != 2 || a.dim(1) != b.dim(1)) {
            throw new IllegalArgumentException(
                    "similarity: embeddings " + a.shape() + " and " + b.shape() + ": expected [N, D] and [M, D]");
        }
        return normalized(a).matmul(normalized(b), false, true);
    }

    private static Tensor normalized(Tensor x) {
        return x.div(x.square().sum(true, 1).sqrt().maximum(LEAST));
    }

    /** For example {@code SentenceEncoder(MEAN, normalized, width 384)}. */
    @Override
    public String toString() {
        return "SentenceEncoder(" + layout.pooling() + (layout.normalized() ? ", normalized" : "") + ", width "
                + width() + ")";
    }
}
