package dev.lanewise.tensorboard;

import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * How many elements lie in which of TensorFlow's buckets: each is 1.1 times as wide as the one before, from 1e-12 to
 * 1e20 and likewise below zero (tensorflow/core/lib/histogram/histogram.cc). Reads the tensor once, in pieces.
 */
final class Buckets {
    private static final int PIECE = 1 << 16;

    /** Where buckets end, ascending; a value that equals a limit belongs to the bucket above. */
    private static final double[] LIMITS = limits();

    /** For the high half of a float's bits the bucket of the least such float: at most two below that of any other. */
    private static final short[] FIRST = first();

    private final long[] counts = new long[LIMITS.length];
    private long finite;
    private long others;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private double sumOfSquares;

    private Buckets() {}

    /** Counts the elements of a tensor. */
    static Buckets of(Tensor tensor) {
        Buckets buckets = new Buckets();
        Tensor flat = tensor.detach().reshape(tensor.size());
        float[] piece = new float[Math.min(PIECE, flat.size())];
        for (int from = 0; from < flat.size();) {
            int count = Math.min(piece.length, flat.size() - from);
            flat.slice(0, from, from + count).copyTo(piece, 0);
            buckets.add(piece, count);
            from += count;
        }
        return buckets;
    }

    private void add(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            float value = values[i];
            if (!Float.isFinite(value)) {
                others++;
                continue;
            }
            int bucket = FIRST[Float.floatToRawIntBits(value) >>> Short.SIZE];
            while (value >= LIMITS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
            finite++;
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            sumOfSquares += (double) value * value;
        }
    }

    /** Elements that are numbers, and counted. */
    long finite() {
        return finite;
    }

    /** Elements that are infinite or no numbers, and not counted. */
    long others() {
        return others;
    }

    /** As a HistogramProto, in which empty buckets that are neighbours are one. */
    Message toMessage() {
        double[] limits = new double[LIMITS.length];
        double[] filled = new double[LIMITS.length];
        int size = 0;
        for (int i = 0; i < LIMITS.length; i++) {
            if (counts[i] == 0 && size > 0 && filled[size - 1] == 0) {
                size--; // the empty bucket before this one goes on to the end of this one
            }
            limits[size] = LIMITS[i];
            filled[size] = counts[i];
            size++;
        }
        return new Message().real(1, min).real(2, max).real(3, (double) finite).real(4, sum).real(5, sumOfSquares)
                .reals(6, limits, size).reals(7, filled, size);
    }

    private static double[] limits() {
        double[] positive = new double[1000];
        int count = 0;
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
            positive[count++] = limit;
        }
        positive[count++] = Double.MAX_VALUE;
        double[] limits = new double[2 * count + 1];
        for (int i = 0; i < count; i++) {
            limits[count + 1 + i] = positive[i];
            limits[count - 1 - i] = -positive[i];
        }
        return limits;
    }

    private static short[] first() {
        short[] first = new short[1 << Short.SIZE];
        for (int high = 0; high < first.length; high++) {
            boolean isNegative = high >= first.length / 2;
            float least = Float.intBitsToFloat(high << Short.SIZE | (isNegative ? 0xFFFF : 0));
            if (Float.isNaN(least)) {
                least = isNegative ? -Float.MAX_VALUE : 0; // only of values that are not looked up
            }
            int at = Arrays.binarySearch(LIMITS, least);
            first[high] = (short) (at < 0 ? -at - 1 : at);
        }
        return first;
    }
}
