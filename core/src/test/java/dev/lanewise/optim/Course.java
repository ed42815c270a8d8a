package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.data.Batched;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a training goes through, eager or captured: its losses, and whatever else is kept, in order. */
final class Course {
    /** Enough elements that steps are fused. */
    static final int N = 1200;

    private record Input(Tensor x) implements Batched<Input> {
        @Override
        public List<Value> values() {
            return List.of(x);
        }

        @Override
        public Input with(List<Value> values) {
            return new Input((Tensor) values.getFirst());
        }
    }

    /** A training that takes its steps through a course. */
    interface Training {
        void run(Course course);
    }

    /** A step on an input. */
    interface Step {
        void run(Tensor x);
    }

    private final boolean captured;
    private final List<Tensor> seen = new ArrayList<>();
    private int runs;

    private Course(boolean captured) {
        this.captured = captured;
    }

    /** Everything that a training keeps. */
    static List<Tensor> of(Training training, boolean captured) {
        Course course = new Course(captured);
        training.run(course);
        assertThat(course.seen).isNotEmpty();
        return course.seen;
    }

    /** Asserts that a training has the same course captured as it has eagerly. */
    static void assertCapturedIsEager(Training training) {
        assertSame(of(training, true), of(training, false));
    }

    static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).hasBitsOf(expected.get(i));
        }
    }

    /** Initial values; the same for the same number. */
    static Tensor parameter(int number, int... dims) {
        return RandomSource.at(3, number, 0).normal(dims).requiresGrad(true);
    }

    /** A step as it is to be run: it gives its loss, which is kept. */
    Step step(UnaryOperator<Tensor> eager, boolean keepGradients) {
        TrainStep<Input> step = TrainStep.capture(input -> eager.apply(input.x));
        TrainStep<Input> ready = keepGradients ? step.keepGradients() : step;
        return x -> keep(captured ? ready.run(new Input(x)) : eager.apply(x));
    }

    /** Runs a step on the next random input. */
    void next(Step step) {
        step.run(RandomSource.at(4, runs++, 0).normal(N));
    }

    /** Keeps the values that a tensor has now. */
    Tensor keep(Tensor tensor) {
        seen.add(tensor.detach().copy());
        return tensor;
    }
}
