package dev.lanewise.bench.worker;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A function that gives several tensors, called eagerly or captured as a program, as the setting {@code variant} says.
 */
final class Results {
    private Results() {}

    /**
     * The work of calling a function again and again. A program writes to the same tensors each time.
     *
     * @param checksum of what it gives
     */
    static Work open(
            Task task, List<Tensor> inputs, ToDoubleFunction<List<Tensor>> checksum,
            Function<List<Tensor>, List<Tensor>> function) {
        return Computation.isCaptured(task)
                ? captured(inputs, checksum, function)
                : eager(inputs, checksum, function);
    }

    private static Work eager(
            List<Tensor> inputs, ToDoubleFunction<List<Tensor>> checksum,
            Function<List<Tensor>, List<Tensor>> function) {
        return new Work() {
            private List<Tensor> results = List.of();

            @Override
            public void run() {
                results = function.apply(inputs);
            }

            @Override
            public double check() {
                run();
                return checksum.applyAsDouble(results);
            }
        };
    }

    private static Work captured(
            List<Tensor> inputs, ToDoubleFunction<List<Tensor>> checksum,
            Function<List<Tensor>, List<Tensor>> function) {
        Program.Captured captured = Program.capture(inputs, in -> function.apply(tensors(in)));
        List<Tensor> targets = captured.outputs().stream().map(y -> Tensor.zeros(y.shape())).toList();
        return new Work() {
            @Override
            public void run() {
                captured.program().run(inputs, targets);
            }

            @Override
            public double check() {
                run();
                return checksum.applyAsDouble(targets);
            }
        };
    }

    private static List<Tensor> tensors(List<? extends Value> values) {
        return values.stream().map(Tensor.class::cast).toList();
    }

    /** A tensor of the workers' data. */
    static Tensor uniform(int stream, Shape shape) {
        return Tensor.of(shape, TestData.uniform(stream, shape.size()));
    }

    /** A leaf with the same values. */
    static Tensor leaf(Tensor x) {
        return x.detach().requiresGrad(true);
    }

    /** A result, and gradients of the leaves from a gradient of the result. */
    static List<Tensor> withGradients(Tensor y, Tensor gradient, List<Tensor> leaves) {
        List<Tensor> all = new ArrayList<>(List.of(y));
        all.addAll(List.of(Autograd.grad(y, gradient, Graph.FREE, leaves.toArray(Tensor[]::new))));
        return all;
    }

    /** A checksum in which each tensor counts, however small it is. */
    static double combined(List<Tensor> tensors) {
        return TestData.combined(tensors.stream().map(Tensor::toArray).toList());
    }
}
