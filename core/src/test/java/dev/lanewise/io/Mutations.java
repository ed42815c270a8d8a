package dev.lanewise.io;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages files: bits flip, bytes go, come and repeat, and what means something to the format appears anywhere. */
public final class Mutations {
    private static final int MOST_EDITS = 4;
    private static final int LONGEST_RUN = 16;

    private final byte[][] tokens;
    private byte[] content = new byte[1024];
    private int length;

    /** Mutations that know the bytes that have a meaning, longer ones too. */
    public Mutations(List<byte[]> tokens) {
        this.tokens = tokens.toArray(byte[][]::new);
    }

    /** A copy of a file with one edit or several. */
    public byte[] of(byte[] whole, SplittableRandom random) {
        length = 0;
        splice(0, 0, whole, 0, whole.length);
        for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0; edits--) {
            edit(random);
        }
        return Arrays.copyOf(content, length);
    }

    private void edit(SplittableRandom random) {
        int at = random.nextInt(length + 1);
        int run = Math.min(length - at, 1 + random.nextInt(LONGEST_RUN));
        byte[] token = tokens[random.nextInt(tokens.length)];
        switch (random.nextInt(9)) {
            case 0 -> splice(at, run, token, 0, 0); // these go
            case 1, 2 -> splice(at, 0, token, 0, token.length);
            case 3, 4 -> splice(at, Math.min(run, token.length), token, 0, token.length);
            case 5 -> splice(at, 0, Arrays.copyOfRange(content, at, at + run), 0, run); // these twice
            case 6 -> length = random.nextInt(4) == 0 ? at : length; // cut off here
            case 7 -> {
                if (at < length) {
                    content[at] = (byte) random.nextInt(256);
                }
            }
            default -> {
                if (at < length) {
                    content[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
    }

    /** Replaces {@code gone} bytes at a place by a piece of others. */
    private void splice(int at, int gone, byte[] source, int from, int count) {
        int rest = length - at - gone;
        if (length - gone + count > content.length) {
            content = Arrays.copyOf(content, 2 * (length - gone + count));
        }
        System.arraycopy(content, at + gone, content, at + count, rest);
        System.arraycopy(source, from, content, at, count);
        length += count - gone;
    }
}
