package dev.lanewise.bench.worker;

import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;

/** Convolutions, or with them the gradients of input and weight. The Python workers do the same. */
final class LanewiseConvolutions {
    private final ConvOptions options;
    private final boolean forward;

    private LanewiseConvolutions(Task task) {
        options = ConvOptions.defaults().stride(task.size("stride")).padding(task.size("padding"))
                .groups(task.size("groups"));
        forward = task.word("pass").equals("forward");
    }

    static Work open(Task task) {
        LanewiseConvolutions convolutions = new LanewiseConvolutions(task);
        Tensor x = uniform(1, Shape.of(task.sizes("x")));
        Tensor w = uniform(2, Shape.of(task.sizes("w")));
        Tensor g = uniform(3, convolutions.convolve(x, w).shape());
        List<Tensor> inputs = List.of(x, w, g);
        return Computation.isCaptured(task) ? convolutions.captured(inputs) : convolutions.eager(inputs);
    }

    private static Tensor uniform(int stream, Shape shape) {
        return Tensor.of(shape, TestData.uniform(stream, shape.size()));
    }

    private Tensor convolve(Tensor x, Tensor w) {
        return Convolution.conv2d(x, w, null, options);
    }

    private List<Tensor> results(List<? extends Value> in) {
        Tensor x = (Tensor) in.get(0);
        Tensor w = (Tensor) in.get(1);
        if (forward) {
            return List.of(convolve(x, w));
        }
        Tensor input = x.detach().requiresGrad(true);
        Tensor weight = w.detach().requiresGrad(true);
        return List.of(Autograd.grad(convolve(input, weight), (Tensor) in.get(2), Graph.FREE, input, weight));
    }

    private Work eager(List<Tensor> inputs) {
        return new Work() {
            private List<Tensor> results = List.of();

            @Override
            public void run() {
                results = results(inputs);
            }

            @Override
            public double check() {
                run();
                return sumOfSquares(results);
            }
        };
    }

    private Work captured(List<Tensor> inputs) {
        Program.Captured captured = Program.capture(inputs, this::results);
        List<Tensor> targets = captured.outputs().stream().map(y -> Tensor.zeros(y.shape())).toList();
        return new Work() {
            @Override
            public void run() {
                captured.program().run(inputs, targets);
            }

            @Override
            public double check() {
                run();
                return sumOfSquares(targets);
            }
        };
    }

    private static double sumOfSquares(List<Tensor> tensors) {
        return tensors.stream().mapToDouble(tensor -> TestData.sumOfSquares(tensor.toArray())).sum();
    }
}
