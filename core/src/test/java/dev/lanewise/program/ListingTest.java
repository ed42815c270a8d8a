package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listing says is what a program does: whoever runs its steps one by one gets the bits of a replay. */
@Tag("quick")
class ListingTest {
    /** What is interpreted. */
    enum Form {
        CAPTURED, AS_IT_RUNS, UNFUSED;

        Listing of(Program program) {
            return switch (this) {
                case CAPTURED -> program.captured();
                case AS_IT_RUNS -> program.listing();
                case UNFUSED -> program.listing().unfused();
            };
        }
    }

    /** A network with everything that a step can have: products, normalisation, draws, fused steps, an update. */
    private static final class Learner {
        private final RandomSource random = RandomSource.seed(5);
        private final Sequential model = new Sequential(
                new Linear(20, 48, random), new LayerNorm(48), new GELU(), new Dropout(0.2f, random.split()),
                new Linear(48, 10, random));
        private final Tensor average = Tensor.zeros(128, 20);
        private final Adam adam = new Adam(model.parameters(), 0.01);
        private final Program program = Program.capture(inputs(0), in -> {
            Tensor logits = model.forward((Tensor) in.get(0));
            Tensor scaled = logits.mul(1.5f).tanh().add(logits.exp().mean(true, 1));
            Tensor centred = ((Tensor) in.get(0)).sub(average);
            average.assign(average.add(centred.mul(0.1f))); // fused as a whole
            Tensor loss = Losses.crossEntropy(scaled, (IntTensor) in.get(1));
            loss.backward();
            adam.step();
            return List.of(loss, logits, centred);
        }).program();

        static List<Value> inputs(int number) {
            Tensor x = RandomSource.at(8, number, 0).normal(128, 20);
            return List.of(x, x.slice(1, 0, 10).argmax(1));
        }
    }

    /** Runs the steps one by one, each on fresh values. */
    private static List<Value> interpret(Listing listing, List<Value> inputs) {
        @Nullable
        Value[] values = new Value[listing.values().size()];
        listing.outside().forEach((number, value) -> values[number] = value);
        for (int i = 0; i < listing.inputs(); i++) {
            values[i] = inputs.get(i);
        }
        for (Listing.Step step : listing.steps()) {
            Op op = step.live() == null ? step.op() : step.live().next().get();
            Value[] in = step.in().stream().map(n -> Objects.requireNonNull(values[n])).toArray(Value[]::new);
            Value[] out = op.isView()
                    ? Bound.evaluate(op, in)
                    : step.out().stream().map(n -> listing.values().get(n).allocate()).toArray(Value[]::new);
            if (!op.isView()) {
                assertThat(op.infer(in)).as(op.name()).containsExactly(
                        step.out().stream().map(n -> listing.values().get(n)).toArray(Spec[]::new));
                new Bound(in, out).run(op);
            }
            for (int o = 0; o < out.length; o++) {
                values[step.out().get(o)] = out[o];
            }
        }
        return listing.outputs().stream().map(n -> Objects.requireNonNull(values[n])).toList();
    }

    @ParameterizedTest
    @EnumSource
    void stepByStepItHasTheBitsOfAReplay(Form form) {
        Learner replayed = new Learner();
        Learner interpreted = new Learner();
        Listing listing = form.of(interpreted.program);
        for (int number = 1; number < 6; number++) {
            List<Value> expected = replayed.program.run(Learner.inputs(number));
            List<Value> actual = interpret(listing, Learner.inputs(number));
            for (int o = 0; o < expected.size(); o++) {
                assertThat((Tensor) actual.get(o)).hasBitsOf((Tensor) expected.get(o));
            }
        }
        assertThat(interpreted.average).hasBitsOf(replayed.average);
        for (int p = 0; p < replayed.model.parameters().size(); p++) {
            assertThat(interpreted.model.parameters().get(p)).hasBitsOf(replayed.model.parameters().get(p));
        }
    }

    @Test
    void theFormsAreOneComputationMoreOrLessFused() {
        Program program = new Learner().program;
        Listing runs = program.listing();
        assertThat(runs.steps()).anyMatch(step -> step.op() instanceof FusedOp && step.parts().size() > 3);
        assertThat(runs.steps()).hasSizeLessThan(program.captured().steps().size()).hasSize(program.size());
        assertThat(runs.unfused().steps()).allMatch(step -> step.parts().isEmpty())
                .hasSizeGreaterThan(runs.steps().size());
        assertThat(runs.bufferBytes()).isEqualTo(4L * program.bufferSize());
        assertThat(runs.inputs()).isEqualTo(2);
        assertThat(runs.values().subList(0, 2)).isEqualTo(program.inputs());
        assertThat(runs.outputs()).hasSize(3);
        assertThat(runs.steps()).filteredOn(step -> step.live() != null).isNotEmpty();
        assertThat(program.captured().steps()).allMatch(step -> step.parts().isEmpty());
    }

    @Test
    void aListingNamesWhatIsWritten() {
        Learner learner = new Learner();
        Listing listing = learner.program.listing();
        List<Value> written = listing.written().stream().map(listing.outside()::get).toList();
        assertThat(written).hasSize(1 + 3 * learner.model.parameters().size())
                .containsAll(learner.model.parameters()).contains(learner.average);
        Tensor state = Tensor.zeros(2, 3);
        Listing views = Program.capture(List.of(Tensor.ones(6), Tensor.ones(6)), in -> {
            state.reshape(6).assign((Tensor) in.get(0));
            ((Tensor) in.get(1)).reshape(2, 3).assign(state);
            Tensor own = ((Tensor) in.get(0)).add(1f);
            own.assign(state.reshape(6));
            return List.of(own);
        }).program().listing();
        assertThat(views.written()).hasSize(2).contains(1);
        assertThat(views.outside().get(views.written().getFirst())).isSameAs(state);
    }

