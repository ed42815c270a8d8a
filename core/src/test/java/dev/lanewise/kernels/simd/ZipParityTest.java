package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.scalar.ScalarCompareKernels;
import dev.lanewise.kernels.scalar.ScalarZipKernels;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of {@link ZipKernels} and {@link CompareKernels}: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class ZipParityTest {
    private static final int[][] STEPS = {{1, 1}, {1, 0}, {0, 1}, {0, 0}};

    private final SplittableRandom random = Seeds.random(3);
    private final KernelParity<ZipKernels> zip = new KernelParity<>(
            new ScalarZipKernels(), new SimdZipKernels(), random);
    private final KernelParity<CompareKernels> compare = new KernelParity<>(
            new ScalarCompareKernels(), new SimdCompareKernels(), random);

    static Stream<Method> functions() {
        return methods(ZipKernels.class);
    }

    static Stream<Method> comparisons() {
        return methods(CompareKernels.class).filter(method -> !method.getName().equals("where"));
    }

    private static Stream<Method> methods(Class<?> family) {
        return Arrays.stream(family.getDeclaredMethods()).sorted(Comparator.comparing(Method::getName));
    }

    /** Runs a loop, a power on scratch in which nothing is to be read before it is written. */
    private static void run(Method function, ZipKernels kernels, Object... arguments)
            throws ReflectiveOperationException {
        boolean power = function.getName().equals("pow");
        Object[] all = Arrays.copyOf(arguments, arguments.length + (power ? 1 : 0));
        if (power) {
            double[] scratch = new double[ZipKernels.POW_SCRATCH];
            Arrays.fill(scratch, Double.NaN);
            all[arguments.length] = scratch;
        }
        function.invoke(kernels, all);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void agreesAtEverySizeAndStepAndLeavesTheRestAlone(Method function) {
        for (int n : FloatSamples.SIZES) {
            for (int[] step : STEPS) {
                float[] a = FloatSamples.mixed(random, n + 20);
                float[] b = FloatSamples.mixed(random, n + 20);
                zip.on(function.getName() + " n=" + n + " steps=" + Arrays.toString(step), a, b).writes(5, n)
                        .by((kernels, out) -> run(function, kernels, a, 3, step[0], b, 1, step[1], out.floats(0), 5,
                                n));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void keepsItsBitsWhileItIsBeingCompiled(Method function) {
        int n = 131;
        float[] a = FloatSamples.mixed(random, n);
        float[] b = FloatSamples.mixed(random, n);
        zip.on(function.getName(), a, b).writes(0, n)
                .byManyCalls(3000, (kernels, out) -> run(function, kernels, a, 0, 1, b, 0, 1, out.floats(0), 0, n));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void comparesAtEverySizeAndStepAndLeavesTheRestAlone(Method function) {
        for (int n : FloatSamples.SIZES) {
            for (int[] step : STEPS) {
                float[] a = FloatSamples.mixed(random, n + 20);
                float[] b = a.clone();
                for (int i = 0; i < b.length; i += 2) {
                    b[i] = FloatSamples.SPECIAL[random.nextInt(FloatSamples.SPECIAL.length)];
                }
                compare.on(function.getName() + " n=" + n + " steps=" + Arrays.toString(step), a, b)
                        .writesBooleans(5, n)
                        .by((kernels, out) -> function.invoke(
                                kernels, a, 3, step[0], b, 3, step[1], out.booleans(0), 5, n));
            }
        }
    }

    @Test
    void selectsAtEverySizeAndStepAndLeavesTheRestAlone() {
        for (int n : FloatSamples.SIZES) {
            for (int[] step : STEPS) {
                for (int maskStep : new int[] {0, 1}) {
                    boolean[] c = FloatSamples.booleans(random, n + 20);
                    float[] a = FloatSamples.mixed(random, n + 20);
                    float[] b = FloatSamples.mixed(random, n + 20);
                    compare.on("where n=" + n + " steps=" + maskStep + Arrays.toString(step), a, b).writes(5, n)
                            .by((kernels, out) -> kernels.where(
                                    c, 7, maskStep, a, 3, step[0], b, 1, step[1], out.floats(0), 5, n));
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
}
