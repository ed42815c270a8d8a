package dev.lanewise.examples.training;

import dev.lanewise.examples.ProgramException;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Whether there is a network of the size that options ask for: said before data are read, and before it is built. */
public final class ModelSize {
    private static final double GB = 1e9;

    private ModelSize() {}

    /**
     * Refuses a network whose parameters cannot be held, or not be trained in the memory that the program has: what
     * each step keeps of the samples comes on top.
     *
     * @param cause what the size follows from: options with their values
     * @param slots floats that the optimizer keeps for each parameter; there is a gradient too
     * @param parameters how many there are; may throw an {@link ArithmeticException} if that is no long
     * @param largest how many of them the largest weight has, likewise
     * @throws ProgramException if the network is too large; the message begins with the cause
     */
    public static void require(String cause, int slots, LongSupplier parameters, LongSupplier largest) {
        long count;
        long weight;
        try {
            count = parameters.getAsLong();
            weight = largest.getAsLong();
        } catch (ArithmeticException _) {
            throw new ProgramException(cause + ": more than " + Long.MAX_VALUE + " parameters");
        }
        double needed = (2.0 + slots) * Float.BYTES * count;
        long memory = Runtime.getRuntime().maxMemory();
        if (needed > memory) {
            throw new ProgramException(String.format(Locale.ROOT,
                    "%s: not enough memory: to train %,d parameters takes %,.1f GB at least, and the program has "
                            + "%,.1f; LANEWISE_JAVA_OPTS=-Xmx8g gives it 8 GB",
                    cause, count, needed / GB, memory / GB));
        }
        if (weight > Integer.MAX_VALUE) {
            throw new ProgramException(String.format(Locale.ROOT,
                    "%s: a weight of %,d elements, more than an array holds (%,d)", cause, weight,
                    Integer.MAX_VALUE));
        }
    }
}
