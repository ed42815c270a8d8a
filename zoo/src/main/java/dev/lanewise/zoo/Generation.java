package dev.lanewise.zoo;

import dev.lanewise.text.Required;
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

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if something is null
     */
    public Generation {
        tokens = Elements.of("Generation: the list of tokens", "Generation: token", tokens);
        Required.nonNull("Generation: the reason of the end", finish);
    }

    /** The new tokens as an array of one's own. */
    public int[] ids() {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }
}
