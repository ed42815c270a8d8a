package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link KernelParity} finds in kernels that negate. */
@Tag("quick")
class KernelParityTest {
    private static final int N = 5;

    @FunctionalInterface
    private interface Negation {
        void run(float[] x, int xo, float[] y, int yo, int n);
    }

    private final float[] x = FloatSamples.ordinary(Seeds.random(71), N + 1);

    private static void negate(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = -x[xo + i];
        }
    }

    private KernelParity.Outputs check(Negation reference, Negation tested, int calls) {
        return new KernelParity<>(reference, tested, Seeds.random(72)).on("neg", x).writes(2, N)
                .byManyCalls(calls, (kernels, out) -> kernels.run(x, 1, out.floats(0), 2, N));
    }

    private void assertFound(Negation reference, Negation tested, String message) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> check(reference, tested, 3))
                .withMessageStartingWith("[neg" + message);
    }

    @Test
    void kernelsThatAgreePassAndTheirResultIsGiven() {
        float[] y = check(KernelParityTest::negate, (x, xo, y2, yo, n) -> negate(x, xo, y2, yo, n), 2).floats(0);
        for (int i = 0; i < N; i++) {
            assertThat(y[2 + i]).isEqualTo(-x[1 + i]);
        }
    }

    @Test
    void otherBitsAreFound() {
        assertFound(KernelParityTest::negate, (x, xo, y, yo, n) -> {
            negate(x, xo, y, yo, n);
            y[yo + 3] = Math.nextUp(y[yo + 3]);
        }, ", call 0: output 0] 1 of 26 elements differ, the first at [5]: ");
    }

    @Test
    void whatIsWrittenAroundTheRunIsFound() {
        for (int at : new int[] {0, 1, 2 + N, 2 + N + 18}) {
            Negation careless = (x, xo, y, yo, n) -> {
                negate(x, xo, y, yo, n);
                y[at] = 123.5f;
            };
            String elements = "1 of 26 elements differ, the first at [" + at + "]: 123.5 ";
            assertFound(KernelParityTest::negate, careless, ", call 0: output 0] " + elements);
            assertFound(careless, careless, ", the reference: around output 0] " + elements);
        }
    }

    @Test
    void anInputThatIsWrittenToIsFound() {
        assertFound(KernelParityTest::negate, (x, xo, y, yo, n) -> {
            negate(x, xo, y, yo, n);
            x[xo]++;
        }, ": input 0] 1 of 6 elements differ, the first at [1]: ");
    }

    @Test
    void aLaterCallThatDiffersIsFound() {
        int[] calls = {0};
        assertFound(KernelParityTest::negate, (x, xo, y, yo, n) -> {
            negate(x, xo, y, yo, n);
            y[yo] += calls[0]++;
        }, ", call 1: output 0] 1 of 26 elements differ, the first at [2]: ");
    }

    @Test
    void rowsLeaveTheGapsBetweenThemAlone() {
        KernelParity<Negation> parity = new KernelParity<>(
                KernelParityTest::negate, KernelParityTest::negate, Seeds.random(73));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> parity.on("rows", x).writesRows(1, 3, 2, 2)
                        .by((kernels, out) -> kernels.run(x, 0, out.floats(0), 1, 5)))
                .withMessageStartingWith("[rows, the reference: around output 0] 1 of 26 elements differ, "
                        + "the first at [3]: ");
    }
}
