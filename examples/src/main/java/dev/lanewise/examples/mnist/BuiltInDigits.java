package dev.lanewise.examples.mnist;

import dev.lanewise.examples.pictures.PenRandom;
import java.util.stream.IntStream;

/**
 * Digits drawn by the program, in the form of MNIST's: 28 x 28 grey bytes, the digit fitted into 20 x 20 and centred by
 * its mass. They are used when there is no network and no data folder. A 784-128-10 network that has seen nothing else
 * recognises about 92 % of MNIST's test images.
 *
 * <p>Every picture has a generator of its own, keyed by seed, set and index, and uses only operations that are the same
 * on every JVM: a seed gives the same bytes on any machine and any number of threads.
 */
public final class BuiltInDigits {
    /** Rows and columns of a picture. */
    public static final int SIDE = 28;

    private static final int BOX = 20;
    private static final int CHUNK = 500;
    private static final long TRAIN = 1;
    private static final long TEST = 2;
    private static final long LABELS = 1L << 40;

    private BuiltInDigits() {}

    /** Draws {@code count} digits to learn from; all ten equally often, in random order. */
    public static Digits train(long seed, int count) {
        return draw(seed, TRAIN, count);
    }

    /** Draws {@code count} digits to test with, independent of the ones to learn from. */
    public static Digits test(long seed, int count) {
        return draw(seed, TEST, count);
    }

    private static Digits draw(long seed, long set, int count) {
        byte[] labels = labels(count, new PenRandom(seed, set, LABELS));
        byte[] pixels = new byte[Math.multiplyExact(count, SIDE * SIDE)];
        IntStream.range(0, (count + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            Hand hand = new Hand();
            Pen pen = new Pen(BOX);
            for (int i = chunk * CHUNK; i < Math.min((chunk + 1) * CHUNK, count); i++) {
                drawOne(labels[i], new PenRandom(seed, set, i), hand, pen, pixels, i * SIDE * SIDE);
            }
        });
        return new Digits(count, SIDE, SIDE, pixels, labels);
    }

    private static byte[] labels(int count, PenRandom random) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            int j = random.below(i + 1);
            labels[i] = labels[j];
            labels[j] = (byte) (i % 10);
        }
        return labels;
    }

    private static void drawOne(int digit, PenRandom random, Hand hand, Pen pen, byte[] pixels, int offset) {
        Trace trace = hand.write(Glyphs.pick(digit, random), random);
        double radius = Math.clamp(1.25 + random.normal(0.38), 0.55, 2.6);
        trace.fitInto(BOX - 2 * radius);
        double[] ink = pen.draw(trace, radius, random.normal(0.12), 1.2);
        roughen(ink, random);
        centre(ink, pixels, offset);
    }

    /** Makes the edges uneven; paper stays white and full ink stays black. */
    private static void roughen(double[] ink, PenRandom random) {
        for (int i = 0; i < ink.length; i++) {
            if (ink[i] > 0 && ink[i] < 1) {
                ink[i] = Math.clamp(ink[i] + random.normal(0.12), 0.0, 1.0);
            }
        }
    }

    /** Copies the box into the picture so that the centre of the ink's mass lies on pixel (14, 14), as MNIST's does. */
    private static void centre(double[] ink, byte[] pixels, int offset) {
        double mass = 0;
        double rowMass = 0;
        double colMass = 0;
        for (int i = 0; i < ink.length; i++) {
            mass += ink[i];
            int row = i / BOX;
            int col = i % BOX;
            rowMass += ink[i] * row;
            colMass += ink[i] * col;
        }
        int top = place(rowMass / mass);
        int left = place(colMass / mass);
        for (int i = 0; i < ink.length; i++) {
            pixels[offset + (top + i / BOX) * SIDE + left + i % BOX] = (byte) (ink[i] * 255 + 0.5);
        }
    }

    private static int place(double centre) {
        return Math.clamp(Math.round(SIDE / 2 - centre), 0, SIDE - BOX);
    }
}
