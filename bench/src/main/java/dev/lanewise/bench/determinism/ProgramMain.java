package dev.lanewise.bench.determinism;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The program that {@link DeterminismCommand} starts with each setting. It computes all parts again and again for as
 * many seconds as its argument says, at least once, so that both interpreted and compiled code run, and prints one line
 * per part with the hash of its bits.
 */
public final class ProgramMain {
    private ProgramMain() {}

    public static void main(String[] args) {
        long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[0])).toNanos();
        Map<Part, String> first = hashes();
        while (System.nanoTime() < end) {
            Map<Part, String> again = hashes();
            if (!again.equals(first)) {
                throw new IllegalStateException("the hashes are " + again + " now, and were " + first + " at first");
            }
        }
        first.forEach((part, hash) -> System.out.println(part + " " + hash));
    }

    private static Map<Part, String> hashes() {
        Map<Part, String> hashes = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            Fingerprint seen = new Fingerprint();
            part.run(seen);
            hashes.put(part, seen.take());
        }
        return hashes;
    }
}
