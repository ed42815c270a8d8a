package dev.lanewise.kernels.gemm;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Scalar and vector kernels against the definition, bit for bit (and so against each other, at whatever width). */
@Parity
@ParameterizedClass
@MethodSource("kernels")
class GemmTest {
    private static final int[] SIZES = {0, 1, 2, 3, 5, 9, 12, 13, 31, 32, 33, 47, 64, 65, 100, 129};

    private final GemmKernels kernels;

    GemmTest(GemmKernels kernels) {
        this.kernels = kernels;
    }

    static Stream<GemmKernels> kernels() {
        return GemmCase.kernels();
    }

    @Test
    void everySizeEqualsTheDefinitionInEachPosition() {
        for (int i = 0; i < SIZES.length; i++) {
            int m = SIZES[i];
            int n = SIZES[(i * 5 + 3) % SIZES.length];
            int k = SIZES[(i * 7 + 6) % SIZES.length];
            GemmCase.checkAll(kernels, m, n, k, GemmCase.uniform(i));
            GemmCase.checkAll(kernels, n, k, m, GemmCase.uniform(i));
            GemmCase.checkAll(kernels, k, m, n, GemmCase.uniform(i));
        }
    }

    @Test
    @Tag("quick")
    void smallSizesEqualTheDefinitionInEveryMix() {
        for (int m : new int[] {1, 2, 5, 6, 9, 13}) {
            for (int n : new int[] {1, 3, 8, 17, 33}) {
                for (int k : new int[] {0, 1, 2, 15, 16, 17}) {
                    GemmCase.checkAll(kernels, m, n, k, GemmCase.uniform(m * 1000 + n * 100 + k));
                }
            }
        }
    }

    @Test
    void everyHeightAndWidthOfATileEqualsTheDefinition() {
        for (int m = 2; m <= 15; m++) {
            for (int n : new int[] {1, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 96, 97, 113, 128, 130}) {
                GemmCase.checkAll(kernels, m, n, 3 + (m + n) % 17, GemmCase.uniform(m * 1000 + n));
            }
        }
    }

    @Test
    void longProductsOfFewColumnsEqualTheDefinition() {
        GemmCase.checkAll(kernels, 1600, 10, 5, GemmCase.uniform(1));
        GemmCase.checkAll(kernels, 780, 33, 700, GemmCase.uniform(2));
        GemmCase.checkAll(kernels, 101, 250, 330, GemmCase.uniform(3));
        GemmCase.checkAll(kernels, 20, 300, 330, GemmCase.uniform(4));
    }

    @Test
    void onePanelOfAllChainsEqualsTheDefinition() {
        for (int columns : new int[] {9, 16, 17, 32, 64}) {
            for (int k : new int[] {GemmKernels.CHAIN + 200, 3 * GemmKernels.CHAIN}) {
                GemmCase.checkAll(kernels, 131, columns, k, GemmCase.uniform(k + columns));
            }
        }
        GemmCase.checkAll(kernels, 300, 32, 8 * GemmKernels.CHAIN + 1, GemmCase.uniform(1));
    }

    @Test
    void productsThatAreTurnedOverEqualTheDefinition() {
        for (int m : new int[] {4, 8, 16, 32, 64}) {
            GemmCase.checkAll(kernels, m, 205, 330, GemmCase.uniform(m));
            GemmCase.checkAll(kernels, m, 79, 160, GemmCase.uniform(m + 1));
        }
        GemmCase.checkAll(kernels, 64, 1700, 150, GemmCase.uniform(3));
    }

    @Test
    void manyBlocksOfRowsAndColumnsAndSplitsEqualTheDefinition() {
        GemmBlocks blocks = kernels.blocks();
        int rows = 2 * blocks.block() / GemmKernels.CHAIN + 7;
        GemmCase.checkAll(kernels, rows, 33, GemmKernels.CHAIN + 3, GemmCase.uniform(1));
        GemmCase.checkAll(kernels, rows, 290, GemmKernels.CHAIN + 3, GemmCase.uniform(5));
        GemmCase.checkAll(kernels, 9, 2 * blocks.group() * blocks.nr() + 5, GemmKernels.CHAIN + 3, GemmCase.uniform(2));
        GemmCase.checkAll(kernels, 150, 256 - 2, 130, GemmCase.uniform(3));
        GemmCase.checkAll(kernels, 201, 131, 65, GemmCase.uniform(4));
        GemmCase.checkAll(kernels, rows, 40, 2 * GemmKernels.CHAIN + 128, GemmCase.uniform(6));
        GemmCase.checkAll(kernels, rows, 290, GemmKernels.CHAIN + 129, GemmCase.uniform(7));
    }

