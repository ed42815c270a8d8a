package dev.lanewise.io;

import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Saves a tensor of equal numbers again and again until it is killed; run by {@link KilledSavesTest}. */
final class SaveForEver {
    static final int SIZE = 200_000;

    private SaveForEver() {}

    /** The file, and then how often to save it, or {@code hold} to stop in the middle of a save. */
    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        if (args.length > 1 && args[1].equals("hold")) {
            AtomicFile.write(file, channel -> {
                channel.write(ByteBuffer.allocate(100));
                sleep();
            });
        }
        int times = args.length > 1 ? Integer.parseInt(args[1]) : Integer.MAX_VALUE;
        int size = args.length > 1 ? 100 : SIZE;
        for (int i = 0; i < times; i++) {
            if (args.length > 1) {
                Leftovers.sweepNow(file.toAbsolutePath().getParent()); // more often than a save would
            }
            Safetensors.save(file, Map.of("w", Tensor.full(i, size)), Map.of());
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
