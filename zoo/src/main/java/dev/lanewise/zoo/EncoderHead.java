package dev.lanewise.zoo;

import dev.lanewise.nn.Block;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.TokenBatch;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An encoder of texts with a head for a task, which makes scores of the vectors of the tokens. */
public abstract sealed class EncoderHead extends Block
        permits SequenceClassifier, TokenClassifier, MaskedLanguageModel, QuestionAnswering {
    private static final List<String> PREFIXES = List.of("bert", "roberta", "distilbert");

    private final TextEncoder encoder;

    EncoderHead(TextEncoder encoder) {
        this.encoder = Required.nonNull(getClass().getSimpleName() + ": the encoder", encoder);
        child(encoder.prefix(), encoder);
    }

    /** The scores of the vectors of the tokens, {@code [N, L, width]}. */
    abstract Tensor scores(Tensor states);

    /**
     * The scores. <b>Shape</b>: {@code [N, L]} each {@code -> [N, labels]} of a {@link SequenceClassifier},
     * {@code [N, L, labels]} of a {@link TokenClassifier}, {@code [N, L, 2]} of {@link QuestionAnswering}, and
     * {@code [N, L, vocabulary]} of a {@link MaskedLanguageModel}.
     *
     * @param ids numbers of tokens
     * @param types which of two texts a token belongs to
     * @param mask not 0 where there is a token
     * @throws IllegalArgumentException if the shapes differ, or the texts are longer than the model's positions
     * @throws IndexOutOfBoundsException if a number is outside the vocabulary
     */
    public final Tensor forward(IntTensor ids, IntTensor types, IntTensor mask) {
        return call(() -> scores(encoder.forward(ids, types, mask)), ids, types, mask);
    }

    /** The scores of texts as a tokenizer gives them, likewise. */
    public final Tensor forward(TokenBatch texts) {
        Required.nonNull("forward: the texts", texts);
        return forward(texts.ids(), texts.types(), texts.mask());
    }

    /** What the head is on. */
    public final TextEncoder encoder() {
        return encoder;
    }

    @Override
    public abstract EncoderHead copy();

    /** For {@link #copy()}: the same head made anew on a copy of the encoder. */
    final <H extends EncoderHead> H copied(BiFunction<TextEncoder, Weights, H> head) {
        return copied(() -> head.apply((TextEncoder) encoder.copy(), Weights.random(RandomSource.seed(0), 0)));
    }

    /** Labels as a caller gives them, in the order of the scores. */
    static List<String> labels(String owner, List<String> labels) {
        List<String> copy = Elements.of(owner + ": the list of labels", owner + ": label", labels);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(owner + ": there are no labels");
        }
        return copy;
    }

    // ---- reading folders

    /** Which layers of the encoder a head stands on. */
    enum Basis {
        /** The vectors of the tokens; a pooler is left aside. */
        TOKENS,
        /** BERT's own pooler; in the other families as before, as their heads have layers for that. */
        POOLER
    }

    /** Reads a folder that has the head. */
    static <H extends EncoderHead> H load(
            ModelFolder folder, StoredNames names, Basis basis, BiFunction<TextEncoder, Weights, H> network) {
        return read(folder, names, basis, null, network);
    }

    /** Reads the encoder of a folder, and puts a head on it whose names begin with one of these. */
    static <H extends EncoderHead> H begin(
            ModelFolder folder, List<String> heads, Basis basis, RandomSource random,
            BiFunction<TextEncoder, Weights, H> network) {
        StoredNames names = TextEncoder.names();
        for (String head : heads) {
            names = names.fresh(head);
        }
        for (String prefix : PREFIXES) {
            names = names.bare(prefix + ".");
        }
        for (String other : TextEncoder.HEADS) {
            names = names.ignore(other);
        }
        return read(folder, names, basis, random, network);
    }

    private static <H extends EncoderHead> H read(
            ModelFolder folder, StoredNames names, Basis basis, @Nullable RandomSource random,
            BiFunction<TextEncoder, Weights, H> network) {
        ModelConfig config = folder.config();
        if (DistilBert.MODEL_TYPES.contains(config.modelType())) {
            DistilBert.Config sizes = DistilBert.Config.of(config);
            return Weights.load(folder, withoutPooler(names), random, weights -> network.apply(
                    new DistilBert(sizes, weights.at("distilbert")), weights));
        }
        if (!Bert.MODEL_TYPES.contains(config.modelType())) {
            throw TextEncoder.unknown(config);
        }
        Bert.Config sizes = Bert.Config.of(config);
        boolean roberta = sizes.padding() >= 0;
        boolean pooled = basis == Basis.POOLER && !roberta;
        return Weights.load(folder, pooled ? names : withoutPooler(names), random, weights -> network.apply(
                new Bert(sizes, weights.at(roberta ? "roberta" : "bert"), pooled), weights));
    }

    private static StoredNames withoutPooler(StoredNames names) {
        StoredNames more = names.ignore("pooler.");
        for (String prefix : PREFIXES) {
            more = more.ignore(prefix + ".pooler.");
        }
        return more;
    }

    /** The share that a head drops before its last layer. */
    static double dropout(ModelConfig config, TextEncoder encoder) {
        return switch (encoder) {
            case Bert bert -> config.share("classifier_dropout", bert.config().dropout());
            case DistilBert distilled -> distilled.config().dropout();
        };
    }
}