    @Test
    void theEpilogueIsAppliedOnceToEachElementOfEveryKindOfProduct() {
        int[][] sizes = {
            {1, 40, 9}, {40, 1, 9}, {3, 5, 0}, {70, 130, 90}, {200, 300, 784}, {300, 70, 1100}, {64, 300, 400},
            {16, 100, 200}, {32, 900, 170}, {400, 300, 1100}};
        for (int[] size : sizes) {
            for (boolean transB : new boolean[] {false, true}) {
                int m = size[0];
                int n = size[1];
                int k = size[2];
                int ldb = transB ? k : n;
                float[] a = GemmCase.values(m * k, 1);
                float[] b = GemmCase.values(k * n, 2);
                float[] bias = GemmCase.values(n + 3, 3);
                Epilogue epilogue = new Epilogue(bias, 3, Epilogue.Activation.RELU);
                float[] expected = new float[m * n];
                GemmCase.multiply(
                        KernelLookup.active().gemm(), false, transB, m, n, k, a, 0, k, b, 0, ldb, expected, 0, n);
                epilogue.apply(expected, 0, n, m, n);
                float[] c = new float[m * n];
                Gemm.product(m, n, k).a(a, 0, k, false).b(b, 0, ldb, transB).c(c, 0, n).epilogue(epilogue).run();
                assertThat(c).as(Arrays.toString(size) + transB).isEqualTo(expected);
            }
        }
    }

    @Test
    void vectorsEqualTheDefinitionOnEitherSide() {
        for (int size : new int[] {1, 7, 8, 9, 63, 300}) {
            GemmCase.checkAll(kernels, size, 1, 700, GemmCase.uniform(size));
            GemmCase.checkAll(kernels, 1, size, 700, GemmCase.uniform(size + 1));
        }
        for (int bits = 0; bits < 4; bits++) {
            boolean transA = (bits & 1) != 0;
            boolean transB = (bits & 2) != 0;
            float[] a = GemmCase.values(40 * 30, bits);
            float[] b = GemmCase.values(30, bits + 10);
            float[] c = GemmCase.values(40, bits + 20);
            float[] expected = c.clone();
            int lda = transA ? 40 : 30;
            int ldb = transB ? 30 : 1;
            NaiveGemm.multiply(transA, transB, 40, 1, 30, a, 0, lda, b, 0, ldb, expected, 0, 1);
            GemmCase.multiply(kernels, transA, transB, 40, 1, 30, a, 0, lda, b, 0, ldb, c, 0, 1);
            assertThatFloats(c).as("a dense column, case " + bits).hasBitsOf(expected);
        }
    }

    @Test
    void aSmallMultiplicationNeedsNoWorker() {
        float[] a = GemmCase.values(512 * 500, 61);
        float[] b = GemmCase.values(500 * 2, 62);
        try (ForkJoinPool pool = new ForkJoinPool(2); Team.Scope _ = Team.of(pool, 3).use()) {
            GemmCase.multiply(kernels, false, true, 512, 2, 500, a, 0, 500, b, 0, 500, new float[1024], 0, 2);
            GemmCase.multiply(kernels, false, false, 2, 512, 500, b, 0, 500, a, 0, 512, new float[1024], 0, 512);
            assertThat(pool.getPoolSize()).isZero();
        }
    }

    @Test
    void leadingDimensionsThatShareCacheSetsChangeNothing() {
        new GemmCase(false, false, 40, 255, 300, 0).check(kernels, GemmCase.uniform(5));
        new GemmCase(false, false, 20, 255, 300, 0).check(kernels, GemmCase.uniform(6));
    }

