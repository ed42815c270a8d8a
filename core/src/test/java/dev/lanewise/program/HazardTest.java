package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.Bits;
import dev.lanewise.Inputs;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.train.TrainStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing that is captured does silently something else than it does eagerly. */
class HazardTest {
    /** A way of running a computation again and again. */
    private interface Runner {
        List<? extends Value> run(List<? extends Value> inputs);
    }

    private enum Way {
        TRAIN_STEP {
            @Override
            Runner of(Function<List<? extends Value>, List<? extends Value>> computation, boolean keep, int verified) {
                TrainStep<Inputs> step = TrainStep.captureNamed((Inputs in) -> {
                    Map<String, Value> named = new LinkedHashMap<>();
                    computation.apply(in.values()).forEach(value -> named.put("output " + named.size(), value));
                    return named;
                }).verify(verified);
                TrainStep<Inputs> ready = keep ? step.keepGradients() : step;
                return in -> {
                    TrainStep.Outputs outputs = ready.runNamed(Inputs.of(in));
                    return outputs.names().stream().map(outputs::value).toList();
                };
            }
        },
        PROGRAM {
            @Override
            Runner of(Function<List<? extends Value>, List<? extends Value>> computation, boolean keep, int verified) {
                Options options = Options.defaults().verify(verified);
                List<Program> programs = new ArrayList<>();
                return in -> {
                    for (Program program : programs) {
                        if (program.fits(in)) {
                            return program.run(in);
                        }
                    }
                    Program.Captured captured = Program.capture(
                            keep ? options.keepGradients() : options, in, computation);
                    programs.add(captured.program());
                    return captured.outputs();
                };
            }
        };

        abstract Runner of(
                Function<List<? extends Value>, List<? extends Value>> computation, boolean keep, int verified);
    }

    /** What a run has done: bits, or what it has thrown. */
    private record Seen(List<int[]> bits, @Nullable RuntimeException thrown) {
        @Override
        public String toString() {
            return thrown == null ? "bits " + Arrays.deepToString(bits.toArray()).hashCode() : thrown.toString();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Seen that
                    && (thrown == null ? null : thrown.getClass()) == (that.thrown == null
                            ? null
                            : that.thrown.getClass())
                    && Arrays.deepEquals(bits.toArray(), that.bits.toArray());
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(bits.toArray());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyHazardIsTheSameOrRefusedOrTheCallers() {
        return HazardTable.all().stream().flatMap(hazard -> Arrays.stream(Way.values()).flatMap(
                way -> Stream.of("on", "off").map(fusion -> dynamicTest(
                        hazard.name() + ", " + way + ", fusion " + fusion,
                        () -> withFusion(fusion, () -> check(hazard, way))))));
    }

    @Test
    void theTableIsAsLargeAsItWas() {
        assertThat(HazardTable.all()).hasSizeGreaterThanOrEqualTo(90);
        assertThat(HazardTable.all().stream().map(Hazard::name)).doesNotHaveDuplicates();
    }

    /** Runs a check with a setting of fusion, on a thread of its own, whose modes it may leave as it likes. */
    private static void withFusion(String setting, Runnable body) {
        String before = System.getProperty(Fusion.PROPERTY);
        System.setProperty(Fusion.PROPERTY, setting);
        try {
            FutureTask<Void> task = new FutureTask<>(body, null);
            Thread.ofPlatform().start(task);
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Error error ? error : new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            if (before == null) {
                System.clearProperty(Fusion.PROPERTY);
            } else {
                System.setProperty(Fusion.PROPERTY, before);
            }
        }
    }

    private static void check(Hazard hazard, Way way) {
        List<Seen> eager = runs(hazard, null, 0);
        List<Seen> captured = runs(hazard, way, 0);
        int alike = 0;
        while (alike < eager.size() && alike < captured.size() && eager.get(alike).equals(captured.get(alike))) {
            alike++;
        }
        switch (hazard.verdict()) {
            case SAME -> {
                assertThat(captured.subList(alike, captured.size())).as("runs from the first that differs; eagerly %s",
                        eager.subList(alike, eager.size())).isEmpty();
                assertThat(runs(hazard, way, 2)).as("verified").isEqualTo(eager);
            }
            case REFUSED -> {
                assertThat(alike).as("a run that differs").isLessThan(eager.size());
                assertThat(captured.get(alike).thrown).as("run %d, eagerly %s", alike, eager.get(alike))
                        .isInstanceOf(IllegalStateException.class).hasMessageStartingWith("capture: ")
                        .hasMessageContaining(hazard.message());
            }
            case CALLERS -> {
                assertThat(alike).as("the first run that differs").isBetween(1, eager.size() - 1);
                assertThat(captured.get(alike).thrown).isNull();
                List<Seen> verified = runs(hazard, way, eager.size());
                Seen last = verified.get(alike);
                assertThat(last.thrown).as("verified").isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(hazard.message());
            }
        }
    }

    /** What each run does, until one is refused. */
    private static List<Seen> runs(Hazard hazard, @Nullable Way way, int verified) {
        World world = new World();
        Function<List<? extends Value>, List<? extends Value>> computation = hazard.body().apply(world);
        Runner runner = way == null ? computation::apply : way.of(computation, world.keepsGradients, verified);
        List<Seen> seen = new ArrayList<>();
        for (int run = 0; run < world.runs; run++) {
            world.between.accept(run);
            List<? extends Value> inputs = world.inputs.apply(run);
            List<int[]> bits = new ArrayList<>();
            RuntimeException thrown = null;
            try (GradMode.Scope _ = world.gradients.test(run) ? GradMode.enableGrad() : GradMode.noGrad()) {
                runner.run(inputs).forEach(value -> bits.add(Bits.of(value)));
            } catch (RuntimeException e) {
                thrown = e;
            }
            world.watched.forEach(tensor -> bits.add(Bits.of(tensor)));
            for (Tensor tensor : world.watched) {
                Tensor gradient = tensor.grad();
                if (world.keepsGradients) {
                    bits.add(gradient == null ? new int[0] : Bits.of(gradient));
                } else {
                    tensor.setGrad(null);
                }
            }
            inputs.forEach(input -> bits.add(Bits.of(input)));
            bits.add(world.modes());
            seen.add(new Seen(bits, thrown));
        }
        return seen;
    }
}
