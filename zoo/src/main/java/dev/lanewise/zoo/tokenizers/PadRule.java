package dev.lanewise.zoo.tokenizers;

/**
 * What texts of a batch are padded with. The length that a file names (its {@code strategy}) is passed over, as by
 * {@code transformers}, which asks for the longest whatever the file says: a fixed one would only cost time.
 *
 * @param id the number of the token
 * @param type the text that it counts to
 * @param left whether it stands before the text rather than after it
 * @param multiple lengths are multiples of this
 */
record PadRule(int id, int type, boolean left, int multiple) {
    private static final int MOST_MULTIPLE = 1 << 16;

    static PadRule read(Part part) {
        part.only("strategy", "direction", "pad_to_multiple_of", "pad_id", "pad_type_id", "pad_token");
        int multiple = Math.max(1, part.number("pad_to_multiple_of", 1));
        if (multiple > MOST_MULTIPLE) {
            throw part.unsupported("pad_to_multiple_of", "at most " + MOST_MULTIPLE);
        }
        return new PadRule(part.number("pad_id", 0), part.number("pad_type_id", 0), Truncation.isLeft(part), multiple);
    }
}
