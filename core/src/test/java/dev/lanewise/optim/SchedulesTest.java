package dev.lanewise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.withPrecision;

import dev.lanewise.state.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
    /** Lines of PyTorch's rates, one for each step from 0 on. */
    static List<Arguments> schedules() {
        OneCycle oneCycle = Schedules.oneCycle(0.1, 20);
        return List.of(
                Arguments.of("step", Schedules.step(0.1, 3, 0.5)),
                Arguments.of("multiStep", Schedules.multiStep(0.1, 0.1, 2, 5, 6)),
                Arguments.of("exponential", Schedules.exponential(0.1, 0.9)),
                Arguments.of("linear", Schedules.linear(0.025, 0.1, 6)),
                Arguments.of("linear down", Schedules.linear(0.1, 0.01, 5)),
                Arguments.of("polynomial", Schedules.polynomial(0.1, 8, 2.5)),
                Arguments.of("cosine", Schedules.cosine(0.1, 20)),
                Arguments.of("cosine with a minimum", Schedules.cosine(0.1, 7, 0.01)),
                Arguments.of("restarts", Schedules.cosineWarmRestarts(0.1, 5, 1, 0.001)),
                Arguments.of("growing restarts", Schedules.cosineWarmRestarts(0.1, 3, 2, 0)),
                Arguments.of("oneCycle cos 2", oneCycle),
                Arguments.of("oneCycle cos 3", oneCycle.threePhases()),
                Arguments.of("oneCycle linear 2", oneCycle.linear()),
                Arguments.of("oneCycle linear 3", oneCycle.linear().threePhases()),
                Arguments.of("oneCycle with settings", Schedules.oneCycle(0.5, 30).rise(0.4).divisors(10, 100)),
                Arguments.of("triangular", Schedules.triangular(0.01, 0.1, 4, 6)),
                Arguments.of("triangular2", Schedules.triangular2(0.01, 0.1, 4, 6)),
                Arguments.of("exp_range", Schedules.expRange(0.01, 0.1, 4, 6, 0.95)),
                Arguments.of("warmup", Schedules.warmup(5, Schedules.cosine(0.1, 20))),
                Arguments.of("sequence", Schedules.sequence(List.of(Schedules.constant(0.05),
                        Schedules.exponential(0.1, 0.8), Schedules.polynomial(0.1, 4, 1)), 3, 8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schedules")
    void theRatesArePyTorchs(String line, Schedule schedule) {
        double[] theirs = PyTorch.values(line);
        for (int step = 0; step < theirs.length; step++) {
            double tolerance = 1e-12 * theirs[step] + 1e-17; // PyTorch's recursion ends a little beside 0
            assertThat(schedule.at(step)).as("step %d", step).isEqualTo(theirs[step], withPrecision(tolerance));
        }
    }

    static List<Schedule> thoseThatEnd() {
        return List.of(Schedules.linear(0.1, 0.02, 20), Schedules.polynomial(0.1, 20, 2),
                Schedules.cosine(0.1, 20, 0.02),
                Schedules.warmup(4, Schedules.cosine(0.1, 16)), Schedules.oneCycle(0.1, 21),
                Schedules.oneCycle(0.1, 21).threePhases().linear());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("thoseThatEnd")
    void beyondItsEndAScheduleKeepsItsLastValue(Schedule schedule) {
        double last = schedule.at(20);
        assertThat(schedule.at(19)).isGreaterThan(last);
        assertThat(LongStream.of(21, 22, 40, 41, 1_000_000_007, Long.MAX_VALUE / 4).mapToDouble(schedule::at))
                .containsOnly(last);
    }

    @Test
    void factorsAndLambdasCompose() {
        Schedule inverse = step -> 1.0 / (step + 1);
        Schedule schedule = Schedules.warmup(3, inverse).times(2);
        assertThat(LongStream.range(0, 6).mapToDouble(schedule::at)).containsExactly(0.5, 1.0, 1.5, 2.0, 1.0, 2.0 / 3);
    }

    @Test
    void oneCycleOfAStepOrTwoHasNoGaps() {
        assertThat(Schedules.oneCycle(0.1, 1).at(0)).isPositive();
        assertThat(Schedules.oneCycle(0.1, 2).rise(0.5).at(0)).isEqualTo(0.1);
        assertThat(Schedules.oneCycle(0.1, 2).rise(1).at(1)).isEqualTo(0.1);
    }

    static List<Arguments> texts() {
        Schedule lambda = step -> 0.1;
        return List.of(
                Arguments.of(Schedules.constant(0.1), "0.1"),
                Arguments.of(Schedules.step(0.1, 30, 0.1), "step(0.1, 30, 0.1)"),
                Arguments.of(Schedules.multiStep(1, 0.1, 30, 60), "multiStep(1, 0.1, (30, 60))"),
                Arguments.of(Schedules.exponential(1e-5, 0.99), "exponential(1e-5, 0.99)"),
                Arguments.of(Schedules.linear(0, 0.1, 5), "linear(0, 0.1, 5)"),
                Arguments.of(Schedules.polynomial(0.1, 5, 2), "polynomial(0.1, 5, 2)"),
                Arguments.of(Schedules.cosine(0.1, 100), "cosine(0.1, 100)"),
                Arguments.of(Schedules.cosine(0.1, 100, 2.5e-6), "cosine(0.1, 100, 2.5e-6)"),
                Arguments.of(Schedules.cosineWarmRestarts(0.1, 10, 2, 0), "cosineWarmRestarts(0.1, 10, 2, 0)"),
                Arguments.of(Schedules.triangular(0.1, 1, 5, 6), "triangular(0.1, 1, 5, 6)"),
                Arguments.of(Schedules.expRange(0.1, 1, 5, 6, 0.9), "expRange(0.1, 1, 5, 6, 0.9)"),
                Arguments.of(Schedules.oneCycle(0.1, 100).rise(0.2),
                        "oneCycle(0.1, 100, rise=0.2, cosine, divisors=(25, 10000), 2 phases)"),
                Arguments.of(Schedules.warmup(5, Schedules.constant(1)).times(0.5), "warmup(5, 1).times(0.5)"),
                Arguments.of(Schedules.sequence(List.of(lambda, Schedules.constant(1)), 7),
                        "sequence((lambda, 1), (7))"),
                Arguments.of(new Plateau(0.1).patience(3), "plateau(0.1, lowest, factor=0.1, patience=3, "
                        + "threshold=1e-4, cooldown=0, min=0, eps=1e-8)"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("texts")
    void theTextIsTheCall(Schedule schedule, String text) {
        assertThat(schedule).hasToString(text);
    }

    /** As users write them: records and classes that print what is in them. */
    private record Scaled(Schedule whole, double factor) implements Schedule {
        @Override
        public double at(long step) {
            return factor * whole.at(step);
        }
    }

    /** What the JVM numbers anew in each run is in no text that is saved. */
    @Test
    void theTextIsThatOfAnyJvm() {
        Schedule anonymous = new Schedule() {
            @Override
            public double at(long step) {
                return 1;
            }
        };
        assertThat(Schedules.text(new Scaled(new Scaled(step -> 0.1, 2), 3)))
                .isEqualTo("Scaled[whole=Scaled[whole=lambda, factor=2.0], factor=3.0]");
        assertThat(Schedules.text(new Scaled(Math::sqrt, 2))).isEqualTo("Scaled[whole=lambda, factor=2.0]");
        assertThat(Schedules.text(anonymous)).isEqualTo("SchedulesTest$1");
        assertThat(Schedules.text(new Scaled(anonymous, 2))).isEqualTo("Scaled[whole=SchedulesTest$1, factor=2.0]");
        assertThat(Schedules.text(Schedules.cosine(1e-5, 10))).isEqualTo("cosine(1e-5, 10)");
    }

    static List<Arguments> refused() {
        return List.of(
                refusal("constant: learning rate -0.1 is not a finite number of 0 or more",
                        () -> Schedules.constant(-0.1)),
                refusal("cosine: learning rate NaN is not a finite number of 0 or more",
                        () -> Schedules.cosine(0.1, 10, Double.NaN)),
                refusal("cosine: steps 0 is less than 1", () -> Schedules.cosine(0.1, 0)),
                refusal("step: size -3 is less than 1", () -> Schedules.step(0.1, -3, 0.5)),
                refusal("step: factor Infinity is not a finite number of 0 or more",
                        () -> Schedules.step(0.1, 3, Double.POSITIVE_INFINITY)),
                refusal("multiStep: milestones [5, 5] are not numbers of 1 or more in ascending order",
                        () -> Schedules.multiStep(0.1, 0.5, 5, 5)),
                refusal("cosineWarmRestarts: growth 0 is less than 1",
                        () -> Schedules.cosineWarmRestarts(0.1, 5, 0, 0)),
                refusal("sequence: 1 schedules and 1 milestones; there is a milestone for the start of each schedule "
                        + "but the first", () -> Schedules.sequence(List.of(Schedules.constant(1)), 4)),
                refusal("triangular: down 0 is less than 1", () -> Schedules.triangular(0, 1, 4, 0)),
                refusal("oneCycle: rise 1.5 is not within 0 and 1", () -> Schedules.oneCycle(0.1, 5).rise(1.5)),
                refusal("oneCycle: divisors 0.0 and 10.0 are not finite numbers above 0",
                        () -> Schedules.oneCycle(0.1, 5).divisors(0, 10)),
                refusal("plateau: factor 1.0 is not within 0 and 1, 1 excluded", () -> new Plateau(0.1).factor(1)),
                refusal("plateau: patience -1 is less than 0", () -> new Plateau(0.1).patience(-1)));
    }

    private static Arguments refusal(String sentence, ThrowingCallable call) {
        return Arguments.of(sentence, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void argumentsAreChecked(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }

    // ---- plateau

    private static final double[] RESULTS = {1.0, 0.9, 0.9, 0.95, 0.8999, 0.91, 0.92, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6,
        Double.NaN, 0.4, 0.4};

    static Stream<Arguments> plateaus() {
        return Stream.of(
                Arguments.of("plateau", new Plateau(0.1).patience(2)),
                Arguments.of("plateau of the highest", new Plateau(0.1).highest().patience(1).factor(0.5)),
                Arguments.of("plateau with an absolute threshold",
                        new Plateau(0.1).absoluteThreshold(0.15).patience(1)),
                Arguments.of("plateau with cooldown and minimum",
                        new Plateau(0.1).patience(0).cooldown(2).factor(0.3).min(1e-3)),
                Arguments.of("plateau with eps", new Plateau(0.1).patience(0).factor(0.5).eps(0.01)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plateaus")
    void aPlateauFallsAsPyTorchs(String line, Plateau plateau) {
        double[] theirs = PyTorch.values(line);
        for (int i = 0; i < theirs.length; i++) {
            double result = i < RESULTS.length && !line.endsWith("eps") ? RESULTS[i] : 1.0;
            double rate = plateau.observe(line.endsWith("highest") ? -result : result);
            assertThat(rate).as("after %d results", i + 1).isEqualTo(theirs[i], withPrecision(1e-12 * theirs[i]));
            assertThat(plateau.at(i)).isEqualTo(rate);
        }
    }

    @Test
    void aPlateauIsSetUpBeforeItsFirstResult() {
        Plateau plateau = new Plateau(0.1).patience(0);
        plateau.observe(Double.NaN);
        assertThatIllegalStateException().isThrownBy(plateau::highest).withMessage("plateau: highest is set after "
                + "results have been observed or a state was loaded; set it when the plateau is made");
        Plateau loaded = new Plateau(0.1).patience(0);
        Snapshot.take(Map.of("p", plateau)).restore(Map.of("p", loaded));
        assertThatIllegalStateException().isThrownBy(() -> loaded.factor(0.5));
    }
}
