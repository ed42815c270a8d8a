package dev.lanewise.data.tables;

/** How arrays grow. */
final class Growth {
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private Growth() {}

    /** The length of an array that is to hold at least so many elements. */
    static int of(int least) {
        return Math.clamp(2L * least, least, Math.max(least, LONGEST));
    }
}
