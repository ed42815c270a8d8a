package dev.lanewise.kernels.gemm;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.parallel.Team;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products deeper than a chain: their order, whoever computes the chains, and what it is good for. */
@Parity
@ParameterizedClass
@MethodSource("kernels")
class GemmChainsTest {
    private final GemmKernels kernels;

    /** Three threads on any machine, so that chains are shared. */
    private final Team.Scope threads = Team.of(3).use();

    GemmChainsTest(GemmKernels kernels) {
        this.kernels = kernels;
    }

    @AfterEach
    void closeTheScope() {
        threads.close();
    }

    static Stream<GemmKernels> kernels() {
        return GemmCase.kernels();
    }

    /** Shapes of every way: by rows, in place, turned over, packed, with one row, one column, and both. */
    @ParameterizedTest
    @ValueSource(ints = {511, 512, 513, 640, 641, 1024, 1025, 1153, 1536, 4097})
    void chainsBeginAndEndWhereTheDefinitionSays(int k) {
        int[][] shapes = {{14, 35}, {3, 300}, {16, 65}, {25, 270}, {1, 10}, {1, 150}, {7, 1}, {33, 1}, {1, 1}};
        for (int[] shape : shapes) {
            GemmCase.checkAll(kernels, shape[0], shape[1], k, GemmCase.uniform(k));
        }
    }

    /** With a transposed A, few columns and many rows: one block of rows and several, whole panels and not. */
    @ParameterizedTest
    @ValueSource(ints = {512, 640, 700, 1153})
    void narrowProductsEqualTheDefinition(int k) {
        int[][] shapes = {{4, 2}, {70, 5}, {96, 28}, {33, 16}, {530, 13}, {1100, 28}, {300, 130}};
        for (int[] shape : shapes) {
            GemmCase.checkAll(kernels, shape[0], shape[1], k, GemmCase.uniform(k));
        }
    }

    @Test
    void narrowProductsHaveAnEpilogueOnce() {
        int m = 700;
        int n = 20;
        int k = 600;
        float[] a = GemmCase.values(m * k, 1);
        float[] b = GemmCase.values(k * n, 2);
        Epilogue epilogue = new Epilogue(b, 5, Epilogue.Activation.RELU);
        float[] expected = new float[m * n];
        GemmCase.multiply(kernels, true, false, m, n, k, a, 0, m, b, 0, n, expected, 0, n);
        epilogue.apply(expected, 0, n, m, n);
        float[] c = new float[m * n];
        Gemm.product(kernels, m, n, k).a(a, 0, m, true).b(b, 0, n, false).c(c, 0, n).epilogue(epilogue).run();
        assertThatFloats(c).hasBitsOf(expected);
    }

