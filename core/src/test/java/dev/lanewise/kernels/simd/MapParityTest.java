package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.FloatSamples.assertSameBits;

import dev.lanewise.Parity;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of {@link MapKernels}: SIMD against scalar, bit for bit. */
@Parity
class MapParityTest {
    private final MapKernels scalar = new ScalarMapKernels();
    private final MapKernels simd = new SimdMapKernels();

    static Stream<Method> functions() {
        return Arrays.stream(MapKernels.class.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName));
    }

    private static void run(Method function, MapKernels kernels, float[] x, int xo, float[] y, int yo, int n)
            throws ReflectiveOperationException {
        function.invoke(kernels, x, xo, y, yo, n);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesAtEverySizeAndOffsetAndLeavesTheRestAlone(Method function) throws ReflectiveOperationException {
        SplittableRandom random = new SplittableRandom(1);
        for (int n : FloatSamples.SIZES) {
            for (int offset : new int[] {0, 1, 3}) {
                float[] x = FloatSamples.mixed(random, n + 20);
                float[] before = x.clone();
                float[] guard = FloatSamples.mixed(random, n + 20);
                float[] expected = guard.clone();
                float[] actual = guard.clone();
                run(function, scalar, x, offset, expected, 2 * offset, n);
                run(function, simd, x, offset, actual, 2 * offset, n);
                String what = function.getName() + " n=" + n + " offset=" + offset;
                assertSameBits(what, actual, expected);
                System.arraycopy(guard, 2 * offset, actual, 2 * offset, n);
                assertSameBits(what + ": outside of the range", actual, guard);
                assertSameBits(what + ": input", x, before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesInPlaceOnManyBitPatterns(Method function) throws ReflectiveOperationException {
        int n = 1 << 16;
        int prime = 65521;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = Float.intBitsToFloat(i * prime);
        }
        float[] y = x.clone();
        run(function, scalar, x, 0, x, 0, n);
        run(function, simd, y, 0, y, 0, n);
        assertSameBits(function.getName(), y, x);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsBitsWhileItIsBeingCompiled(Method function) throws ReflectiveOperationException {
        int n = 131;
        float[] x = FloatSamples.mixed(new SplittableRandom(2), n);
        float[] first = new float[n];
        run(function, scalar, x, 0, first, 0, n);
        float[] y = new float[n];
        for (int call = 0; call < 3000; call++) {
            run(function, simd, x, 0, y, 0, n);
            assertSameBits(function.getName() + " call " + call, y, first);
        }
        run(function, scalar, x, 0, y, 0, n);
        assertSameBits(function.getName() + " scalar", y, first);
    }
}
