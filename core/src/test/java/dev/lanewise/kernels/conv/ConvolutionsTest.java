package dev.lanewise.kernels.conv;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bits of the definition, spelled out, for awkward sizes, several numbers of threads and every vector width. */
@Parity
class ConvolutionsTest {
    private static final int GUARD = 5;

    private final SplittableRandom random = Seeds.random(17);

    /** Batch, channels, filters, groups; then input, kernel, stride, padding and dilation over three axes. */
    @ParameterizedTest
    @ValueSource(
        strings = {
            "2 3 5 1 | 1 7 6 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1", "1 1 1 1 | 1 1 1 | 1 1 1 | 1 1 1 | 0 0 0 | 1 1 1",
            "3 4 6 2 | 1 9 8 | 1 2 4 | 1 2 3 | 0 1 2 | 1 1 1", "1 2 3 1 | 1 1 40 | 1 1 5 | 1 1 2 | 0 0 4 | 1 1 2",
            "2 24 24 24 | 1 9 9 | 1 3 3 | 1 2 2 | 0 1 1 | 1 1 1", "1 2 2 1 | 3 4 5 | 2 3 2 | 1 1 2 | 1 1 0 | 1 2 1",
            "1 3 2 1 | 1 2 2 | 1 5 5 | 1 1 1 | 0 2 2 | 1 1 1", "2 2 4 1 | 1 8 8 | 1 1 1 | 1 3 3 | 0 0 0 | 1 1 1",
            "1 5 3 1 | 1 5 6 | 1 2 2 | 1 3 3 | 0 0 0 | 1 2 2", "2 70 13 1 | 1 6 7 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "1 3 4 1 | 1 30 29 | 1 7 7 | 1 2 2 | 0 3 3 | 1 1 1", "9 1 16 1 | 1 20 20 | 1 5 5 | 1 1 1 | 0 0 0 | 1 1 1",
            "2 64 40 1 | 1 8 8 | 1 1 1 | 1 2 2 | 0 0 0 | 1 1 1", "1 2 2 1 | 1 1 3 | 1 1 2 | 1 1 5 | 0 0 9 | 1 1 1",
            "0 3 2 1 | 1 4 4 | 1 3 3 | 1 1 1 | 0 0 0 | 1 1 1", "4 37 33 1 | 1 14 14 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "3 20 20 20 | 1 37 41 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "7 16 16 16 | 1 7 7 | 1 5 5 | 1 1 1 | 0 2 2 | 1 1 1",
            "2 33 33 33 | 1 30 9 | 1 3 3 | 1 2 2 | 0 1 1 | 1 1 1", "2 5 5 5 | 4 6 7 | 3 2 3 | 2 1 3 | 1 1 2 | 1 2 1",
            "2 8 16 8 | 1 12 13 | 1 3 3 | 1 1 1 | 0 0 0 | 1 1 1", "2 34 17 17 | 1 9 10 | 1 3 2 | 1 3 2 | 0 1 1 | 1 1 1",
            "2 18 18 9 | 1 6 6 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "1 17 17 17 | 1 1 5000 | 1 1 9 | 1 1 1 | 0 0 4 | 1 1 1",
            "1 16 16 16 | 1 1 900 | 1 1 3 | 1 1 1 | 0 0 200 | 1 1 200",
            "2 4 4 4 | 1 50 1 | 1 3 1 | 1 1 1 | 0 1 0 | 1 1 1",
            "1 16 16 16 | 1 6 7 | 1 1 1 | 1 5 4 | 0 0 0 | 1 1 1", "2 3 3 3 | 1 40 40 | 1 3 3 | 1 1 1 | 0 4 4 | 1 4 4",
            "0 16 16 16 | 1 4 4 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1", "1 16 16 16 | 1 9 9 | 1 9 9 | 1 9 9 | 0 8 8 | 1 1 1",
            // Gradients of weights: chains over several images, a short last chain, rows longer than a chain, few
            // filters, channels of several blocks and of parts of one, channels read where they are.
            "9 65 4 1 | 1 9 8 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1", "3 33 14 1 | 1 20 19 | 1 3 3 | 1 2 2 | 0 2 0 | 1 1 1",
            "1 2 1 1 | 1 1 1300 | 1 1 3 | 1 1 1 | 0 0 1 | 1 1 1", "1 34 3 1 | 1 2 1100 | 1 2 3 | 1 1 2 | 0 1 3 | 1 1 3",
            "2 40 6 2 | 1 17 18 | 1 3 2 | 1 2 2 | 0 1 0 | 1 2 2", "600 3 2 1 | 1 2 2 | 1 2 2 | 1 1 1 | 0 0 0 | 1 1 1",
            "2 96 2 1 | 1 12 13 | 1 1 1 | 1 1 4 | 0 0 0 | 1 1 1", "2 35 9 1 | 1 16 16 | 1 2 3 | 1 4 3 | 0 1 2 | 1 4 6",
            "3 32 40 1 | 3 6 7 | 2 3 3 | 1 1 1 | 1 1 1 | 2 1 1", "5 7 33 1 | 1 16 16 | 1 3 3 | 1 1 1 | 0 0 0 | 1 1 1",
            "3 48 48 3 | 1 13 12 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1", "2 130 3 1 | 1 8 8 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "7 1 32 1 | 1 28 28 | 1 3 3 | 1 1 1 | 0 0 0 | 1 1 1", "2 3 70 1 | 1 40 38 | 1 7 7 | 1 2 2 | 0 3 3 | 1 1 1",
            "1 66 2 2 | 2 9 40 | 2 3 3 | 2 3 1 | 1 0 9 | 1 2 4", "2 1 1 1 | 1 50 50 | 1 3 3 | 1 1 1 | 0 60 1 | 1 1 1",
            // Many weights for the positions of one picture.
            "1 80 96 1 | 1 7 7 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1", "1 70 110 1 | 1 9 11 | 1 3 3 | 1 2 2 | 0 1 1 | 1 1 1",
            "1 300 230 1 | 1 5 5 | 1 1 1 | 1 1 1 | 0 0 0 | 1 1 1", "1 17 901 1 | 2 3 4 | 1 2 3 | 1 1 3 | 0 1 1 | 1 1 1",
            "1 24 64 1 | 1 20 17 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "1 3 64 1 | 1 30 110 | 1 7 7 | 1 2 2 | 0 3 3 | 1 1 1",
            "1 130 96 1 | 3 5 6 | 2 3 3 | 1 2 1 | 1 0 2 | 1 2 2", "1 97 90 1 | 1 9 9 | 1 1 1 | 1 2 2 | 0 0 0 | 1 1 1",
            // Taps that read nothing but padding, before the first element and behind the last one.
            "1 1 1 1 | 1 5 1 | 1 1 3 | 1 1 1 | 0 0 20 | 1 1 20", "2 2 2 2 | 1 3 3 | 1 1 3 | 1 1 2 | 0 1 9 | 1 1 9"
        })
    void haveTheBitsOfTheDefinition(String sizes) {
        compare(sizes, 0);
    }

