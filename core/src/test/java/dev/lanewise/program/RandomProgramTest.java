package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.Bits;
import dev.lanewise.Inputs;
import dev.lanewise.Seeds;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Programs put together at random have the same bits eagerly, captured and replayed: with steps fused and not, on
 * buffers full of NaN, on inputs and into targets that have elements in common, as a training step of changing shapes,
 * and from several threads where they are pure. {@code -Dcheck.programs=10000} is the long form; {@code
 * -Dlanewise.seed=} begins with the program that a failure names.
 */
@Tag("parity")
class RandomProgramTest {
    private static final int PROGRAMS = Integer.getInteger("check.programs", 20);
    private static final long FIRST_SEED = Seeds.seed();
    private static final int RUNS = 9;
    private static final int MOST_FAILURES = 5;
    private static final int THREADS = 3;

    @AfterEach
    void fuseAsUsual() {
        System.clearProperty(Fusion.PROPERTY);
    }

    @Test
    void aProgramHasTheBitsOfTheEagerRun() {
        List<String> failures = new ArrayList<>();
        int steps = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS && failures.size() < MOST_FAILURES; seed++) {
            RandomProgram program = new RandomProgram(seed);
            steps += program.steps();
            String failure = failure(program, seed);
            if (failure != null) {
                failures.add(shortest(seed, program.steps(), failure));
            }
        }
        assertThat(failures).isEmpty();
        assertThat(steps).isGreaterThan(10 * PROGRAMS);
    }

    /** The failure of the program that ends after the fewest steps and still fails. */
    private static String shortest(long seed, int steps, String whole) {
        for (int most = 1; most < steps; most++) {
            String failure = failure(new RandomProgram(seed, most), seed);
            if (failure != null) {
                return "-Dlanewise.seed=" + seed + ", the first " + most + " steps: " + failure;
            }
        }
        return "-Dlanewise.seed=" + seed + ": " + whole;
    }

    private static @Nullable String failure(RandomProgram eager, long seed) {
        int steps = eager.steps();
        for (String fusion : List.of("on", "off")) {
            System.setProperty(Fusion.PROPERTY, fusion);
            try {
                if (seed % 3 == 0) {
                    checkTrainStep(new RandomProgram(seed, steps), new RandomProgram(seed, steps));
                } else {
                    checkProgram(new RandomProgram(seed, steps), new RandomProgram(seed, steps), seed);
                }
            } catch (Exception | AssertionError e) {
                RandomProgram listed = new RandomProgram(seed, steps);
                try {
                    listed.compute(listed.inputs(0, 0));
                } catch (RuntimeException _) {
                    // the list ends here, then
                }
                return "fusion " + fusion + ": " + e + "\n" + listed.listing();
            }
        }
        return null;
    }

    private static void checkTrainStep(RandomProgram eager, RandomProgram captured) {
        TrainStep<Inputs> step = TrainStep.captureNamed(in -> {
            Map<String, Value> named = new LinkedHashMap<>();
            for (Value output : captured.compute(in.values())) {
                named.put("" + named.size(), output);
            }
            return named;
        });
        for (int run = 0; run < RUNS; run++) {
            int more = run % 4 == 2 ? 1 : 0;
            List<int[]> expected = bits(eager.compute(eager.inputs(run, more)));
            eager.outside().optimizer().zeroGrad();
            TrainStep.Outputs outputs = step.runNamed(Inputs.of(captured.inputs(run, more)));
            List<Value> actual = new ArrayList<>();
            for (int o = 0; o < expected.size(); o++) {
                actual.add(outputs.value("" + o));
            }
            assertSame(run, expected, actual, eager, captured);
        }
    }

    private static void checkProgram(RandomProgram eager, RandomProgram captured, long seed) throws Exception {
        boolean aliasedFirst = seed % 4 == 0;
        List<Value> ours = inputs(eager, 0, aliasedFirst);
        List<Value> theirs = inputs(captured, 0, aliasedFirst);
        List<int[]> expected;
        try {
            expected = bits(eager.compute(ours));
        } catch (IllegalStateException e) { // an input lies on state that is written to before a gradient needs it
            assertThatThrownBy(() -> Program.capture(theirs, captured::compute))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(e.getMessage());
            return;
        }
        eager.outside().optimizer().zeroGrad();
        Program.Captured first = Program.capture(theirs, captured::compute);
        assertSame(0, expected, first.outputs(), eager, captured);
        for (int run = 1; run < RUNS; run++) {
            if (!replay(run, first.program(), eager, captured, seed)) {
                return;
            }
        }
        if (captured.outside().isPure()) {
            expected = bits(captured.compute(captured.inputs(1, 0)));
            captured.outside().optimizer().zeroGrad();
            runInThreads(first.program(), captured.inputs(1, 0), expected);
        }
    }

    /** False if an input lies on what is written to before a gradient needs it: the program refuses what eager does. */
    private static boolean replay(int run, Program program, RandomProgram eager, RandomProgram captured, long seed) {
        List<Value> ours = inputs(eager, run, run % 2 == 0);
        List<Value> theirs = inputs(captured, run, run % 2 == 0);
        List<Value> computed;
        try {
            computed = eager.compute(ours);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("was written to in place after the forward pass");
            assertThat(run % 2).isZero();
            assertThatThrownBy(() -> program.run(theirs)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("share storage");
            return false;
        }
        eager.outside().optimizer().zeroGrad();
        if (!program.fits(theirs)) { // it may also refuse what only might have been saved before the write
            assertThat(run % 2).isZero();
            return false;
        }
        if (run >= RUNS / 2 && eager.floatsOnly()) {
            List<Shape> shapes = computed.stream().map(Value::shape).toList();
            List<Tensor> copies = computed.stream().map(output -> ((Tensor) output).mul(1f)).toList();
            List<Tensor> expected = eager.targets(shapes, ours, new SplittableRandom(seed + run));
            for (int o = 0; o < copies.size(); o++) {
                expected.get(o).assign(copies.get(o));
            }
            List<Tensor> targets = captured.targets(shapes, theirs, new SplittableRandom(seed + run));
            program.run(theirs, targets);
            assertSame(run, bits(expected), targets, eager, captured);
        } else {
            List<int[]> expected = bits(computed);
            assertSame(run, expected, run == 1 ? Poisoned.run(program, theirs) : program.run(theirs), eager, captured);
        }
        return true;
    }

    private static List<Value> inputs(RandomProgram program, int run, boolean aliased) {
        List<Value> inputs = program.inputs(run, 0);
        return aliased ? program.aliased(inputs, run / 2) : inputs;
    }

    private static void runInThreads(Program program, List<Value> inputs, List<int[]> expected) throws Exception {
        List<Callable<List<Value>>> tasks = new ArrayList<>();
        for (int i = 0; i < 3 * THREADS; i++) {
            tasks.add(() -> program.run(inputs));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<List<Value>> run : threads.invokeAll(tasks)) {
                assertThat(bits(run.get())).usingRecursiveComparison().as("from several threads").isEqualTo(expected);
            }
        }
    }

    private static void assertSame(
            int run, List<int[]> expected, List<? extends Value> actual, RandomProgram eager, RandomProgram captured) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int o = 0; o < expected.size(); o++) {
            assertThat(Bits.of(actual.get(o))).as("run %d, output %d", run, o).isEqualTo(expected.get(o));
        }
        List<Tensor> ours = eager.outside().all();
        List<Tensor> theirs = captured.outside().all();
        for (int i = 0; i < ours.size(); i++) {
            assertThat(theirs.get(i)).as("run %d, tensor %d outside", run, i).hasBitsOf(ours.get(i));
            assertThat(theirs.get(i).grad()).as("gradient after run %d", run).isNull();
        }
    }

    private static List<int[]> bits(List<? extends Value> values) {
        return values.stream().map(Bits::of).toList();
    }
}
