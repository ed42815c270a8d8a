package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.gpu.ArithmeticCheck.FloatFunction;
import dev.lanewise.gpu.ArithmeticCheck.Function;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.steps.Kernels;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arithmetic that is not the CPU's is found, and said with what computes with it. */
class SelfCheckTest {
    private final ArithmeticCheck floats = SelfCheck.ofFloats();
    private final double[] results = floats.expected();
    private final ArithmeticCheck doubles = SelfCheck.ofDoubles();
    private final double[] ofDoubles = doubles.expected();

    @Test
    void theBitsOfJavaAreNoDifference() {
        assertThat(floats.differences(results)).isEmpty();
        assertThat(doubles.differences(ofDoubles)).isEmpty();
    }

    @Test
    void aDeviceThatSaysItIsExactIsThat() {
        Gpu gpu = TestDevice.first();
        assertThat(gpu.differences()).isEmpty();
        assertThat(gpu.isExact()).isTrue();
    }

    // ---- floats

    @Test
    void divisionByTheReciprocalIsNoticed() {
        change(3, (a, b, _) -> a * (1 / b));
        assertThat(floats.differences(results)).singleElement().asString()
                .startsWith("a / b differs for ").contains("sigmoid");
    }

    @Test
    void aReciprocalThatIsAnApproximationIsNoticed() {
        change(12, (a, _, _) -> Math.nextUp(1 / a));
        assertThat(floats.differences(results)).singleElement().asString()
                .startsWith("1 / a differs for ").contains("softmax");
    }

    @Test
    void aReciprocalOfTheReciprocalRootIsNoticed() {
        change(13, (a, _, _) -> (float) (1 / Math.sqrt(a)));
        assertThat(floats.differences(results)).singleElement().asString()
                .startsWith("1 / sqrt(a) differs for ").contains("rsqrt");
    }

    @Test
    void aRootThatIsNextToTheRightOneIsNoticed() {
        change(4, (a, _, _) -> a == 3 ? Math.nextUp((float) Math.sqrt(a)) : (float) Math.sqrt(a));
        assertThat(floats.differences(results)).singleElement().asString().startsWith("sqrt(a) differs for ");
    }

    @Test
    void aProductAndASumAreNoFusedOperation() {
        change(5, (a, b, c) -> a * b + c);
        assertThat(floats.differences(results)).singleElement().asString()
                .startsWith("fma(a, b, c) differs for ").contains("exponentials");
    }

    @Test
    void vectorsThatAreNotFusedAreNoticed() {
        change(14, (a, b, c) -> a * b + c);
        change(15, (a, b, c) -> a * b + c);
        assertThat(floats.differences(results)).hasSize(2)
                .anyMatch(text -> text.startsWith("fma(a, b, c) of 8 floats at a time differs")
                        && text.endsWith("(convolutions)"))
                .anyMatch(text -> text.startsWith("fma(a, b, c) of as many floats as the device computes together")
                        && text.contains("matmul"));
    }

    @Test
    void aFusedOperationInDoublesIsNoticed() {
        change(5, (a, b, c) -> (float) ((double) a * b + c));
        assertThat(floats.differences(results)).singleElement().asString().startsWith("fma(a, b, c) differs");
    }

    @Test
    void contractionIsNoticed() {
        change(6, Math::fma);
        assertThat(floats.differences(results)).singleElement().asString().startsWith("a * b + c differs");
    }

    @Test
    void denormalsThatAreTakenAsZeroAreNoticed() {
        change(0, (a, b, _) -> flushed(flushed(a) + flushed(b)));
        change(2, (a, b, _) -> flushed(flushed(a) * flushed(b)));
        change(16, (a, b, _) -> flushed(flushed(a) + flushed(b)));
        assertThat(floats.differences(results)).hasSize(3)
                .anyMatch(text -> text.startsWith("a + b differs"))
                .anyMatch(text -> text.startsWith("a * b differs"))
                .anyMatch(text -> text.startsWith("a + b of as many floats"));
    }

    @Test
    void theHardestQuotientsAndRootsLieNextToTheMiddleBetweenTwoFloats() {
        double[] a = floats.in().a();
        double[] b = floats.in().b();
        for (int i = 0; i < HardFloats.COUNT; i += 8) { // the kinds follow each other, the third and fourth are these
            assertThat(fromTheMiddle(a[i + 2] / b[i + 2])).isLessThan(1e-6);
            assertThat(fromTheMiddle(Math.sqrt(a[i + 3]))).isLessThan(1e-4);
        }
    }

    /** How far a number is from the middle between two floats, in units of their distance. */
    private static double fromTheMiddle(double x) {
        return Math.abs(Math.abs(x - (float) x) / Math.ulp((float) x) - 0.5);
    }

    // ---- doubles

    @Test
    void doublesThatAreFloatsAreNoticedInAllThatIsRounded() {
        for (int rule = 0; rule < 8; rule++) {
            double[] rounded = ofDoubles.clone();
            for (int i = rule * HardDoubles.COUNT; i < (rule + 1) * HardDoubles.COUNT; i++) {
                rounded[i] = (float) rounded[i];
            }
            assertThat(doubles.differences(rounded)).singleElement().asString().startsWith("double ");
        }
    }