    @Test
    void nobodyChangesAProgramThroughItsListing() {
        Program program = new Learner().program;
        Listing listing = program.listing();
        Listing.Step step = listing.steps().getFirst();
        for (Runnable change : List.<Runnable>of(
                () -> listing.steps().clear(), () -> listing.values().set(0, Spec.floats(Tensor.ones(1).shape())),
                () -> listing.outputs().set(0, 1), () -> listing.outside().clear(), () -> step.in().set(0, 1),
                () -> step.out().set(0, 1), () -> step.parts().add(step))) {
            assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
        }
        listing.written().clear();
        assertThat(program.listing().written()).isNotEmpty();
    }

    @Test
    void aLineAStep() {
        RandomSource random = RandomSource.seed(1);
        Tensor weight = random.normal(64, 32);
        Tensor state = Tensor.zeros(32, 64);
        Program program = Program.capture(List.of(Tensor.ones(32, 32)), in -> {
            Tensor y = ((Tensor) in.get(0)).matmul(weight, false, true).relu();
            Tensor z = y.mul(random.uniform(32, 64)).add(y).reshape(64, 32);
            state.assign(z.reshape(32, 64));
            return List.of(z);
        }).program();
        assertThat(program.listing()).hasToString("""
                inputs: %0 float[32, 32]
                outside: %1 float[64, 32], %9 float[32, 64]
                   0  linear(transA=false, transB=true, activation=relu) of %0 float[32, 32], %1 float[64, 32] -> \
                %3 float[32, 64]
                   1  uniform(shape=[32, 64], seed=1, stream=0, index=2048) [live: RandomSource] -> %4 float[32, 64]
                   2  fused(mul, add) of %3 float[32, 64], %4 float[32, 64] -> %6 float[32, 64]
                        mul of %3 float[32, 64], %4 float[32, 64] -> %5 float[32, 64]
                        add of %5 float[32, 64], %3 float[32, 64] -> %6 float[32, 64]
                   3  reshape(shape=[64, 32]) of %6 float[32, 64] -> %7 float[64, 32]
                   4  reshape(shape=[32, 64]) of %7 float[64, 32] -> %8 float[32, 64]
                   5  assign of %9 float[32, 64] (written), %8 float[32, 64]
                outputs: %7 float[64, 32]
                6 steps, buffers of 16,384 bytes""");
        assertThat(program.captured().toString().lines()
                .filter(Pattern.compile("^ +\\d").asPredicate())).as("steps and their number").hasSize(8);
    }

    @Test
    void constantsAndAttributesOfLiveStepsArePrinted() {
        RandomSource random = RandomSource.seed(1);
        Tensor count = Tensor.scalar(7);
        Program program = Program.capture(List.of(Tensor.ones(2)), in -> {
            count.assign(count.add(1));
            return List.of(random.dropout((Tensor) in.getFirst(), 0.25));
        }).program();
        assertThat(program.captured()).hasToString("""
                inputs: %0 float[2]
                outside: %1 float[], %2 float[] = 1.0
                   0  add of %1 float[], %2 float[] = 1.0 -> %3 float[]
                   1  assign of %1 float[] (written), %3 float[]
                   2  dropout(p=0.25, seed=1, stream=0, index=0) [live: RandomSource] of %0 float[2] -> %4 float[2], \
                %5 bool[2]
                outputs: %4 float[2]
                3 steps, buffers of 64 bytes""");
        assertThat(Program.capture(List.of(Tensor.ones(2)), in -> List.of(((Tensor) in.getFirst()).exp())).program()
                .listing().toString()).contains("\n1 step, buffers of ");
    }

    @Test
    void aStepNamesItsBlockInTheForwardPassAndTheBackwardPass() {
        Sequential model = new Sequential(new Linear(4, 3, RandomSource.seed(1)), new ReLU());
        Program program = Program.capture(List.of(Tensor.ones(2, 4)), in -> {
            Tensor loss = model.forward((Tensor) in.getFirst()).sum();
            loss.backward();
            return List.of(loss, Objects.requireNonNull(model.parameters().getFirst().grad()));
        }).program();
        assertThat(program.captured().toString().lines().filter(Pattern.compile("^ +\\d").asPredicate())
                .map(line -> line.replaceAll("^ +\\d+  (\\w+).*?( in \\d.*)?$", "$1$2"))).containsExactly(
                        "linear in 0: Linear(4, 3)", "relu in 1: ReLU()", "sum", "reshape", "reshape",
                        "broadcastTo", "reluGrad in 1: ReLU()", "matmul in 0: Linear(4, 3)");
        Listing.Step first = program.listing().steps().getFirst();
        assertThat(Objects.requireNonNull(first.place()).title()).isEqualTo("0: Linear(4, 3)");
    }

    @Test
    void opsThatAConsumerDoesNotKnowAreNamed() {
        Program program = Program.capture(List.of(Tensor.ones(64, 64)), in -> {
            Tensor x = (Tensor) in.getFirst();
            return List.of(x.exp().mul(x).sqrt(), x.softmax(1));
        }).program();
        program.listing().requireKnown("x", op -> true);
        program.listing().requireKnown("x", op -> op instanceof FusedOp || !op.name().startsWith("fused"));
        assertThatThrownBy(() -> program.listing().requireKnown("exporter", op -> op.name().equals("mul")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("exporter: the computation uses ops that it does not know: ")
                .hasMessageContainingAll("exp", "softmax", "sqrt")
                .hasMessageNotContainingAny("mul", "fused");
    }
}
