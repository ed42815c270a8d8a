package dev.lanewise.optim;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.program.Program;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WeightAverageTest {
    private static Arguments average(String name, Function<List<Tensor>, WeightAverage> make) {
        return Arguments.argumentSet(name, name, make);
    }

    static Stream<Arguments> averages() {
        return Stream.of(
                average("ema 0.9", p -> WeightAverage.ema(p, 0.9)),
                average("ema 0.3", p -> WeightAverage.ema(p, 0.3)),
                average("ema 0.4 with warmup", p -> WeightAverage.ema(p, 0.4).warmup()),
                average("swa", WeightAverage::swa));
    }

    @ParameterizedTest
    @MethodSource("averages")
    void averagesOfTwelveStepsArePyTorchs(String name, Function<List<Tensor>, WeightAverage> make) {
        List<Tensor> p = Quadratics.start();
        WeightAverage average = make.apply(p);
        SGD sgd = new SGD(p, 0.01);
        for (int i = 0; i < 12; i++) {
            Quadratics.train(p, sgd, 1, _ -> {});
            average.update();
        }
        assertThat(average.updates()).isEqualTo(12);
        average.copyTo(p);
        assertThat(Shapes.concat(0, p.stream().map(Tensor::detach).toArray(Tensor[]::new)))
                .isWithin(relative(2e-6).plus(1e-6)).of(PyTorch.floats(name));
    }

    /** A training with an average, saved together. */
    private record Run(Tensor w, Tensor b, SGD sgd, WeightAverage average, Course.Step step) {
        static Run of(Course course, Function<List<Tensor>, WeightAverage> make) {
            Tensor w = Course.parameter(0, Course.N);
            Tensor b = Course.parameter(1, 3);
            SGD sgd = new SGD(List.of(w, b), 0.01).momentum(0.9);
            WeightAverage average = make.apply(List.of(w, b));
            return new Run(w, b, sgd, average, course.step(x -> {
                Tensor loss = w.mul(x).add(b.sum()).square().mean();
                loss.backward();
                sgd.step();
                average.update();
                return loss;
            }, false));
        }

        void steps(int from, int to) {
            for (int i = from; i < to; i++) {
                step.run(Course.parameter(100 + i, Course.N).detach());
                sgd.zeroGrad();
            }
        }

        /** Ends by what is asked about: the averages, and the weights that have come back. */
        void keep(Course course) {
            try (WeightAverage.Swap _ = average.swapped()) {
                course.keep(w);
                course.keep(b);
            }
            course.keep(w);
            course.keep(b);
        }

        Map<String, Stateful> parts() {
            return Map.of("sgd", sgd, "average", average, "weights", state -> {
                state.tensor("w", w);
                state.tensor("b", b);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("averages")
    void capturedTheBitsAreTheEagerOnesAndSwapsBetweenRunsAreFollowed(
            String name, Function<List<Tensor>, WeightAverage> make) {
        Course.assertCapturedIsEager(course -> {
            Run run = Run.of(course, make);
            for (int i = 0; i < 12; i++) {
                run.steps(i, i + 1);
                run.keep(course);
            }
        });
        assertThat(name).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("averages")
    void whatIsSavedInTheMiddleGoesOnWithTheSameBits(String name, Function<List<Tensor>, WeightAverage> make) {
        for (boolean captured : new boolean[] {false, true}) {
            List<Tensor> whole = Course.of(course -> {
                Run run = Run.of(course, make);
                run.steps(0, 12);
                run.keep(course);
            }, captured);
            List<Tensor> resumed = Course.of(course -> {
                Run first = Run.of(course, make);
                first.steps(0, 6);
                Snapshot saved = Snapshot.take(first.parts());
                Run second = Run.of(course, make);
                second.steps(3, 4);
                saved.restore(second.parts());
                second.steps(6, 12);
                assertThat(second.average.updates()).as(name).isEqualTo(12);
                second.keep(course);
            }, captured);
            Course.assertSame(resumed.subList(resumed.size() - 4, resumed.size()),
                    whole.subList(whole.size() - 4, whole.size()));
        }
    }

    @Test
    void theFirstUpdateCopiesAndSwapsRestoreBitForBitAlsoAfterAFailure() {
        Tensor p = Tensor.of(1e-40f, -0f, Float.MAX_VALUE, Float.NaN).requiresGrad(true);
        Tensor empty = Tensor.zeros(0, 3);
        Tensor buffer = Tensor.scalar(Double.NEGATIVE_INFINITY);
        List<Tensor> all = List.of(p, empty, buffer);
        WeightAverage average = WeightAverage.ema(all, 0.5);
        average.update();
        Tensor first = p.detach().copy();
        p.assign(Tensor.of(1, 2, 3, 4));
        assertThatIllegalStateException().isThrownBy(() -> {
            try (WeightAverage.Swap _ = average.swapped()) {
                assertThat(p.detach()).hasBitsOf(first);
                assertThat(buffer.item()).isEqualTo(Float.NEGATIVE_INFINITY);
                throw new IllegalStateException("the evaluation");
            }
        }).withMessage("the evaluation");
        assertThat(p.detach()).hasBitsOf(Tensor.of(1, 2, 3, 4));
        WeightAverage.Swap swap = average.swapped();
        swap.close();
        swap.close();
        assertThat(p.detach()).hasBitsOf(Tensor.of(1, 2, 3, 4));
        average.update();
        average.copyTo(all);
        assertThat(p.detach()).hasBitsOf(Tensor.of(0.5f, 1, Float.MAX_VALUE / 2, Float.NaN)); // NaN stays
    }

    @Test
    void whileAveragesAreSwappedInWhatWouldMixThemUpIsRefused() {
        List<Tensor> p = Quadratics.start();
        WeightAverage average = WeightAverage.swa(p);
        average.update();
        Program program = Program.capture(List.of(), _ -> {
            average.update();
            return List.of();
        }).program();
        try (WeightAverage.Swap _ = average.swapped()) {
            String rest = " is called while the averages are swapped in; close the swap first";
            assertThatIllegalStateException().isThrownBy(average::update).withMessage("WeightAverage: update()" + rest);
            assertThatIllegalStateException().isThrownBy(() -> program.run(List.of()))
                    .withMessageContaining("WeightAverage: update()" + rest);
            assertThatIllegalStateException().isThrownBy(average::swapped)
                    .withMessage("WeightAverage: swapped()" + rest);
            assertThatIllegalStateException().isThrownBy(() -> average.copyTo(p))
                    .withMessage("WeightAverage: copyTo()" + rest);
            assertThatIllegalStateException().isThrownBy(() -> Snapshot.take(Map.of("a", average)))
                    .withMessageContaining("WeightAverage: state()" + rest);
        }
        assertThat(average.updates()).isEqualTo(2);
    }

    /** Eagerly and replayed: weights and averages, counts and slots are as before it. */
    @Test
    void aStepThatWouldTrainAveragesIsRefusedAndChangesNothing() {
        List<Tensor> p = Quadratics.start();
        SGD sgd = new SGD(p, 0.01).momentum(0.9);
        WeightAverage average = WeightAverage.ema(p, 0.5);
        Program program = Program.capture(List.of(), _ -> {
            Quadratics.loss(p).backward();
            sgd.step();
            average.update();
            sgd.zeroGrad();
            return List.of();
        }).program();
        program.run(List.of());
        List<Tensor> before = p.stream().map(x -> x.detach().copy()).toList();
        Snapshot state = Snapshot.take(Map.of("sgd", sgd, "average", average));
        String message = ": step() would train the average that is swapped in to parameter 0 [4]; close the swap first";
        try (WeightAverage.Swap _ = average.swapped()) {
            assertThatIllegalStateException().isThrownBy(() -> program.run(List.of()))
                    .withMessageContaining("SGD" + message);
            Quadratics.loss(p).backward();
            assertThatIllegalStateException().isThrownBy(sgd::step).withMessage("SGD" + message);
            sgd.zeroGrad();
            assertThatIllegalStateException().isThrownBy(() -> new LBFGS(p).step(() -> Quadratics.loss(p)))
                    .withMessage("LBFGS" + message);
            Tensor other = Tensor.ones(2).requiresGrad(true);
            other.sum().backward();
            new SGD(List.of(other), 1).step(); // of other parameters: as always
            assertThat(other.detach()).hasBitsOf(Tensor.zeros(2));
        }
        for (int i = 0; i < p.size(); i++) {
            assertThat(p.get(i).detach()).hasBitsOf(before.get(i));
        }
        Snapshot now = Snapshot.take(Map.of("sgd", sgd, "average", average));
        assertThat(now.texts()).isEqualTo(state.texts());
        state.tensors().forEach((name, tensor) -> assertThat(now.tensors().get(name)).as(name).hasBitsOf(tensor));
        program.run(List.of());
        assertThat(average.updates()).isEqualTo(3);
    }

    /** What is trained is the storage, by whatever tensor. */
    @Test
    void anotherTensorOfTheSameStorageIsNotTrainedEither() {
        Tensor p = Tensor.of(1, 2, 3, 4).requiresGrad(true);
        WeightAverage average = WeightAverage.swa(List.of(p));
        average.update();
        Tensor half = p.detach().slice(0, 2, 4).requiresGrad(true);
        half.setGrad(Tensor.ones(2));
        SGD sgd = new SGD(List.of(half), 1);
        try (WeightAverage.Swap _ = average.swapped()) {
            assertThatIllegalStateException().isThrownBy(sgd::step).withMessage("SGD: step() would train the average "
                    + "that is swapped in to parameter 0 [2]; close the swap first");
        }
        sgd.step();
        assertThat(p.detach()).hasBitsOf(Tensor.of(1, 2, 2, 3));
    }

    /** Swaps that were closed in another order would leave averages in the model, and weights in an average. */
    @Test
    void oneAverageOfAModelIsSwappedInAtATime() {
        Tensor p = Tensor.of(1, 2).requiresGrad(true);
        WeightAverage ema = WeightAverage.ema(List.of(p), 0.5);
        WeightAverage swa = WeightAverage.swa(List.of(p));
        ema.update();
        swa.update();
        p.assign(Tensor.of(5, 6));
        try (WeightAverage.Swap _ = ema.swapped()) {
            String rest = " finds another average swapped in to tensor 0 [2]; close the swap first";
            assertThatIllegalStateException().isThrownBy(swa::swapped).withMessage("WeightAverage: swapped()" + rest);
            assertThatIllegalStateException().isThrownBy(swa::update).withMessage("WeightAverage: update()" + rest);
            assertThatIllegalStateException().isThrownBy(() -> swa.copyTo(List.of(p)))
                    .withMessage("WeightAverage: copyTo()" + rest);
            swa.copyTo(List.of(Tensor.zeros(2))); // elsewhere: as always
            assertThat(p.detach()).hasBitsOf(Tensor.of(1, 2));
        }
        assertThat(swa.updates()).isEqualTo(1);
        swa.update();
        swa.swapped().close();
        assertThat(p.detach()).hasBitsOf(Tensor.of(5, 6));
        swa.copyTo(List.of(p));
        assertThat(p.detach()).hasBitsOf(Tensor.of(3, 4));
    }

    /** So that it cannot run out of memory half way. */
    @Test
    void aSwapNeedsNoRoomForCopies() throws ReflectiveOperationException {
        LongSupplier allocated = AllocatedBytes.counter();
        Tensor p = Tensor.ones(1 << 20);
        WeightAverage average = WeightAverage.swa(List.of(p));
        average.update();
        average.swapped().close();
        long before = allocated.getAsLong();
        average.swapped().close();
        assertThat(allocated.getAsLong() - before).isLessThan(1 << 20);
    }

    @Test
    void beforeTheFirstUpdateThereIsNothingToSwapIn() {
        List<Tensor> p = Quadratics.start();
        WeightAverage average = WeightAverage.swa(p);
        assertThatIllegalStateException().isThrownBy(average::swapped)
                .withMessage("WeightAverage: swapped() finds no averages; call update() after a step first");
        assertThatIllegalStateException().isThrownBy(() -> average.copyTo(p))
                .withMessage("WeightAverage: copyTo() finds no averages; call update() after a step first");
    }

    @Test
    void targetsThatDoNotFitAreRefusedAndNothingIsWritten() {
        List<Tensor> p = Quadratics.start();
        WeightAverage average = WeightAverage.swa(p);
        average.update();
        Tensor first = Tensor.zeros(4);
        assertThatIllegalArgumentException().isThrownBy(() -> average.copyTo(List.of(first)))
                .withMessage("WeightAverage: copyTo 1 targets, expected 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> average.copyTo(List.of(first, Tensor.zeros(1), Tensor.zeros(1))))
                .withMessage("WeightAverage: target 1 [1] has another shape than the average, [2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> average.copyTo(List.of(first, Tensor.zeros(2), p.get(2).mul(2))))
                .withMessage("WeightAverage: target 2 [1] is not a leaf but the result of a recorded op");
        assertThat(first).hasBitsOf(Tensor.zeros(4));
        average.copyTo(List.of(first, Tensor.zeros(2), Tensor.zeros(1)));
        assertThat(first).hasBitsOf(p.get(0).detach());
    }

    @Test
    void withinACaptureOnlyUpdatesArePermitted() {
        List<Tensor> p = Quadratics.start();
        WeightAverage average = WeightAverage.ema(p, 0.9);
        average.update();
        assertThatIllegalStateException().isThrownBy(() -> capture(average::swapped)).withMessageContaining(
                "WeightAverage: swapped() is called in the middle of the captured computation; call it between runs");
        assertThatIllegalStateException().isThrownBy(() -> capture(() -> average.copyTo(p)))
                .withMessageContaining("WeightAverage: copyTo() is called in the middle");
        assertThatIllegalStateException().isThrownBy(() -> capture(average::updates))
                .withMessageContaining("WeightAverage: updates() reads the number of updates in the middle");
        assertThatIllegalStateException().isThrownBy(() -> capture(() -> WeightAverage.swa(p)))
                .withMessageContaining("WeightAverage: it is made in the middle");
        assertThatIllegalStateException().isThrownBy(() -> capture(() -> WeightAverage.ema(p, 0.5).warmup()));
        try (WeightAverage.Swap swap = average.swapped()) {
            assertThatIllegalStateException().isThrownBy(() -> capture(swap::close))
                    .withMessageContaining("WeightAverage: close() is called in the middle");
        }
        assertThat(p.getFirst().detach()).hasBitsOf(Tensor.of(1, -2, 0.5f, 3));
    }

    private static void capture(Runnable body) {
        Program.capture(List.of(), _ -> {
            body.run();
            return List.of();
        });
    }

    @Test
    @SuppressWarnings("NullAway") // null is refused
    void settingsAreCheckedAndPrinted() {
        List<Tensor> p = Quadratics.start();
        assertThatIllegalArgumentException().isThrownBy(() -> WeightAverage.ema(p, 1))
                .withMessage("WeightAverage: decay 1.0 is not within 0 and 1, 1 excluded");
        assertThatIllegalArgumentException().isThrownBy(() -> WeightAverage.ema(p, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightAverage.swa(List.of()))
                .withMessage("WeightAverage: no parameters given");
        assertThatIllegalArgumentException().isThrownBy(() -> WeightAverage.swa(List.of(p.get(0).mul(2))));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightAverage.ema(null, 0.9))
                .withMessage("WeightAverage: the list of parameters is null");
        assertThatIllegalStateException().isThrownBy(() -> WeightAverage.swa(p).warmup())
                .withMessage("WeightAverage: warmup() is for ema, and swa has no decay");
        WeightAverage average = WeightAverage.ema(p, 0.999);
        average.update();
        assertThatIllegalArgumentException().isThrownBy(() -> average.copyTo(null))
                .withMessage("WeightAverage: the list of targets is null");
        assertThatIllegalArgumentException().isThrownBy(() -> average.copyTo(Arrays.asList(p.get(0), null, p.get(2))))
                .withMessage("WeightAverage: target 1 is null");
        assertThatIllegalStateException().isThrownBy(average::warmup)
                .withMessage("WeightAverage: warmup() is called after 1 update; call it before the first");
        assertThat(WeightAverage.ema(p, 0.999).warmup())
                .hasToString("WeightAverage.ema(decay=0.999, warmup) of 3 tensors");
        assertThat(WeightAverage.swa(p.subList(0, 1))).hasToString("WeightAverage.swa of 1 tensor");
        Snapshot saved = Snapshot.take(Map.of("a", average));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> saved.restore(Map.of("a", WeightAverage.ema(p, 0.99))))
                .withMessageContaining("\"a.kind\" was ema(decay=0.999) and is now ema(decay=0.99)");
    }

    /** One op for all, however many there are. */
    @Test
    void aCapturedUpdateIsOneStep() {
        UnaryOperator<Tensor> leaf = x -> x.requiresGrad(true);
        WeightAverage average = WeightAverage.ema(
                List.of(leaf.apply(Tensor.ones(3000)), leaf.apply(Tensor.ones(7)), Tensor.ones(2, 2)), 0.9);
        assertThat(Program.capture(List.of(), _ -> {
            average.update();
            return List.of();
        }).program().size()).isEqualTo(1);
    }
}
