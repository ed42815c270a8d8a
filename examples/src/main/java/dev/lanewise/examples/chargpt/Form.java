package dev.lanewise.examples.chargpt;

/**
 * The sizes of a network.
 *
 * @param characters how many different ones there are
 * @param context how many of them are read at once
 * @param layers how many
 * @param width numbers for each character within the network
 * @param heads of attention, which share the width
 * @param dropout share of what is dropped in training, before the layers and within them
 */
record Form(int characters, int context, int layers, int width, int heads, double dropout) {
    /** Checks the numbers, which may come from a file. */
    Form {
        if (characters < 2 || context < 1 || layers < 1 || width < 1 || heads < 1 || width % heads != 0
                || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(characters + " characters, a context of " + context + ", " + layers
                    + " layers, a width of " + width + ", " + heads + " heads and dropout " + dropout
                    + " make no sense");
        }
    }

    /** How many parameters there are; fails where that is no long. */
    long parameters() {
        long layer = Math.addExact(product(product(12, width), width), product(13, width));
        return Math.addExact(product(2L * characters + context + 2, width), product(layers, layer));
    }

    /** How many of them its largest weight has. */
    long largest() {
        return Math.max(product(4, product(width, width)), product(Math.max(characters, context), width));
    }

    private static long product(long a, long b) {
        return Math.multiplyExact(a, b);
    }

    /** The network in short. */
    String describe() {
        return "context " + context + ", " + layers + (layers == 1 ? " layer of " : " layers of ") + width + ", "
                + heads
                + (heads == 1 ? " head" : " heads");
    }
}
