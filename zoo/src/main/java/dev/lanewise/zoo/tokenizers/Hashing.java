package dev.lanewise.zoo.tokenizers;

import java.security.SecureRandom;

/**
 * Places in tables with open addressing. They come from a number that is drawn anew for each process, so that a
 * stranger cannot write a file whose entries all want one place; what is found does not depend on it.
 */
final class Hashing {
    private static final long FACTOR = new SecureRandom().nextLong() | 1;
    private static final long SHIFTED = new SecureRandom().nextLong() | 1;

    private Hashing() {}

    /** The hash of a text, of which this one is the hash so far. */
    static long goneOn(long hash, char next) {
        return (hash + next + 1) * FACTOR;
    }

    /** The hash of a text. */
    static long of(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = goneOn(hash, text.charAt(i));
        }
        return hash;
    }

    /** The first place of a hash in a table of {@code capacity}, a power of two. */
    static int slot(long hash, int capacity) {
        long mixed = (hash ^ hash >>> 32) * SHIFTED;
        return (int) (mixed >>> 32) & (capacity - 1);
    }
}
