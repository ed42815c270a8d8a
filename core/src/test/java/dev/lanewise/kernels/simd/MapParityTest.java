package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.FloatSamples.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Parity;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.scalar.ScalarLoopWriter;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every written loop of {@link MapKernels} and every generated one: SIMD against scalar, bit for bit. */
@Parity
class MapParityTest {
    /** A function's loop in both leaves. */
    record Pair(String name, MapKernels.Loop scalar, MapKernels.Loop simd) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Pair> functions() {
        List<Pair> pairs = new ArrayList<>();
        Arrays.stream(MapKernels.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == void.class)
                .sorted(Comparator.comparing(Method::getName))
                .forEach(method -> pairs.add(new Pair(
                        method.getName(), written(method, new ScalarMapKernels()),
                        written(method, new SimdMapKernels()))));
        for (String name : ScalarLoopWriter.FUNCTIONS.names()) {
            pairs.add(new Pair(
                    "generated " + name, new ScalarMapKernels().generated(name), new SimdMapKernels().generated(name)));
        }
        return pairs;
    }

    private static MapKernels.Loop written(Method function, MapKernels kernels) {
        return (x, xo, y, yo, n) -> {
            try {
                function.invoke(kernels, x, xo, y, yo, n);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(function.getName(), e);
            }
        };
    }

    @Test
    void bothLeavesDefineTheSameFunctions() {
        assertThat(SimdLoopWriter.FUNCTIONS.names())
                .isNotEmpty()
                .isEqualTo(ScalarLoopWriter.FUNCTIONS.names());
    }

    @Test
    void aFunctionThatALeafLacksIsNamed() {
        assertThatThrownBy(() -> new SimdMapKernels().generated("tanhh"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loop: no public static method tanhh(FloatVector) in SimdMath, SimdErf, SimdGeluTanh");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesAtEverySizeAndOffsetAndLeavesTheRestAlone(Pair function) {
        SplittableRandom random = new SplittableRandom(1);
        for (int n : FloatSamples.SIZES) {
            for (int offset : new int[] {0, 1, 3}) {
                float[] x = FloatSamples.mixed(random, n + 20);
                float[] before = x.clone();
                float[] guard = FloatSamples.mixed(random, n + 20);
                float[] expected = guard.clone();
                float[] actual = guard.clone();
                function.scalar.run(x, offset, expected, 2 * offset, n);
                function.simd.run(x, offset, actual, 2 * offset, n);
                String what = function.name + " n=" + n + " offset=" + offset;
                assertSameBits(what, actual, expected);
                System.arraycopy(guard, 2 * offset, actual, 2 * offset, n);
                assertSameBits(what + ": outside of the range", actual, guard);
                assertSameBits(what + ": input", x, before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesInPlaceOnManyBitPatterns(Pair function) {
        int n = 1 << 16;
        int prime = 65521;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = Float.intBitsToFloat(i * prime);
        }
        float[] y = x.clone();
        function.scalar.run(x, 0, x, 0, n);
        function.simd.run(y, 0, y, 0, n);
        assertSameBits(function.name, y, x);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsBitsWhileItIsBeingCompiled(Pair function) {
        int n = 131;
        float[] x = FloatSamples.mixed(new SplittableRandom(2), n);
        float[] first = new float[n];
        function.scalar.run(x, 0, first, 0, n);
        float[] y = new float[n];
        for (int call = 0; call < 3000; call++) {
            function.simd.run(x, 0, y, 0, n);
            assertSameBits(function.name + " call " + call, y, first);
        }
        function.scalar.run(x, 0, y, 0, n);
        assertSameBits(function.name + " scalar", y, first);
    }
}
