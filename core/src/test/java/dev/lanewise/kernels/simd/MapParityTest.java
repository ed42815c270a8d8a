package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of {@link MapKernels}: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class MapParityTest {
    private final SplittableRandom random = Seeds.random(1);
    private final KernelParity<MapKernels> parity = new KernelParity<>(
            new ScalarMapKernels(), new SimdMapKernels(), random);

    static Stream<Method> functions() {
        return Arrays.stream(MapKernels.class.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesAtEverySizeAndOffsetAndLeavesTheRestAlone(Method function) {
        for (int n : FloatSamples.SIZES) {
            for (int offset : new int[] {0, 1, 3}) {
                float[] x = FloatSamples.mixed(random, n + 20);
                parity.on(function.getName() + " n=" + n + " offset=" + offset, x).writes(2 * offset, n)
                        .by((kernels, out) -> function.invoke(kernels, x, offset, out.floats(0), 2 * offset, n));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesInPlaceOnManyBitPatterns(Method function) {
        int n = 1 << 16;
        int prime = 65521;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = Float.intBitsToFloat(i * prime);
        }
        parity.on(function.getName()).changes(x, 0, n)
                .by((kernels, out) -> function.invoke(kernels, out.floats(0), 0, out.floats(0), 0, n));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsBitsWhileItIsBeingCompiled(Method function) {
        int n = 131;
        float[] x = FloatSamples.mixed(random, n);
        parity.on(function.getName(), x).writes(0, n)
                .byManyCalls(3000, (kernels, out) -> function.invoke(kernels, x, 0, out.floats(0), 0, n));
    }
}
