package dev.lanewise.kernels.conv;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.gemm.Epilogue.Activation;
import dev.lanewise.parallel.Parallel;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done to sums in the cache has the bits of separate passes, for any size, layout and number of threads. */
@Parity
class EndingTest {
    private static final int GUARD = 5;

    /** Read in place, copied, in groups, with strides, in pieces of long rows, over three axes, without channels. */
    private static final String[] SIZES = {
        "3 4 6 1 | 1 9 8 | 1 3 3 | 1 1 1 | 0 0 0 | 1 1 1", "2 3 5 1 | 1 7 6 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
        "2 24 24 24 | 1 9 9 | 1 3 3 | 1 2 2 | 0 1 1 | 1 1 1", "3 4 6 2 | 1 9 8 | 1 2 4 | 1 2 3 | 0 1 2 | 1 1 1",
        "1 2 3 1 | 1 2 3000 | 1 1 5 | 1 1 1 | 0 0 2 | 1 1 1", "1 2 2 1 | 3 4 5 | 2 3 2 | 1 1 2 | 1 1 0 | 1 2 1",
        "2 2 4 1 | 1 8 8 | 1 1 1 | 1 3 3 | 0 0 0 | 1 1 1", "4 37 33 1 | 1 14 14 | 1 3 3 | 1 1 1 | 0 1 1 | 1 1 1",
        "0 3 2 1 | 1 4 4 | 1 3 3 | 1 1 1 | 0 0 0 | 1 1 1"
    };

    private final SplittableRandom random = Seeds.random(18);

    @ParameterizedTest
    @EnumSource(Activation.class)
    void hasTheBitsOfSeparatePasses(Activation activation) {
        int before = Parallel.threads();
        try {
            for (String sizes : SIZES) {
                for (int threads = 1; threads <= 3; threads += 2) {
                    Parallel.setThreads(threads);
                    check(ConvolutionsTest.geometry(sizes), activation);
                }
            }
        } finally {
            Parallel.setThreads(before);
        }
    }

    private void check(Geometry g, Activation activation) {
        float[] x = values(g.batch * g.channels * g.inPlane());
        float[] w = values(g.filters * g.channelsOfGroup() * g.taps());
        float[] dy = values(g.batch * g.filters * g.outPlane());
        for (int parts = 0; parts < 8; parts++) {
            Ending forward = ending(parts, g.filters, dy.length, activation);
            float[] y = ConvolutionsTest.guarded(dy.length);
            Convolutions.forward(g, x, GUARD, w, GUARD, Ending.NONE, y, GUARD);
            separately(forward, g.filters, g.outPlane(), y);
            float[] fused = ConvolutionsTest.guarded(dy.length);
            Convolutions.forward(g, x, GUARD, w, GUARD, forward, fused, GUARD);
            assertThatFloats(fused).as("forward, %d", parts).hasBitsOf(y);
            Convolutions.forward(g, x, GUARD, w, GUARD, over(forward, fused), fused, GUARD);
            assertThatFloats(fused).as("forward over its point, %d", parts).hasBitsOf(y);
            Ending backward = ending(parts, g.channels, x.length, activation);
            float[] dx = ConvolutionsTest.guarded(x.length);
            Convolutions.inputGradient(g, dy, GUARD, w, GUARD, Ending.NONE, dx, GUARD);
            separately(backward, g.channels, g.inPlane(), dx);
            fused = ConvolutionsTest.guarded(x.length);
            Convolutions.inputGradient(g, dy, GUARD, w, GUARD, backward, fused, GUARD);
            assertThatFloats(fused).as("input gradient, %d", parts).hasBitsOf(dx);
            Convolutions.inputGradient(g, dy, GUARD, w, GUARD, over(backward, fused), fused, GUARD);
            assertThatFloats(fused).as("input gradient over its point, %d", parts).hasBitsOf(dx);
        }
    }

    /** So many between two guards. */
    private float[] values(int count) {
        return FloatSamples.ordinary(random, 2 * GUARD + count);
    }

    /** One with a bias, an addend and a point, as the bits say. */
    private Ending ending(int parts, int planes, int length, Activation activation) {
        return new Ending(
                (parts & 1) == 0 ? null : values(planes), 3, (parts & 2) == 0 ? null : values(length), 2, activation,
                (parts & 4) == 0 ? null : values(length), 1);
    }

    /** The same with its point where the result goes. */
    private static Ending over(Ending ending, float[] y) {
        float[] s = ending.point();
        if (s == null) {
            return ending;
        }
        System.arraycopy(s, ending.pointOffset(), y, GUARD, y.length - 2 * GUARD);
        return new Ending(
                ending.bias(), ending.biasOffset(), ending.addend(), ending.addendOffset(), ending.activation(), y,
                GUARD);
    }

    /** Element by element, as {@link Ending} defines it. */
    private static void separately(Ending ending, int planes, int plane, float[] y) {
        Kernels kernels = KernelLookup.active();
        for (int i = 0; i < y.length - 2 * GUARD; i++) {
            int at = GUARD + i;
            y[at] = y[at] + element(ending.bias(), ending.biasOffset() + i / plane % planes);
            y[at] = y[at] + element(ending.addend(), ending.addendOffset() + i);
            float[] s = ending.point();
            int so = ending.pointOffset() + i;
            switch (ending.activation()) {
                case NONE -> {
                }
                case RELU -> {
                    if (s == null) {
                        kernels.map().relu(y, at, y, at, 1);
                    } else {
                        kernels.activation().reluGradient(y, at, s, so, y, at, 1);
                    }
                }
                case TANH -> {
                    if (s == null) {
                        kernels.map().tanh(y, at, y, at, 1);
                    } else {
                        kernels.activation().tanhGradient(y, at, s, so, y, at, 1);
                    }
                }
                case SIGMOID -> {
                    if (s == null) {
                        kernels.map().sigmoid(y, at, y, at, 1);
                    } else {
                        kernels.activation().sigmoidGradient(y, at, s, so, y, at, 1);
                    }
                }
            }
        }
    }

    /** An element of an array; what changes no sum if there is none. */
    private static float element(float @Nullable [] values, int i) {
        return values == null ? -0f : values[i];
    }
}