    @Test
    void lastChainsOfEveryLengthEqualTheDefinition() {
        for (int tail = 0; tail <= 16; tail++) {
            for (int k : new int[] {512 + tail, 4096 + tail}) {
                GemmCase.checkAll(kernels, 1, 1, k, GemmCase.uniform(k));
                GemmCase.checkAll(kernels, 17, 1, k, GemmCase.uniform(k));
                GemmCase.checkAll(kernels, 1, 19, k, GemmCase.uniform(k));
                GemmCase.checkAll(kernels, 13, 34, k, GemmCase.uniform(k));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 3", "20, 1", "1, 17", "3, 5", "5, 33", "16, 9"})
    void aLongDepthEqualsTheDefinition(int m, int n) {
        GemmCase.checkAll(kernels, m, n, 100_000, GemmCase.uniform(m * 100L + n));
    }

    /** Rows whose products read whole vectors, of arrays that end where the matrix ends. */
    @ParameterizedTest
    @CsvSource({"1, 4096", "10, 4096", "17, 4096", "31, 8192", "40, 7680", "100, 6000"})
    void aRowTimesAMatrixDoesNotReadBeyondTheArray(int n, int k) {
        float[] a = GemmCase.values(k, 1);
        float[] b = GemmCase.values(k * n, 2);
        float[] expected = new float[n];
        NaiveGemm.multiply(false, false, 1, n, k, a, 0, k, b, 0, n, expected, 0, n);
        float[] c = new float[n];
        GemmCase.multiply(kernels, false, false, 1, n, k, a, 0, k, b, 0, n, c, 0, n);
        assertThatFloats(c).as("1 x " + k + " x " + n).hasBitsOf(expected);
    }

    @Test
    void zerosKeepTheSignThatTheirChainsGiveThem() {
        SplittableRandom random = Seeds.random(12);
        float[] zeros = {0f, -0f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE};
        for (int[] shape : new int[][] {{14, 35}, {3, 300}, {16, 65}, {45, 270}, {1, 10}, {20, 1}, {1, 1}}) {
            for (int k : new int[] {1100, 4200}) {
                GemmCase.checkAll(kernels, shape[0], shape[1], k, () -> zeros[random.nextInt(zeros.length)]);
            }
        }
    }

    /** Six chains go around three threads, four do not, unless C is too small to be shared itself. */
    @ParameterizedTest
    @CsvSource({"200, 200, 3072, 3, true", "200, 200, 2560, 2, false", "200, 200, 2048, 3, false",
        "10, 10, 2048, 3, true", "100, 100, 1024, 2, false", "600, 600, 51200, 2, false", "64, 64, 51200, 1, false",
        "32, 9, 43264, 16, true", "256, 256, 8192, 2, true", "512, 128, 1728, 2, false", "512, 128, 2000, 2, true",
        "512, 28, 1792, 2, false", "256, 256, 8192, 8, false"})
    void chainsAreSharedWhereTheyGoAround(int m, int n, int k, int threads, boolean shared) {
        assertThat(GemmChains.suits(m, n, k, threads)).isEqualTo(shared);
    }

    /** C fills the scratch several times over, so that the chains come in waves. */
    @Test
    void wavesAndEpiloguesChangeNothing() {
        int m = 128;
        int n = 300;
        int k = 17 * GemmKernels.CHAIN + 3;
        assertThat(GemmChains.suits(m, n, k, 3)).isTrue();
        float[] a = GemmCase.values(m * k, 1);
        float[] b = GemmCase.values(k * n, 2);
        float[] whole = new float[m * n];
        float[] split = new float[m * n];
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            try (Team.Scope _ = Team.of(pool, 1).use()) {
                GemmCase.multiply(kernels, true, false, m, n, k, a, 0, m, b, 0, n, whole, 0, n);
            }
            try (Team.Scope _ = Team.of(pool, 3).use()) {
                GemmCase.multiply(kernels, true, false, m, n, k, a, 0, m, b, 0, n, split, 0, n);
                assertThatFloats(split).as("in waves").hasBitsOf(whole);
                Epilogue epilogue = new Epilogue(b, 5, Epilogue.Activation.RELU);
                epilogue.apply(whole, 0, n, m, n);
                Gemm.product(m, n, k).a(a, 0, m, true).b(b, 0, n, false).c(split, 0, n).epilogue(epilogue).run();
            }
        }
        assertThatFloats(split).as("with bias and relu").hasBitsOf(whole);
        new GemmCase(true, false, m, n, k, 3).check(kernels, GemmCase.uniform(3));
    }

    @ParameterizedTest
    @CsvSource({"32, 9, 20000", "9, 64, 12345", "1, 1, 700000", "3, 1, 100001", "40, 1, 30000", "1, 40, 20000",
        "1, 200, 9000", "1, 1000, 700", "1, 385, 1100", "500, 1, 700", "70, 80, 5000", "2, 2, 300001"})
    void anyNumberOfThreadsGivesTheSameBits(int m, int n, int k) {
        for (int bits = 0; bits < 4; bits++) {
            boolean transA = (bits & 1) != 0;
            boolean transB = (bits & 2) != 0;
            int lda = transA ? m : k;
            int ldb = transB ? k : n;
            float[] a = GemmCase.values(m * k, bits);
            float[] b = GemmCase.values(k * n, bits + 4);
            float[] expected = new float[m * n];
            NaiveGemm.multiply(transA, transB, m, n, k, a, 0, lda, b, 0, ldb, expected, 0, n);
            try (ForkJoinPool pool = new ForkJoinPool(4)) {
                for (int threads : new int[] {1, 2, 3, 5, 8, 16}) {
                    float[] c = new float[m * n];
                    try (Team.Scope _ = Team.of(pool, threads).use()) {
                        GemmCase.multiply(kernels, transA, transB, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n);
                    }
                    assertThatFloats(c).as(threads + " threads, case " + bits).hasBitsOf(expected);
                }
            }
        }
    }

    /** Recorded once: a change of the definition cannot pass unseen, nor a mistake that the oracle makes too. */
    @ParameterizedTest
    @CsvSource({"5, 7, 511, -732434257", "5, 7, 512, 320126149", "5, 7, 513, -1270044030",
        "5, 7, 1024, 853962941", "5, 7, 1025, 744673840", "3, 2, 100000, -35101282", "1, 1, 100000, 1126904953"})
    void bitsAreTheRecordedOnes(int m, int n, int k, int recorded) {
        float[] c = new float[m * n];
        GemmCase.multiply(kernels, false, true, m, n, k, GemmCase.values(m * k, 1), 0, k, GemmCase.values(n * k, 2), 0,
                k,
                c, 0, n);
        int[] bits = new int[c.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(c[i]));
        assertThat(Arrays.hashCode(bits)).isEqualTo(recorded);
    }

    /** The first chain is stored and not added to 0. */
    @Test
    void aChainThatUnderflowsToMinusZeroStaysMinusZero() {
        float[] a = new float[600];
        float[] b = new float[600];
        a[511] = -Float.MIN_VALUE;
        b[511] = 0.25f;
        float[] c = {7f};
        GemmCase.multiply(kernels, false, false, 1, 1, 512, a, 0, 512, b, 0, 1, c, 0, 1);
        assertThat(c[0]).isEqualTo(-0f);
        GemmCase.multiply(kernels, false, false, 1, 1, 513, a, 0, 513, b, 0, 1, c, 0, 1);
        assertThat(c[0]).isEqualTo(0f);
    }

    @Test
    void twentyMillionOnesAreTwentyMillion() {
        int k = 20_000_000;
        float[] ones = new float[k];
        Arrays.fill(ones, 1f);
        float[] c = new float[1];
        GemmCase.multiply(kernels, false, false, 1, 1, k, ones, 0, k, ones, 0, 1, c, 0, 1);
        assertThat(c[0]).isEqualTo(20_000_000f);
    }

    /**
     * Root mean square of the error, as a part of that of the result; one chain over all of k would err by 5.1e-7,
     * 1.8e-6, 1.8e-5 and 1.5e-4.
     */
    @ParameterizedTest
    @CsvSource({"784, false, 4.5e-7", "10000, false, 5.5e-7", "1000000, false, 1.2e-6", "1000000, true, 8e-7"})
    void errorsStaySmallHoweverLongTheDepth(int k, boolean positive, double bound) {
        assertThat(ProductErrors.of(kernels, k, positive)).isLessThan(bound);
    }
}
