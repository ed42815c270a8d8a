package dev.lanewise.kernels.sequence;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.sequence.AttentionMasks.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Infinities, NaN and overflow in queries, keys, values and gradients reach the same elements whichever kernels
 * compute: what a panel holds behind the last key of a strip is no part of a sum, as 0 times infinity would be NaN.
 */
@Parity
@Tag("quick")
class AttentionHostileValuesTest {
    private static final float[] HOSTILE = {
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MAX_VALUE
    };

    private static final int[] QUERIES = {2, 5, 64, 70, 130};

    /** Around the panels of all widths, and of scalar kernels. */
    private static final int[] KEYS = {1, 7, 9, 16, 17, 31, 33, 40, 65, 100, 127, 130, 200};

    private static final int SAMPLES = 2;
    private static final int HEADS = 2;
    private static final int DEPTH = 5;
    private static final int WIDTH = 18;

    private final SplittableRandom random = Seeds.random(41);

    /** Queries, keys, values and the gradient of the averages. */
    private float[][] operands(int queries, int keys) {
        return new float[][] {
            FloatSamples.ordinary(random, SAMPLES * HEADS * queries * DEPTH),
            FloatSamples.ordinary(random, SAMPLES * keys * DEPTH),
            FloatSamples.ordinary(random, SAMPLES * keys * WIDTH),
            FloatSamples.ordinary(random, SAMPLES * HEADS * queries * WIDTH)
        };
    }

    private static HeadRows rows(float[] data, int heads, int length, int wide) {
        return new HeadRows(data, 0, heads * length * wide, length * wide, wide);
    }

    /** The averages and the gradients of queries, keys and values. */
    private static float[][] results(
            Kernels kernels, AttentionSizes sizes, AttentionMasks masks, float[]... x) {
        int l = sizes.queries();
        int s = sizes.keys();
        float[][] y = {
            new float[x[3].length], new float[x[0].length], new float[x[1].length], new float[x[2].length]
        };
        HeadRows q = rows(x[0], HEADS, l, DEPTH);
        HeadRows k = rows(x[1], 1, s, DEPTH);
        HeadRows v = rows(x[2], 1, s, WIDTH);
        AttentionBackward backward = new AttentionBackward(
                kernels, sizes, rows(x[3], HEADS, l, WIDTH), q, k, v, masks, rows(y[1], HEADS, l, DEPTH),
                rows(y[2], 1, s, DEPTH), rows(y[3], 1, s, WIDTH));
        for (int b = 0; b < SAMPLES; b++) {
            AttentionForward.head(
                    kernels, sizes, q, k, v, masks, rows(y[0], HEADS, l, WIDTH), b, 0, 0, HEADS * sizes.strips());
            backward.head(b, 0);
        }
        return y;
    }

    private List<AttentionMasks> masks(int l, int s) {
        List<AttentionMasks> all = new ArrayList<>();
        Place samples = new Place(0, 1, 0, 0, 0);
        Place none = Place.NONE;
        Place scores = new Place(0, 0, 0, s, 1);
        int[] lengths = {random.nextInt(s + 1), s};
        Place heads = new Place(0, 2, 1, 0, 0);
        int[] lengthsOfHeads = random.ints(2 * HEADS, 0, s + 1).toArray();
        boolean[] allowed = FloatSamples.booleans(random, l * s);
        float[] bias = FloatSamples.ordinary(random, l * s);
        IntStream.range(0, 3).forEach(_ -> bias[random.nextInt(l * s)] = Float.NEGATIVE_INFINITY);
        all.add(new AttentionMasks(false, 0, null, none, null, none, null, none));
        all.add(new AttentionMasks(true, 0, null, none, null, none, null, none));
        all.add(new AttentionMasks(true, Math.max(0, s - l), null, none, null, none, null, none));
        all.add(new AttentionMasks(false, 0, lengths, samples, null, none, null, none));
        all.add(new AttentionMasks(false, 0, lengthsOfHeads, heads, null, none, null, none));
        all.add(new AttentionMasks(false, 0, null, none, allowed, scores, null, none));
        all.add(new AttentionMasks(false, 0, null, none, null, none, bias, scores));
        all.add(new AttentionMasks(true, 1, lengthsOfHeads, heads, allowed, scores, bias, scores));
        return all;
    }

