package dev.lanewise.kernels.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.scalar.ScalarLoopWriter;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every written loop of {@link MapKernels} and every generated one: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
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
                throw new LinkageError("cannot be called", e);
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
                .hasMessage(
                        "loop: no public static method tanhh(FloatVector) in SimdMath, SimdErf, SimdGeluTanh, SimdRounding");
    }

    private static KernelParity<MapKernels.Loop> parity(Pair function, SplittableRandom random) {
        return new KernelParity<>(function.scalar, function.simd, random);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesAtEverySizeAndOffsetAndLeavesTheRestAlone(Pair function) {
        SplittableRandom random = Seeds.random(1);
        for (int n : FloatSamples.SIZES) {
            for (int offset : new int[] {0, 1, 3}) {
                float[] x = FloatSamples.mixed(random, n + 20);
                parity(function, random).on(function.name + " n=" + n + " offset=" + offset, x).writes(2 * offset, n)
                        .by((loop, out) -> loop.run(x, offset, out.floats(0), 2 * offset, n));
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
        parity(function, Seeds.random(2)).on(function.name).changes(x, 0, n)
                .by((loop, out) -> loop.run(out.floats(0), 0, out.floats(0), 0, n));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsBitsWhileItIsBeingCompiled(Pair function) {
        int n = 131;
        SplittableRandom random = Seeds.random(3);
        float[] x = FloatSamples.mixed(random, n);
        parity(function, random).on(function.name, x).writes(0, n)
                .byManyCalls(3000, (loop, out) -> loop.run(x, 0, out.floats(0), 0, n));
    }
}
