package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.FloatSamples.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Parity;
import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.scalar.ScalarCompareKernels;
import dev.lanewise.kernels.scalar.ScalarZipKernels;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of {@link ZipKernels} and {@link CompareKernels}: SIMD against scalar, bit for bit. */
@Parity
class ZipParityTest {
    private static final int[][] STEPS = {{1, 1}, {1, 0}, {0, 1}, {0, 0}};

    private final SplittableRandom random = new SplittableRandom(3);

    static Stream<Method> functions() {
        return methods(ZipKernels.class);
    }

    static Stream<Method> comparisons() {
        return methods(CompareKernels.class).filter(method -> !method.getName().equals("where"));
    }

    private static Stream<Method> methods(Class<?> family) {
        return Arrays.stream(family.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesAtEverySizeAndStepAndLeavesTheRestAlone(Method function) throws ReflectiveOperationException {
        for (int n : FloatSamples.SIZES) {
            for (int[] step : STEPS) {
                float[] a = FloatSamples.mixed(random, n + 20);
                float[] b = FloatSamples.mixed(random, n + 20);
                float[] aBefore = a.clone();
                float[] bBefore = b.clone();
                float[] guard = FloatSamples.mixed(random, n + 20);
                float[] expected = guard.clone();
                float[] actual = guard.clone();
                function.invoke(new ScalarZipKernels(), a, 3, step[0], b, 1, step[1], expected, 5, n);
                function.invoke(new SimdZipKernels(), a, 3, step[0], b, 1, step[1], actual, 5, n);
                String what = function.getName() + " n=" + n + " steps=" + Arrays.toString(step);
                assertSameBits(what, actual, expected);
                System.arraycopy(guard, 5, actual, 5, n);
                assertSameBits(what + ": outside of the range", actual, guard);
                assertSameBits(what + ": first input", a, aBefore);
                assertSameBits(what + ": second input", b, bBefore);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsBitsWhileItIsBeingCompiled(Method function) throws ReflectiveOperationException {
        int n = 131;
        float[] a = FloatSamples.mixed(random, n);
        float[] b = FloatSamples.mixed(random, n);
        float[] first = new float[n];
        function.invoke(new ScalarZipKernels(), a, 0, 1, b, 0, 1, first, 0, n);
        float[] o = new float[n];
        for (int call = 0; call < 3000; call++) {
            function.invoke(new SimdZipKernels(), a, 0, 1, b, 0, 1, o, 0, n);
            assertSameBits(function.getName() + " call " + call, o, first);
        }
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void comparesAtEverySizeAndStepAndLeavesTheRestAlone(Method function) throws ReflectiveOperationException {
        for (int n : FloatSamples.SIZES) {
            for (int[] step : STEPS) {
                float[] a = FloatSamples.mixed(random, n + 20);
                float[] b = a.clone();
                for (int i = 0; i < b.length; i += 2) {
                    b[i] = FloatSamples.SPECIAL[random.nextInt(FloatSamples.SPECIAL.length)];
                }
                boolean[] expected = booleans(n + 20);
                boolean[] guard = expected.clone();
                boolean[] actual = expected.clone();
                function.invoke(new ScalarCompareKernels(), a, 3, step[0], b, 3, step[1], expected, 5, n);
                function.invoke(new SimdCompareKernels(), a, 3, step[0], b, 3, step[1], actual, 5, n);
                String what = function.getName() + " n=" + n + " steps=" + Arrays.toString(step);
                assertThat(actual).as(what).isEqualTo(expected);
                System.arraycopy(guard, 5, actual, 5, n);
                assertThat(actual).as(what + ": outside of the range").isEqualTo(guard);
            }
        }
    }

    @Test
    void selectsAtEverySizeAndStepAndLeavesTheRestAlone() {
        for (int n : FloatSamples.SIZES) {
            for (int[] step : STEPS) {
                for (int maskStep = 0; maskStep <= 1; maskStep++) {
                    boolean[] c = booleans(n + 20);
                    float[] a = FloatSamples.mixed(random, n + 20);
                    float[] b = FloatSamples.mixed(random, n + 20);
                    float[] guard = FloatSamples.mixed(random, n + 20);
                    float[] expected = guard.clone();
                    float[] actual = guard.clone();
                    new ScalarCompareKernels()
                            .where(c, 7, maskStep, a, 3, step[0], b, 1, step[1], expected, 5, n);
                    new SimdCompareKernels().where(c, 7, maskStep, a, 3, step[0], b, 1, step[1], actual, 5, n);
                    String what = "where n=" + n + " steps=" + maskStep + Arrays.toString(step);
                    assertSameBits(what, actual, expected);
                    System.arraycopy(guard, 5, actual, 5, n);
                    assertSameBits(what + ": outside of the range", actual, guard);
                }
            }
        }
    }

    @Test
    void singleValuesOfAnEmptyRunAreNotRead() {
        float[] none = {};
        new SimdZipKernels().add(none, 0, 0, none, 0, 0, none, 0, 0);
        new SimdCompareKernels().lt(none, 0, 0, none, 0, 0, new boolean[0], 0, 0);
        new SimdCompareKernels().where(new boolean[0], 0, 0, none, 0, 0, none, 0, 0, none, 0, 0);
    }

    private boolean[] booleans(int n) {
        boolean[] c = new boolean[n];
        for (int i = 0; i < n; i++) {
            c[i] = random.nextBoolean();
        }
        return c;
    }
}
