package dev.lanewise.zoo;

import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import java.util.List;

/**
 * A language model that says after each token which one follows: what a {@link Generator} goes on with texts by.
 *
 * {@snippet :
 * CausalModel model = CausalModel.open(ModelFolder.open(Path.of("gpt2")));
 * int[] more = Generator.of(model).generate(prompt, GenerationOptions.defaults(), RandomSource.seed(1)).ids();
 * }
 */
public interface CausalModel {
    /**
     * Reads the model of a folder, of whichever family it is.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family that generates texts, or the folder breaks a rule
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    static CausalModel open(ModelFolder folder) {
        String type = Required.nonNull("CausalModel: the folder", folder).config().modelType();
        if (Gpt2.MODEL_TYPES.contains(type)) {
            return Gpt2.load(folder);
        }
        if (Llama.MODEL_TYPES.contains(type)) {
            return Llama.load(folder);
        }
        throw CausalChecks.unknown(folder.config());
    }

    /**
     * The logits of what follows each token: for training, with the cross entropy of the tokens one place further on.
     * <b>Shape</b>: {@code [N, L] -> [N, L, vocabulary]}.
     *
     * @throws IllegalArgumentException if there are more tokens than {@link #context}
     * @throws IndexOutOfBoundsException for a token outside the vocabulary
     */
    Tensor forward(IntTensor tokens);

    /**
     * The logits of what follows the last of some tokens, which follow those that the caches hold and are added to
     * them. Nothing is computed of the others that is not needed. The bits are those of {@link #forward(IntTensor)} in
     * evaluation mode, which this is for.
     * <b>Shape</b>: {@code [N, L] -> [N, vocabulary]}.
     *
     * @param caches from {@link #caches}; after an error they have to be reset
     * @throws IllegalArgumentException if the caches do not fit, or have no room for the tokens
     * @throws IndexOutOfBoundsException for a token outside the vocabulary
     */
    Tensor next(IntTensor tokens, List<KeyValueCache> caches);

    /**
     * The logits of what follows one more token of each of several texts, whatever their lengths. The bits are those of
     * {@link #next(IntTensor, List)} with each alone; the weights are read once for all.
     * <b>Shape</b>: {@code [N] -> [N, vocabulary]}.
     *
     * @param tokens one of each text
     * @param texts for each of them its own caches, from {@link #caches} for one sample; after an error they have to be
     *     reset
     * @throws IllegalArgumentException if the caches do not fit, or have no room for the tokens
     * @throws IndexOutOfBoundsException for a token outside the vocabulary
     */
    Tensor nextOfEach(IntTensor tokens, List<List<KeyValueCache>> texts);

    /**
     * Empty caches, one for each layer.
     *
     * @param samples texts that are gone on with together
     * @param capacity tokens of a text that there is room for
     * @throws IllegalArgumentException if a number is not positive, or the capacity larger than {@link #context}
     */
    List<KeyValueCache> caches(int samples, int capacity);

    /** How many tokens a text may have. */
    int context();

    /** How many tokens there are. */
    int vocabulary();
}