    @Test
    void quotientsAndRootsNextToTheRightOnesAreNoticed() {
        changeDoubles(3, (a, b, _) -> a * (1 / b));
        changeDoubles(4, (a, _, _) -> a == 3 ? Math.nextUp(1 / a) : 1 / a);
        changeDoubles(5, (a, _, _) -> Math.sqrt(a) == 0 ? 0 : a / Math.sqrt(a));
        assertThat(doubles.differences(ofDoubles)).hasSize(3)
                .anyMatch(text -> text.startsWith("double a / b differs") && text.contains("pow"))
                .anyMatch(text -> text.startsWith("double 1 / a differs") && text.contains("normalization"))
                .anyMatch(text -> text.startsWith("double sqrt(a) differs") && text.contains("hypot"));
    }

    @Test
    void fusedAndUnfusedDoublesAreTold() {
        changeDoubles(6, (a, b, c) -> a * b + c);
        changeDoubles(7, Math::fma);
        assertThat(doubles.differences(ofDoubles)).hasSize(2)
                .anyMatch(text -> text.startsWith("double fma(a, b, c) differs"))
                .anyMatch(text -> text.startsWith("double a * b + c differs") && text.contains("multinomial"));
    }

    @Test
    void floatsThatAreCutOrFlushedAreNoticed() {
        double[] cut = ofDoubles.clone();
        double[] flushed = ofDoubles.clone();
        for (int i = 0; i < HardDoubles.COUNT; i++) {
            double a = doubles.in().a()[i];
            float nearest = (float) a;
            cut[8 * HardDoubles.COUNT + i] = Math.abs(nearest) > Math.abs(a) && !Float.isInfinite(nearest)
                    ? a > 0 ? Math.nextDown(nearest) : Math.nextUp(nearest)
                    : nearest;
            flushed[8 * HardDoubles.COUNT + i] = flushed(nearest);
        }
        assertThat(doubles.differences(cut)).singleElement().asString().startsWith("(float) of double a differs");
        assertThat(doubles.differences(flushed)).singleElement().asString().startsWith("(float) of double a differs");
    }

    @Test
    void theHardestQuotientsAndRootsLieNextToTheMiddleBetweenTwoDoubles() {
        double[] a = doubles.in().a();
        double[] b = doubles.in().b();
        MathContext exact = new MathContext(60);
        for (int i = 0; i < HardDoubles.COUNT; i += 64) { // the kinds follow each other, the third and fourth are these
            BigDecimal quotient = new BigDecimal(a[i + 2]).divide(new BigDecimal(b[i + 2]), exact);
            assertThat(fromTheMiddle(quotient, a[i + 2] / b[i + 2])).isLessThan(1e-12);
            assertThat(fromTheMiddle(new BigDecimal(a[i + 3]).sqrt(exact), Math.sqrt(a[i + 3]))).isLessThan(1e-12);
        }
    }

    /** How far a number is from the middle between two doubles, one of which is near, in units of their distance. */
    private static double fromTheMiddle(BigDecimal x, double near) {
        return Math.abs(x.subtract(new BigDecimal(near)).abs().doubleValue() / Math.ulp(near) - 0.5);
    }

    // ---- a compiler that takes liberties

    /** The kernels of a device whose compiler replaces a text in them. */
    private static Kernels replacing(String text, String by, Context context) {
        return new Kernels() {
            @Override
            public Kernel inFile(String file, String name) {
                String source = Sources.program(Sources.read(file), context.device());
                return context.compile(source.replace(text, by), Sources.options(context.device())).kernel(name);
            }

            @Override
            public Kernel ofCode(String code, String name) {
                throw new IllegalStateException("the check has kernels of files");
            }
        };
    }

    private static List<String> differences(String text, String by) {
        Context context = TestDevice.withDoubles().context();
        return SelfCheck.differences(context, replacing(text, by, context), 64);
    }

    @Test
    void whatACompilerMakesOfReciprocalsAndVectorsIsFound() {
        assertThat(differences("1.0f / x", "1.0f / (x + 0.0f) * 0.9999999f")).singleElement().asString()
                .startsWith("1 / a differs");
        assertThat(differences("vstore8(fma(vload8(i, a), vload8(i, b), vload8(i, c))",
                "vstore8((vload8(i, a) * vload8(i, b) + vload8(i, c))")).singleElement().asString()
                .startsWith("fma(a, b, c) of 8 floats at a time differs");
        assertThat(differences("STORE(fma(LOAD(i, a), LOAD(i, b), LOAD(i, c))",
                "STORE((LOAD(i, a) * LOAD(i, b) + LOAD(i, c))")).singleElement().asString().contains("attention");
    }

    @Test
    void whatACompilerMakesOfDoublesIsFound() {
        assertThat(differences("= sqrt(x);", "= sqrt((float) x);")).singleElement().asString()
                .startsWith("double sqrt(a) differs");
        assertThat(differences("double x = a[i];", "double x = (float) a[i];")).hasSizeGreaterThan(8)
                .allMatch(text -> text.contains("double") || text.contains("ldexp"));
    }

    private void change(int rule, FloatFunction wrong) {
        double[] a = floats.in().a();
        double[] b = floats.in().b();
        double[] c = floats.in().c();
        for (int i = 0; i < HardFloats.COUNT; i++) {
            results[rule * HardFloats.COUNT + i] = wrong.of((float) a[i], (float) b[i], (float) c[i]);
        }
    }

    private void changeDoubles(int rule, Function wrong) {
        Triples in = doubles.in();
        for (int i = 0; i < HardDoubles.COUNT; i++) {
            ofDoubles[rule * HardDoubles.COUNT + i] = wrong.of(in.a()[i], in.b()[i], in.c()[i]);
        }
    }

    private static float flushed(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0, x) : x;
    }
}
