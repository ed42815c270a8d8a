package dev.lanewise.kernels.scalar;

/**
 * The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011): ten rounds of multiplication turn a 128-bit counter into four random 32-bit words under a 64-bit
 * key. Here the key is a seed, and the counter is a block number (low half) and a stream (high half); the word at
 * {@code index} is word {@code index mod 4} of block {@code index / 4}.
 */
public final class Philox {
    /** Multiplier of the words 0 and 2. */
    public static final long MULTIPLIER_0 = 0xD2511F53L;

    public static final long MULTIPLIER_2 = 0xCD9E8D57L;

    /** What each round adds to the lower and the upper half of the key. */
    public static final int KEY_STEP_0 = 0x9E3779B9;

    public static final int KEY_STEP_1 = 0xBB67AE85;

    public static final int ROUNDS = 10;

    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /**
     * Writes the upper 24 bits of the words at {@code index .. index + n - 1}, as integers times {@code scale}, a power
     * of two; {@code index >= 0}.
     */
    public static void ticks(long seed, long stream, long index, float scale, float[] out, int o, int n) {
        for (int i = 0; i < n;) {
            int first = (int) (index + i) & 3;
            int count = Math.min(4 - first, n - i);
            block(seed, stream, (index + i) >>> 2, first, count, scale, out, o + i);
            i += count;
        }
    }

    /** {@link #ticks} from {@code count} words of one block. */
    static void block(
            long seed, long stream, long block, int first, int count, float scale, float[] out, int o) {
        int key0 = (int) seed;
        int key1 = (int) (seed >>> 32);
        int w0 = (int) block;
        int w1 = (int) (block >>> 32);
        int w2 = (int) stream;
        int w3 = (int) (stream >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (w0 & LOW) * MULTIPLIER_0;
            long product2 = (w2 & LOW) * MULTIPLIER_2;
            w0 = (int) (product2 >>> 32) ^ w1 ^ key0;
            w1 = (int) product2;
            w2 = (int) (product0 >>> 32) ^ w3 ^ key1;
            w3 = (int) product0;
            key0 += KEY_STEP_0;
            key1 += KEY_STEP_1;
        }
        if (count == 4) {
            out[o] = (w0 >>> 8) * scale;
            out[o + 1] = (w1 >>> 8) * scale;
            out[o + 2] = (w2 >>> 8) * scale;
            out[o + 3] = (w3 >>> 8) * scale;
            return;
        }
        for (int i = 0; i < count; i++) {
            int word = switch (first + i) {
                case 0 -> w0;
                case 1 -> w1;
                case 2 -> w2;
                default -> w3;
            };
            out[o + i] = (word >>> 8) * scale;
        }
    }
}
