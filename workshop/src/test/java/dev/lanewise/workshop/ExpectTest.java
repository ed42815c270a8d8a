package dev.lanewise.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class ExpectTest {
    private static void fails(String sentence, ThrowingCallable expectation) {
        assertThatThrownBy(expectation).isInstanceOf(AssertionFailedError.class).hasMessage(sentence);
    }

    @Test
    void numbersAreComparedUpToRounding() {
        Expect.close("x", 1.000001, 1);
        Expect.close("x", 1_000_001, 1_000_000);
        Expect.close("x", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        Expect.close("x", Double.NaN, Double.NaN);
        fails("x: yours is 0.0, expected 1.25", () -> Expect.close("x", 0, 1.25));
        fails("x: yours is NaN, expected 1.0", () -> Expect.close("x", Double.NaN, 1));
        fails("x: yours is 1.0, expected NaN", () -> Expect.close("x", 1, Double.NaN));
        fails("x: yours is 1.0e-05, expected 1.234568e+07", () -> Expect.close("x", 1e-5, 12_345_678));
    }

    @Test
    void theFirstElementThatDiffersIsNamed() {
        float[] expected = {1, 2, 3};
        Expect.close("y", new float[] {1, 2.01f, 3}, expected, 0.1);
        fails("y, index 1: yours is 2.5, expected 2.0",
                () -> Expect.close("y", new float[] {1, 2.5f, 9}, expected, 0.1));
        fails("y: yours has 1 numbers, expected 3", () -> Expect.close("y", new float[1], expected, 0.1));
        fails("y: yours is null, expected 3 numbers", () -> Expect.close("y", (float[]) null, expected, 0.1));
        fails("y, index 0: yours is 0.5, expected 1.0",
                () -> Expect.close("y", new double[] {0.5}, new double[] {1}, 0.1));
    }

    @Test
    void otherValuesAreCompared() {
        Expect.same("z", new int[] {1, 2}, new int[] {1, 2});
        Expect.atLeast("z", 1, 1);
        Expect.atMost("z", 1, 1);
        Expect.shape("z", new int[] {2, 3}, 2, 3);
        Expect.that(true, "never");
        fails("z: yours is \"a\", expected null", () -> Expect.same("z", "a", null));
        fails("z: yours is [0.5, 1.0], expected [\"a\", \"b\"]",
                () -> Expect.same("z", new float[] {0.5f, 1}, new String[] {"a", "b"}));
        fails("z: yours is 0.5, expected at least 0.9", () -> Expect.atLeast("z", 0.5, 0.9));
        fails("z: yours is NaN, expected at most 0.9", () -> Expect.atMost("z", Double.NaN, 0.9));
        fails("z: yours has shape [3, 2], expected [2, 3]", () -> Expect.shape("z", new int[] {3, 2}, 2, 3));
        fails("said", () -> Expect.that(false, "said"));
    }

    @Test
    void eventsAreReadAsTheyWereWritten() {
        Event event = new Event(Event.Kind.FAILED, 3, "a\\n line\nand \u0001 another\r", "chapter01/A.java:3");
        Event expected = new Event(Event.Kind.FAILED, 3, "a\\n line\nand ? another\r", "chapter01/A.java:3");
        assertThat(event.line()).doesNotContain("\n");
        assertThat(Event.parse("printed before it" + event.line())).isEqualTo(expected);
        assertThat(Event.parse("no event")).isNull();
        assertThat(Event.parse("\u0001no\u0001event\u0001at\u0001all")).isNull();
    }
}
