package dev.lanewise.bench.determinism;

import java.time.Duration;

/**
 * The program that {@link DeterminismCommand} starts with each setting. It computes all parts again and again for as
 * many seconds as its argument says, at least once, so that compiled code and interpreted code have both their turn, and
 * prints a line a part with the hash of its bits.
 */
public final class ProgramMain {
    private ProgramMain() {}

    public static void main(String[] args) {
        long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[0])).toNanos();
        String[] first = hashes();
        while (System.nanoTime() < end) {
            String[] again = hashes();
            for (Part part : Part.values()) {
                int i = part.ordinal();
                if (!again[i].equals(first[i])) {
                    throw new IllegalStateException(
                            part + " is " + again[i] + " now, and was " + first[i] + " at first");
                }
            }
        }
        for (Part part : Part.values()) {
            System.out.println(part + " " + first[part.ordinal()]);
        }
    }

    private static String[] hashes() {
        String[] hashes = new String[Part.values().length];
        for (Part part : Part.values()) {
            Fingerprint seen = new Fingerprint();
            part.run(seen);
            hashes[part.ordinal()] = seen.take();
        }
        return hashes;
    }
}
