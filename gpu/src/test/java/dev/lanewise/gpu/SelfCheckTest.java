package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
    private final HardNumbers in = new HardNumbers();
    private final float[] results = SelfCheck.expected(in);

    @Test
    void theBitsOfJavaAreNoDifference() {
        assertThat(SelfCheck.differences(in, results)).isEmpty();
    }

    @Test
    void aDeviceThatSaysItIsExactIsThat() {
        Gpu gpu = Devices.first();
        assertThat(gpu.differences()).isEmpty();
        assertThat(gpu.isExact()).isTrue();
    }

    @Test
    void divisionByTheReciprocalIsNoticed() {
        change(3, (a, b, _) -> a * (1 / b));
        assertThat(SelfCheck.differences(in, results)).singleElement().asString()
                .startsWith("a / b differs for ").contains("softmax");
    }

    @Test
    void aRootThatIsNextToTheRightOneIsNoticed() {
        change(4, (a, _, _) -> a == 3 ? Math.nextUp((float) Math.sqrt(a)) : (float) Math.sqrt(a));
        assertThat(SelfCheck.differences(in, results)).singleElement().asString().startsWith("sqrt(a) differs for ");
    }

    @Test
    void aProductAndASumAreNoFusedOperation() {
        change(5, (a, b, c) -> a * b + c);
        assertThat(SelfCheck.differences(in, results)).singleElement().asString()
                .startsWith("fma(a, b, c) differs for ").contains("matmul");
    }

    @Test
    void aFusedOperationInDoublesIsNoticed() {
        change(5, (a, b, c) -> (float) ((double) a * b + c));
        assertThat(SelfCheck.differences(in, results)).singleElement().asString().startsWith("fma(a, b, c) differs");
    }

    @Test
    void contractionIsNoticed() {
        change(6, Math::fma);
        assertThat(SelfCheck.differences(in, results)).singleElement().asString().startsWith("a * b + c differs");
    }

    @Test
    void denormalsThatAreTakenAsZeroAreNoticed() {
        change(0, (a, b, _) -> flushed(flushed(a) + flushed(b)));
        change(2, (a, b, _) -> flushed(flushed(a) * flushed(b)));
        assertThat(SelfCheck.differences(in, results)).hasSize(2)
                .anyMatch(text -> text.startsWith("a + b differs")).anyMatch(text -> text.startsWith("a * b differs"));
    }

    @Test
    void theHardestQuotientsLieNextToTheMiddleBetweenTwoFloats() {
        assertThat(IntStream.range(0, HardNumbers.COUNT).filter(i -> {
            double quotient = (double) in.a()[i] / in.b()[i];
            double middle = quotient / Math.ulp((float) quotient);
            return Math.abs(Math.abs(middle - Math.floor(middle)) - 0.5) < 1e-6;
        }).count()).isGreaterThan(HardNumbers.COUNT / 10);
    }

    private interface Wrong {
        float of(float a, float b, float c);
    }

    private void change(int rule, Wrong wrong) {
        for (int i = 0; i < HardNumbers.COUNT; i++) {
            results[rule * HardNumbers.COUNT + i] = wrong.of(in.a()[i], in.b()[i], in.c()[i]);
        }
    }

    private static float flushed(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0, x) : x;
    }
}
