package dev.lanewise.examples.chargpt;

/**
 * The sizes of a network.
 *
 * @param characters how many different ones there are
 * @param context how many of them are read at once
 * @param layers how many
 * @param width numbers for each character within the network
 * @param heads of attention, which share the width
 * @param dropout share of what each half of a layer adds that is dropped in training
 */
record Form(int characters, int context, int layers, int width, int heads, double dropout) {
    /** Checks the numbers, which may come from a file. */
    Form {
        if (characters < 1 || context < 1 || layers < 1 || width < 1 || heads < 1 || width % heads != 0
                || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(characters + " characters, a context of " + context + ", " + layers
                    + " layers, a width of " + width + ", " + heads + " heads and dropout " + dropout
                    + " make no sense");
        }
    }

    /** How many parameters there are. */
    long parameters() {
        long layer = 2L * 2 * width // normalisations
                + (3L * width + 3) * width + (width + 1L) * width // attention
                + (width + 1L) * 4 * width + (4L * width + 1) * width;
        return (2L * characters + context + 2) * width + layers * layer;
    }

    /** The network in short. */
    String describe() {
        return "context " + context + ", " + layers + " layers of width " + width + " with " + heads + " heads";
    }
}
