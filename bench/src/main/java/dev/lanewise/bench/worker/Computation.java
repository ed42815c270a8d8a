package dev.lanewise.bench.worker;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A function of tensors, called eagerly or captured as a program, as the setting {@code variant} says. */
abstract class Computation implements Work {
    private final ToDoubleFunction<float[]> checksum;
    final List<? extends Value> inputs;
    Value output;

    private Computation(List<? extends Value> inputs, ToDoubleFunction<float[]> checksum, Value output) {
        this.inputs = inputs;
        this.checksum = checksum;
        this.output = output;
    }

    static boolean isCaptured(Task task) {
        return task.word("variant").equals("captured");
    }

    /**
     * The work of calling a function again and again.
     *
     * @param checksum of the result
     */
    static Work open(
            Task task, List<? extends Value> inputs, ToDoubleFunction<float[]> checksum,
            Function<List<? extends Value>, Value> function) {
        return isCaptured(task)
                ? new Captured(inputs, checksum, Program.capture(inputs, in -> List.of(function.apply(in))))
                : new Eager(inputs, checksum, function);
    }

    /** As {@link #open(Task, List, ToDoubleFunction, Function)}, of tensors of floats, with a sum of squares. */
    static Work open(Task task, List<Tensor> inputs, Function<List<Tensor>, Tensor> function) {
        return open(task, inputs, TestData::sumOfSquares,
                in -> function.apply(in.stream().map(Tensor.class::cast).toList()));
    }

    @Override
    public final double check() {
        return checksum.applyAsDouble(output instanceof IntTensor ints
                ? ints.toTensor().toArray()
                : ((Tensor) output).toArray());
    }

    /** Makes a new tensor each time. */
    private static final class Eager extends Computation {
        private final Function<List<? extends Value>, Value> function;

        Eager(
                List<? extends Value> inputs, ToDoubleFunction<float[]> checksum,
                Function<List<? extends Value>, Value> function) {
            super(inputs, checksum, function.apply(inputs));
            this.function = function;
        }

        @Override
        public void run() {
            output = function.apply(inputs);
        }
    }

    /** Writes to the same tensor each time; ints, which cannot be written to, are made anew. */
    private static final class Captured extends Computation {
        private final Program program;
        private final List<Tensor> targets;

        Captured(
                List<? extends Value> inputs, ToDoubleFunction<float[]> checksum, Program.Captured captured) {
            super(inputs, checksum, captured.outputs().getFirst());
            program = captured.program();
            targets = output instanceof Tensor y ? List.of(Tensor.zeros(y.shape())) : List.of();
            run();
        }

        @Override
        public void run() {
            if (targets.isEmpty()) {
                output = program.run(inputs).getFirst();
            } else {
                program.run(inputs, targets);
                output = targets.getFirst();
            }
        }
    }
}
