package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import java.io.UncheckedIOException;

/** What readers promise of files of strangers: they are read, or refused in one short sentence, soon. */
public final class Promise {
    private static final int LONGEST_MESSAGE = 2048;
    private static final long MOST_NANOS = 10_000_000_000L; // the machine may have other things to do

    private Promise() {}

    /**
     * Whether a reader reads what it is given; a complaint that is none of those promised is a failure.
     *
     * @param named what a complaint has to name
     * @param seed for messages
     */
    public static boolean isRead(Runnable reader, String named, long seed) {
        long start = System.nanoTime();
        String complaint = null;
        try {
            reader.run();
        } catch (FormatException | UncheckedIOException e) {
            complaint = String.valueOf(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("seed " + seed + " threw " + e, e);
        }
        long nanos = System.nanoTime() - start;
        if (nanos > MOST_NANOS) {
            throw new AssertionError("seed " + seed + " took " + nanos + " ns");
        }
        if (complaint != null) {
            check(complaint, named, seed);
        }
        return complaint == null;
    }

    /** Checks a complaint: it names what it is about, is short, and has no control characters. */
    public static void check(String complaint, String named, long seed) {
        if (!complaint.contains(named) || complaint.length() >= LONGEST_MESSAGE
                || complaint.codePoints().anyMatch(Character::isISOControl)) {
            throw new AssertionError("seed " + seed + ": a complaint without " + named + ", with more than "
                    + LONGEST_MESSAGE + " characters or with controls: " + complaint);
        }
    }
}
