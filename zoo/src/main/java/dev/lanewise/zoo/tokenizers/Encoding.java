package dev.lanewise.zoo.tokenizers;

import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * The tokens of a text, or of a pair of texts: for each its number, the text that it belongs to, and where in that text
 * it stands. Two are equal if all their values are; the arrays are copies.
 *
 * @param ids the numbers of the tokens in the vocabulary
 * @param types the number of the text that each belongs to as the model counts, 0 or 1
 * @param special whether a token was added by the tokenizer, such as {@code [CLS]}
 * @param begins where each token begins in its text, as an index of {@code char}s; 0 for tokens that were added
 * @param ends where each token ends, exclusive
 */
public record Encoding(int[] ids, int[] types, boolean[] special, int[] begins, int[] ends) {
    /**
     * Of these values, which are copied.
     *
     * @throws IllegalArgumentException if one is null, or their lengths differ
     */
    public Encoding {
        ids = Required.nonNull("Encoding: the ids", ids).clone();
        types = sameLength("types", ids, Required.nonNull("Encoding: the types", types)).clone();
        special = Required.nonNull("Encoding: the special tokens", special).clone();
        begins = sameLength("begins", ids, Required.nonNull("Encoding: the begins", begins)).clone();
        ends = sameLength("ends", ids, Required.nonNull("Encoding: the ends", ends)).clone();
        if (special.length != ids.length) {
            throw new IllegalArgumentException(
                    "Encoding: " + ids.length + " ids, but " + special.length + " special");
        }
    }

    private static int[] sameLength(String what, int[] ids, int[] values) {
        if (values.length != ids.length) {
            throw new IllegalArgumentException(
                    "Encoding: " + ids.length + " ids, but " + values.length + " " + what);
        }
        return values;
    }

    /** How many tokens there are. */
    public int size() {
        return ids.length;
    }

    @Override
    public int[] ids() {
        return ids.clone();
    }

    @Override
    public int[] types() {
        return types.clone();
    }

    @Override
    public boolean[] special() {
        return special.clone();
    }

    @Override
    public int[] begins() {
        return begins.clone();
    }

    @Override
    public int[] ends() {
        return ends.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Encoding o && Arrays.equals(ids, o.ids) && Arrays.equals(types, o.types)
                && Arrays.equals(special, o.special) && Arrays.equals(begins, o.begins) && Arrays.equals(ends, o.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(types);
    }

    /** The ids, for example {@code Encoding[101, 7592, 102]}. */
    @Override
    public String toString() {
        return "Encoding" + Arrays.toString(ids);
    }
}