    /** Padding takes part: an infinite weight, or gradient, times what lies outside is NaN. */
    @ParameterizedTest
    @ValueSource(
        strings = {
            "1 24 64 1 | 1 6 9 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "2 3 5 1 | 1 7 6 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1", "2 20 20 20 | 1 9 40 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
            "2 18 18 18 | 1 7 7 | 1 5 5 | 1 2 2 | 0 2 2 | 1 1 1", "3 12 24 6 | 1 8 6 | 1 3 2 | 1 1 1 | 0 1 1 | 1 2 1"
        })
    void haveTheBitsOfTheDefinitionWhereValuesAreNotFinite(String sizes) {
        compare(sizes, 5);
    }

    /** One of so many numbers is infinite or NaN; none if it is 0. */
    private float[] samples(int n, int one) {
        float[] x = FloatSamples.ordinary(random, GUARD + n);
        for (int i = GUARD; one > 0 && i < x.length; i += 1 + random.nextInt(2 * one * one)) {
            x[i] = random.nextInt(4) == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
        return x;
    }

    private void compare(String sizes, int one) {
        Geometry g = geometry(sizes);
        int ofFilter = g.channelsOfGroup() * g.taps();
        float[] x = samples(g.batch * g.channels * g.inPlane(), 3 * one);
        float[] w = samples(g.filters * ofFilter, one);
        float[] bias = samples(g.filters, one);
        float[] dy = samples(g.batch * g.filters * g.outPlane(), 3 * one);
        Definition definition = new Definition(g, GUARD);
        float[] y = definition.forward(x, w, bias);
        float[] dx = definition.inputGradient(dy, w);
        float[] dw = definition.weightGradient(x, dy);
        int before = Parallel.threads();
        try {
            for (int threads = 1; threads <= 3; threads++) {
                Parallel.setThreads(threads);
                float[] out = guarded(y.length);
                Convolutions.forward(g, x, GUARD, w, GUARD, Ending.ofBias(bias, GUARD), out, GUARD);
                assertThatFloats(out).as("forward").hasBitsOf(y);
                out = guarded(dx.length);
                Convolutions.inputGradient(g, dy, GUARD, w, GUARD, Ending.NONE, out, GUARD);
                assertThatFloats(out).as("input gradient").hasBitsOf(dx);
                out = guarded(dw.length);
                Convolutions.weightGradient(g, x, GUARD, dy, GUARD, out, GUARD);
                assertThatFloats(out).as("weight gradient").hasBitsOf(dw);
            }
        } finally {
            Parallel.setThreads(before);
        }
    }

    /** More chains than there is scratch for, against the way by tiles, whose bits are compared with the definition. */
    @Test
    void wavesOfChainsAddUpInOrder() {
        Geometry g = geometry("5 40 80 20 | 1 60 60 | 1 7 7 | 1 1 1 | 0 3 3 | 1 1 1");
        Kernels kernels = KernelLookup.active();
        int size = g.filters * g.channelsOfGroup() * g.taps();
        assertThat(Bands.suit(g, kernels.cells().lanes())).isTrue();
        assertThat(size * Math.ceilDiv(g.batch * g.outPlane(), GemmKernels.CHAIN))
                .isGreaterThan(Thresholds.CHAINS_SCRATCH);
        float[] x = FloatSamples.ordinary(random, g.batch * g.channels * g.inPlane());
        float[] dy = FloatSamples.ordinary(random, g.batch * g.filters * g.outPlane());
        float[] expected = new float[size];
        WeightProduct.run(g, x, 0, dy, 0, expected, 0);
        float[] dw = new float[size];
        new CellWeights(kernels, g, x, 0, dy, 0).run(dw, 0);
        assertThatFloats(dw).hasBitsOf(expected);
    }

    @Test
    void planesOfAnEmptyBatchMayBeLargerThanAnyArray() {
        Geometry g = geometry("0 1 1 1 | 60000 60000 60000 | 1 1 1 | 1 1 1 | 0 0 0 | 1 1 1");
        float[] none = {};
        float[] w = {2f};
        Convolutions.forward(g, none, 0, w, 0, Ending.NONE, none, 0);
        Convolutions.inputGradient(g, none, 0, w, 0, Ending.NONE, none, 0);
        Convolutions.weightGradient(g, none, 0, none, 0, w, 0);
        assertThatFloats(w).hasBitsOf(0f);
    }

    /** Each of 512 images of a chain has 16,777,217 rows under the kernel: their sum is no int. */
    @Test
    void tapsTooFarApartForAnArrayAreRefused() {
        Geometry g = geometry("512 1 1 1 | 1 1 1 | 1 3 1 | 1 1 1 | 0 8388608 0 | 1 8388608 1");
        float[] x = new float[512];
        assertThatThrownBy(() -> Convolutions.weightGradient(g, x, 0, x, 0, new float[3], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("convolution: for the gradient of its weight, taps read from 8589935104 x 1 places in many "
                        + "channels at a time, which is more than an array can hold; a smaller stride or dilation "
                        + "needs less");
    }

    /** What outputs hold before: the guard before and behind stays. */
    static float[] guarded(int length) {
        float[] values = new float[length];
        Arrays.fill(values, 77f);
        return values;
    }

    static Geometry geometry(String sizes) {
        int[][] n = Stream.of(sizes.split("\\|"))
                .map(part -> Stream.of(part.strip().split(" ")).mapToInt(Integer::parseInt).toArray())
                .toArray(int[][]::new);
        int[] out = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            out[axis] = (n[1][axis] + 2 * n[4][axis] - n[5][axis] * (n[2][axis] - 1) - 1) / n[3][axis] + 1;
        }
        return new Geometry(n[0][0], n[0][1], n[0][2], n[0][3], n[1], n[2], out, n[3], n[4], n[5]);
    }
}
