package dev.lanewise.zoo;

import java.util.List;

/**
 * What was added to a prompt, and why no more.
 *
 * @param tokens the new ones, the token that ended the text included
 * @param finish why it ends here
 */
public record Generation(List<Integer> tokens, Finish finish) {
    /** Why a text ends. */
    public enum Finish {
        /** A token that ends texts was chosen. */
        END,
        /** There are as many tokens as were asked for. */
        MOST_TOKENS,
        /** The text is as long as the model's context; what the last token would be followed by cannot be computed. */
        CONTEXT,
        /** Whoever is told of the tokens wants no more, or a text to stop at was written. */
        STOPPED
    }

    /** Copies the list. */
    public Generation {
        tokens = List.copyOf(tokens);
    }

    /** The new tokens as an array of one's own. */
    public int[] ids() {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }
}
