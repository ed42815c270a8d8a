package dev.lanewise.zoo;

import dev.lanewise.nn.Block;
import dev.lanewise.ops.AttentionOptions;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelConfig;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network that gives each token of a text a vector: what sentence embeddings ({@link SentenceEncoder}) and
 * classifiers ({@link SequenceClassifier}) begin with.
 *
 * {@snippet :
 * TextEncoder encoder = TextEncoder.load(ModelFolder.open(Path.of("bert-base-uncased")));
 * Tensor hidden = encoder.forward(batch.ids(), batch.types(), batch.mask());    // [N, L, width]
 * }
 *
 * <p>The vectors of a text do not depend on how many tokens of padding follow it, nor on the texts beside it: they have
 * the same bits.
 */
public abstract sealed class TextEncoder extends Block permits Bert, DistilBert {
    /** How the names of other tasks' heads begin. */
    static final List<String> HEADS = List.of("cls.", "classifier.", "pre_classifier.", "qa_outputs.", "lm_head.",
            "vocab_transform.", "vocab_layer_norm.", "vocab_projector.");

    TextEncoder() {}

    /**
     * Reads the encoder of a folder, whichever family its {@code model_type} names; heads for other tasks are left
     * aside.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, or its files do not fit it
     */
    public static TextEncoder load(ModelFolder folder) {
        ModelConfig config = Required.nonNull("TextEncoder: the folder", folder).config();
        if (Bert.MODEL_TYPES.contains(config.modelType())) {
            return Bert.load(folder);
        }
        if (DistilBert.MODEL_TYPES.contains(config.modelType())) {
            return DistilBert.load(folder);
        }
        throw unknown(config);
    }

    static RuntimeException unknown(ModelConfig config) {
        return config.unsupported("model_type", "an encoder of texts: one of "
                + Stream.of(Bert.MODEL_TYPES, DistilBert.MODEL_TYPES).flatMap(List::stream).toList());
    }

    /** The width of a token's vector. */
    public abstract int width();

    /** How many tokens a text may have, special ones included. */
    public abstract int longest();

    /** The vectors of texts of one length, all of type 0. <b>Shape</b>: {@code [N, L] -> [N, L, width]}. */
    public final Tensor forward(IntTensor ids) {
        return checked(ids, null, null);
    }

    /**
     * The vectors of the tokens. <b>Shape</b>: {@code [N, L]} each {@code -> [N, L, width]}.
     *
     * @param ids numbers of tokens in the vocabulary
     * @param types which of two texts a token belongs to, 0 or 1; families without types do not read it
     * @param mask not 0 where there is a token, and 0 where there is padding, which no token attends to
     * @throws IllegalArgumentException if the shapes differ, or the texts are longer than the model's positions
     * @throws IndexOutOfBoundsException if a number is outside the vocabulary
     */
    public final Tensor forward(IntTensor ids, IntTensor types, IntTensor mask) {
        return checked(ids, Required.nonNull("forward: the types", types), Required.nonNull("forward: the mask", mask));
    }

    private Tensor checked(IntTensor ids, @Nullable IntTensor types, @Nullable IntTensor mask) {
        return call(() -> {
            Shape shape = Required.nonNull("forward: the tokens", ids).shape();
            if (shape.rank() != 2 || types != null && !types.shape().equals(shape)
                    || mask != null && !mask.shape().equals(shape)) {
                throw new IllegalArgumentException("forward: tokens " + shape
                        + (types == null ? "" : ", types " + types.shape())
                        + (mask == null ? "" : ", mask " + mask.shape()) + ": expected [N, L] each");
            }
            if (shape.dim(1) > longest()) {
                throw new IllegalArgumentException("forward: tokens " + shape + ": texts are longer than the "
                        + longest() + " positions of the model");
            }
            AttentionOptions options = AttentionOptions.defaults();
            return hidden(ids, types, mask == null
                    ? options
                    : options.mask(mask.ne(0).reshape(shape.dim(0), 1, 1, shape.dim(1))));
        }, ids, types, mask);
    }

    /** What the network computes; types are null where all are 0. */
    abstract Tensor hidden(IntTensor ids, @Nullable IntTensor types, AttentionOptions options);

    /** The token that texts are padded by. */
    abstract int padding();

    /** The vectors of the vocabulary, {@code [vocabulary, width]}, which heads that give tokens share. */
    abstract Tensor table();

    /** The name that the encoder has in files of models with a head. */
    abstract String prefix();

    /** Names of files that hold an encoder with or without a head, of whatever task. */
    static StoredNames withHeads(String... prefixes) {
        StoredNames names = names();
        for (String prefix : prefixes) {
            names = names.prefix(prefix + ".");
        }
        for (String head : HEADS) {
            names = names.ignore(head);
        }
        return names;
    }

    /** Names as they are, or as files of TensorFlow's time have them. */
    static StoredNames names() {
        return StoredNames.plain().spelling("LayerNorm.weight", "LayerNorm.gamma")
                .spelling("LayerNorm.bias", "LayerNorm.beta").ignore("embeddings.position_ids");
    }
}
