package dev.lanewise.examples.cifar;

import dev.lanewise.data.ImageDataset;
import dev.lanewise.examples.pictures.PenRandom;
import dev.lanewise.io.Cifar10;
import dev.lanewise.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Coloured shapes drawn by the program, in the form of CIFAR-10's pictures: one of ten shapes, of any colour, place,
 * size and direction, on a ground that shades from one colour to another, under noise.
 *
 * <p>Every picture has a generator of its own, keyed by seed, set and index, and uses only operations that are the same
 * on every JVM: a seed gives the same bytes on any machine and any number of threads.
 */
final class Shapes {
    /** What the labels stand for. */
    static final List<String> CLASSES = List.of(
            "circle", "ring", "crescent", "semicircle", "triangle", "square", "frame", "bar", "cross", "star");

    /** Pixels of one colour. */
    private static final int PLANE = Cifar10.SIDE * Cifar10.SIDE;

    /** Pixels of one picture. */
    static final int PICTURE = Cifar10.CHANNELS * PLANE;

    private static final long LABELS = 1L << 40;
    private static final int SAMPLES = 3; // squared for each pixel, to smooth edges
    private static final double LEAST_CONTRAST = 0.3;
    private static final double NOISE = 0.06;

    /** Directions of a fifth of a turn each: sine and cosine, which a JVM might round in its own way. */
    private static final double[][] FIFTHS = {
        {0, 1}, {0.9510565162951535, 0.3090169943749474}, {0.5877852522924731, -0.8090169943749475},
        {-0.5877852522924731, -0.8090169943749475}, {-0.9510565162951535, 0.3090169943749474}};

    private static final double HALF_ROOT_3 = 0.8660254037844386;

    /** Pixels {@code [N, 3, 32, 32]} and labels {@code [N]}. */
    record Drawn(byte[] pixels, byte[] labels) {
        /** As fractions of 255. */
        ImageDataset dataset() {
            return ImageDataset.of(
                    Shape.of(labels.length, Cifar10.CHANNELS, Cifar10.SIDE, Cifar10.SIDE), pixels, labels);
        }
    }

    private Shapes() {}

    /**
     * Draws so many pictures; all shapes equally often, in random order.
     *
     * @param set pictures of different sets are independent of each other
     */
    static Drawn draw(long seed, long set, int count) {
        byte[] labels = new byte[count];
        PenRandom order = new PenRandom(seed, set, LABELS);
        for (int i = 0; i < count; i++) {
            int j = order.below(i + 1);
            labels[i] = labels[j];
            labels[j] = (byte) (i % CLASSES.size());
        }
        byte[] pixels = new byte[Math.multiplyExact(count, PICTURE)];
        IntStream.range(0, count).parallel().forEach(
                i -> drawOne(labels[i], new PenRandom(seed, set, i), pixels, i * PICTURE));
        return new Drawn(pixels, labels);
    }

    private static void drawOne(int shape, PenRandom random, byte[] pixels, int start) {
        int side = Cifar10.SIDE;
        double radius = random.between(5, 13);
        double x = random.between(radius, side - radius);
        double y = random.between(radius, side - radius);
        double[] turn = direction(random);
        double[] shading = direction(random);
        double[] ground = colour(random);
        double[] shade = colour(random);
        double[] ink = colour(random);
        while (distance(ink, ground) < LEAST_CONTRAST || distance(ink, shade) < LEAST_CONTRAST) {
            ink = colour(random);
        }
        for (int row = 0; row < side; row++) {
            for (int col = 0; col < side; col++) {
                double covered = coverage(shape, (col - x) / radius, (row - y) / radius, 1 / radius, turn);
                double along = 0.5 + ((col - side / 2) * shading[0] + (row - side / 2) * shading[1]) / (1.5 * side);
                for (int channel = 0; channel < Cifar10.CHANNELS; channel++) {
                    double behind = ground[channel] + (shade[channel] - ground[channel]) * along;
                    double value = behind + (ink[channel] - behind) * covered + random.normal(NOISE);
                    pixels[start + channel * PLANE + row * side + col] = (byte) (255
                            * Math.clamp(value, 0.0, 1.0) + 0.5);
                }
            }
        }
    }

    private static double[] colour(PenRandom random) {
        return new double[] {random.uniform(), random.uniform(), random.uniform()};
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    /** Any direction: of a point that is anywhere in a ring. */
    private static double[] direction(PenRandom random) {
        while (true) {
            double u = random.between(-1, 1);
            double v = random.between(-1, 1);
            double squared = u * u + v * v;
            if (squared > 0.01 && squared <= 1) {
                double length = Math.sqrt(squared);
                return new double[] {u / length, v / length};
            }
        }
    }

    /** The share of a pixel that a shape covers, from its corner at (left, top) in radii, turned back. */
    private static double coverage(int shape, double left, double top, double pixel, double[] turn) {
        int inside = 0;
        for (int i = 0; i < SAMPLES * SAMPLES; i++) {
            int row = i / SAMPLES;
            int col = i % SAMPLES;
            double x = left + (col + 0.5) / SAMPLES * pixel;
            double y = top + (row + 0.5) / SAMPLES * pixel;
            if (covers(shape, x * turn[0] + y * turn[1], y * turn[0] - x * turn[1])) {
                inside++;
            }
        }
        return inside / (double) (SAMPLES * SAMPLES);
    }

    /** Whether a shape of radius 1 around (0, 0) covers a point. */
    private static boolean covers(int shape, double x, double y) {
        double squared = x * x + y * y;
        double wide = Math.max(Math.abs(x), Math.abs(y));
        double narrow = Math.min(Math.abs(x), Math.abs(y));
        return switch (shape) {
            case 0 -> squared <= 0.8 * 0.8;
            case 1 -> squared <= 1 && squared >= 0.55 * 0.55;
            case 2 -> squared <= 1 && (x - 0.5) * (x - 0.5) + y * y >= 0.75 * 0.75;
            case 3 -> x * x + (y + 0.4) * (y + 0.4) <= 1 && y >= -0.4;
            case 4 -> y <= 0.5 && Math.abs(x) * HALF_ROOT_3 - y * 0.5 <= 0.5;
            case 5 -> wide <= 0.68;
            case 6 -> wide <= 0.72 && wide >= 0.38;
            case 7 -> Math.abs(x) <= 0.95 && Math.abs(y) <= 0.3;
            case 8 -> wide <= 0.95 && narrow <= 0.26;
            case 9 -> isInStar(x, y);
            default -> throw new IllegalArgumentException("no shape " + shape);
        };
    }

    /** A pentagram lies within four at least of the lines through its points. */
    private static boolean isInStar(double x, double y) {
        int beyond = 0;
        for (double[] normal : FIFTHS) {
            if (x * normal[0] + y * normal[1] > FIFTHS[1][1]) {
                beyond++;
            }
        }
        return beyond <= 1;
    }
}
