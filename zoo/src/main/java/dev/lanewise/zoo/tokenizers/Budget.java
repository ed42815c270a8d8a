package dev.lanewise.zoo.tokenizers;

/**
 * What a stranger's tokenizer may cost for one text: how often its regular expressions look at a character, and by how
 * much its steps make the text longer. Both grow with the text's length.
 */
final class Budget {
    private static final long STEPS = 200; // a real expression takes ten or so
    private static final long GROWTH = 64; // the longest compatibility form has 18 characters, of two bytes each
    private static final long SPARE = 5000;

    /** How many characters regular expressions may look at from now on. */
    long steps;

    private long growth;

    /** For a text of so many characters. */
    Budget(long length) {
        steps = STEPS * (length + SPARE);
        growth = GROWTH * (length + SPARE);
    }

    /**
     * A step makes a text longer by so many characters.
     *
     * @throws IllegalArgumentException if that is too much
     */
    void grow(long characters) {
        requireRoomFor(characters);
        growth -= characters;
    }

    /** The same, for what is not done yet. */
    void requireRoomFor(long characters) {
        if (characters > growth) {
            throw new IllegalArgumentException(
                    "the tokenizer's file makes this text more than " + GROWTH + " times longer");
        }
    }
}