    @Test
    void theyReachTheSameElementsWhicheverKernelsCompute() {
        for (int l : QUERIES) {
            for (int s : KEYS) {
                AttentionSizes sizes = new AttentionSizes(SAMPLES, HEADS, 1, l, s, DEPTH, WIDTH, 0.3f);
                float[][] x = operands(l, s);
                List<AttentionMasks> all = masks(l, s);
                for (AttentionMasks masks : all) {
                    for (int operand = 0; operand < x.length; operand++) {
                        float[] usual = x[operand];
                        for (int at : new int[] {0, random.nextInt(usual.length), usual.length - 1}) {
                            x[operand] = usual.clone();
                            x[operand][at] = HOSTILE[random.nextInt(HOSTILE.length)];
                            String what = "operand " + operand + " is " + x[operand][at] + " at " + at + " of " + sizes
                                    + ", masks " + all.indexOf(masks);
                            requireSame(what, sizes, masks, x);
                        }
                        x[operand] = usual;
                    }
                }
            }
        }
    }

    private static void requireSame(String what, AttentionSizes sizes, AttentionMasks masks, float[]... x) {
        float[][] expected = results(KernelLookup.scalar(), sizes, masks, x);
        float[][] found = results(KernelLookup.active(), sizes, masks, x);
        for (int i = 0; i < found.length; i++) {
            assertThatFloats(found[i]).as(what + ": result " + i).hasBitsOf(expected[i]);
        }
    }

    /** Two strips: the first attends to 64 keys, the second to one more. */
    @Test
    void anInfiniteGradientReachesTheKeysThatItsStripAttendsTo() {
        int l = 65;
        int s = 67;
        AttentionSizes sizes = new AttentionSizes(1, 1, 1, l, s, DEPTH, WIDTH, 1f);
        AttentionMasks masks = new AttentionMasks(true, 0, null, Place.NONE, null, Place.NONE, null, Place.NONE);
        float[] g = FloatSamples.ordinary(random, l * WIDTH);
        g[0] = Float.POSITIVE_INFINITY;
        float[] q = FloatSamples.ordinary(random, l * DEPTH);
        float[] k = FloatSamples.ordinary(random, s * DEPTH);
        float[] v = FloatSamples.ordinary(random, s * WIDTH);
        float[][] gradients = {new float[l * DEPTH], new float[s * DEPTH], new float[s * WIDTH]};
        for (Kernels kernels : List.of(KernelLookup.scalar(), KernelLookup.active())) {
            new AttentionBackward(
                    kernels, sizes, rows(g, 1, l, WIDTH), rows(q, 1, l, DEPTH), rows(k, 1, s, DEPTH),
                    rows(v, 1, s, WIDTH), masks, rows(gradients[0], 1, l, DEPTH), rows(gradients[1], 1, s, DEPTH),
                    rows(gradients[2], 1, s, WIDTH)).head(0, 0);
            for (int j = 0; j < s; j++) {
                float expected = j == 0 ? Float.POSITIVE_INFINITY : j < 64 ? Float.NaN : 0f;
                float found = gradients[2][j * WIDTH];
                assertThatFloats(Float.isFinite(found) ? 0f : found).as("gradient of value " + j)
                        .hasBitsOf(expected);
            }
            float[] unread = Arrays.copyOfRange(gradients[2], 65 * WIDTH, 67 * WIDTH);
            assertThatFloats(unread).as("values that nobody attends to").hasBitsOf(new float[2 * WIDTH]);
        }
    }
}