    @Test
    @Tag("quick")
    void infinitiesAndNaNsSpreadAsTheDefinitionSays() {
        SplittableRandom random = Seeds.random(11);
        float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -0f, 0f,
            Float.MIN_VALUE, -Float.MIN_NORMAL};
        for (int size : new int[] {3, 13, 33, 70}) {
            GemmCase.checkAll(
                    kernels, size, size + 1, size + 2,
                    () -> random.nextInt(60) == 0 ? odd[random.nextInt(odd.length)] : random.nextDouble(-1, 1));
        }
    }

    @Test
    void zerosKeepTheSignTheChainGivesThem() {
        SplittableRandom random = Seeds.random(12);
        float[] zeros = {0f, -0f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE};
        for (int size : new int[] {1, 2, 17, 40}) {
            GemmCase.checkAll(kernels, size, size, size, () -> zeros[random.nextInt(zeros.length)]);
        }
    }

    @Test
    void powersOfTwoGiveExactSums() {
        SplittableRandom random = Seeds.random(13);
        int size = 67;
        float[] a = new float[size * size];
        float[] b = new float[size * size];
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.scalb(random.nextBoolean() ? 1f : -1f, random.nextInt(-3, 4));
            b[i] = Math.scalb(random.nextBoolean() ? 1f : -1f, random.nextInt(-3, 4));
        }
        float[] c = new float[size * size];
        GemmCase.multiply(kernels, false, true, size, size, size, a, 0, size, b, 0, size, c, 0, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double exact = 0;
                for (int p = 0; p < size; p++) {
                    exact += (double) a[i * size + p] * b[j * size + p];
                }
                assertThat((double) c[i * size + j]).isEqualTo(exact);
            }
        }
    }

    @Test
    void errorsStayWithinTheBoundOfTheChain() {
        int m = 37;
        int n = 45;
        int k = 700;
        float[] a = GemmCase.values(m * k, 21);
        float[] b = GemmCase.values(k * n, 22);
        float[] c = new float[m * n];
        GemmCase.multiply(kernels, false, false, m, n, k, a, 0, k, b, 0, n, c, 0, n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double exact = 0;
                double size = 0;
                for (int p = 0; p < k; p++) {
                    double product = (double) a[i * k + p] * b[p * n + j];
                    exact += product;
                    size += Math.abs(product);
                }
                assertThat(Math.abs(c[i * n + j] - exact)).isLessThan(16 * 0x1p-24 * size);
            }
        }
    }

    @Test
    void bitsStayTheSameWhileTheJvmCompiles() {
        int m = 61;
        int n = 70;
        int k = 80;
        float[] a = GemmCase.values(m * k, 31);
        float[] b = GemmCase.values(k * n, 32);
        float[] first = new float[m * n];
        GemmCase.multiply(kernels, false, true, m, n, k, a, 0, k, b, 0, k, first, 0, n);
        float[] later = new float[m * n];
        for (int run = 0; run < 400; run++) {
            GemmCase.multiply(kernels, false, true, m, n, k, a, 0, k, b, 0, k, later, 0, n);
            assertThatFloats(later).as("run " + run).hasBitsOf(first);
        }
    }

    @Test
    void multiplicationsAtTheSameTimeShareNoScratch() throws InterruptedException {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int seed = 50 + t;
            threads.add(Thread.ofPlatform().uncaughtExceptionHandler((thread, e) -> failures.add(e)).start(() -> {
                for (int run = 0; run < 10; run++) {
                    new GemmCase(false, true, 30 + seed, 41, 50, 1).check(kernels, GemmCase.uniform(seed));
                    new GemmCase(true, false, 3, seed - 40, 4200, 0).check(kernels, GemmCase.uniform(seed));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    @Tag("quick")
    void anEmptyDepthClearsC() {
        float[] c = {7, 7, 7, 7, 7, 7, 7};
        GemmCase.multiply(kernels, false, false, 2, 2, 0, new float[0], 0, 0, new float[0], 0, 0, c, 1, 3);
        assertThat(c).containsExactly(7, 0, 0, 7, 0, 0, 7);
    }

    @Test
    @Tag("quick")
    void theOnlyRowOfAMatrixHasNoLeadingDimension() {
        float[] c = new float[2];
        GemmCase.multiply(kernels, false, false, 1, 2, 3, new float[] {1, 2, 3}, 0, 0, new float[] {1, 2, 3, 4, 5, 6},
                0,
                2, c, 0, 0);
        assertThat(c).containsExactly(22, 28);
    }

    @Test
    void aProductIsRunOnce() {
        float[] one = {1};
        Product product = Gemm.product(1, 1, 1).a(one, 0, 1, false).b(one, 0, 1, false).c(new float[1], 0, 1);
        product.run();
        assertThatThrownBy(product::run).isInstanceOf(IllegalStateException.class)
                .hasMessage("gemm: a product is run once");
    }

    @Test
    void operandsThatDoNotFitAreRefused() {
        float[] six = new float[6];
        assertThatThrownBy(() -> GemmCase.multiply(kernels, false, false, 2, 2, 3, six, 1, 3, six, 0, 2, six, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gemm: A of 2 x 3 at offset 1 with leading dimension 3 does not fit an array of 6");
        assertThatThrownBy(() -> GemmCase.multiply(kernels, false, false, 2, 2, 3, six, 0, 3, six, 0, 1, six, 0, 2))
                .hasMessageStartingWith("gemm: B of 3 x 2");
        assertThatThrownBy(
                () -> GemmCase.multiply(kernels, false, false, 1 << 20, 1 << 20, 1, six, 0, 1, six, 0, 1 << 20,
                        six, 0, 1 << 20))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                () -> GemmCase.multiply(kernels, false, false, 3, 2, 2, six, 0, 2, six, 0, 2, six, 0, 1 << 30))
                .as("the end is no int")
                .hasMessage(
                        "gemm: C of 3 x 2 at offset 0 with leading dimension 1073741824 does not fit an array of 6");
        assertThatThrownBy(() -> GemmCase.multiply(kernels, false, false, -1, 2, 3, six, 0, 3, six, 0, 2, six, 0, 2))
                .hasMessage("gemm: sizes m = -1, n = 2, k = 3 must not be negative");
    }
}
