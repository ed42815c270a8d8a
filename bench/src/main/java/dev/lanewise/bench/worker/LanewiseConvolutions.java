package dev.lanewise.bench.worker;

import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
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
        Tensor x = Results.uniform(1, Shape.of(task.sizes("x")));
        Tensor w = Results.uniform(2, Shape.of(task.sizes("w")));
        Tensor g = Results.uniform(3, convolutions.convolve(x, w).shape());
        return Results.open(task, List.of(x, w, g), LanewiseConvolutions::sumOfSquares, convolutions::results);
    }

    private Tensor convolve(Tensor x, Tensor w) {
        return Convolution.conv2d(x, w, null, options);
    }

    private List<Tensor> results(List<Tensor> in) {
        if (forward) {
            return List.of(convolve(in.get(0), in.get(1)));
        }
        Tensor input = Results.leaf(in.get(0));
        Tensor weight = Results.leaf(in.get(1));
        return List.of(Autograd.grad(convolve(input, weight), in.get(2), Graph.FREE, input, weight));
    }

    private static double sumOfSquares(List<Tensor> tensors) {
        return tensors.stream().mapToDouble(tensor -> TestData.sumOfSquares(tensor.toArray())).sum();
    }
}
