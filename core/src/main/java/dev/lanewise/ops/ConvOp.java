package dev.lanewise.ops;

import dev.lanewise.kernels.conv.Convolutions;
import dev.lanewise.kernels.conv.Geometry;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolution over one to three axes and the gradients of its input and its weight: three bilinear maps, each the
 * gradient of the others, so that gradients of any order are made of these. Inputs are {@code [N, C, S...]}, weights
 * {@code [O, C / G, K...]}, results {@code [N, O, P...]}. The order of each sum is that of {@link Convolutions}.
 */
sealed interface ConvOp extends Op {
    /** How the kernel moves. */
    ConvWindow window();

    /** Input i of the convolution that this op is, or belongs to, and its result. */
    Geometry geometry(Shape[] in, Shape out);

    /** Calls the kernel. */
    void run(Geometry geometry, Operands in, Operands out);

    @Override
    default void run(Operands in, Operands out) {
        Shape[] shapes = IntStream.range(0, in.count()).mapToObj(in::shape).toArray(Shape[]::new);
        run(geometry(shapes, out.shape(0)), in, out);
    }

    /** Multiply-adds of a convolution with such a weight and result. */
    private static long work(Shape weight, Shape result) {
        return (long) result.size() * weight.product(1, weight.rank());
    }

    private static Spec[] result(int first, int second, List<Integer> rest) {
        int[] dims = IntStream.concat(IntStream.of(first, second), rest.stream().mapToInt(i -> i)).toArray();
        return new Spec[] {Spec.floats(Shape.of(dims))};
    }

    private static List<Integer> spatial(Shape shape) {
        return Arrays.stream(shape.dims()).skip(2).boxed().toList();
    }

    /** The convolution of an input and a weight, plus a bias {@code [O]} if there is a third input. */
    record Forward(ConvWindow window) implements ConvOp {
        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape w = in[1].shape();
            Integer[] sizes = new Integer[window.axes()];
            for (int axis = 0; axis < sizes.length; axis++) {
                sizes[axis] = Math.toIntExact(window.positions(axis, x.dim(2 + axis), w.dim(2 + axis)));
            }
            return result(x.dim(0), w.dim(0), List.of(sizes));
        }

        @Override
        public Geometry geometry(Shape[] in, Shape out) {
            return window.geometry(in[0], in[1], out);
        }

        @Override
        public void run(Geometry geometry, Operands in, Operands out) {
            Convolutions.forward(
                    geometry, in.data(0), in.offset(0), in.data(1), in.offset(1), in.dataIfAny(2), in.offset(2),
                    out.data(0), out.offset(0));
        }

        @Override
        public long multiplyAdds(Value... in) {
            return work(in[1].shape(), infer(in)[0].shape());
        }

        @Override
        public Saves saves(int needs) {
            return Saves.otherOf(needs);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor g = grads[0];
            if (g == null) {
                return found;
            }
            if (saved.needs(0)) {
                found[0] = new InputGradient(window, spatial(saved.shape(0))).tensor(g, saved.input(1));
            }
            if (saved.needs(1)) {
                found[1] = new WeightGradient(window, spatial(saved.shape(1))).tensor(saved.input(0), g);
            }
            if (found.length > 2 && saved.needs(2)) {
                found[2] = g.sum(IntStream.range(0, g.rank()).filter(axis -> axis != 1).toArray());
            }
            return found;
        }
    }

    /**
     * The gradient of the input from (G, weight), which is the transposed convolution. Gradients, with H its own: of G
     * the convolution of H, of the weight that of a convolution of H with the gradient G.
     *
     * @param size of the input
     */
    record InputGradient(ConvWindow window, List<Integer> size) implements ConvOp {
        @Override
        public String name() {
            return "convolutionInputGradient";
        }

        @Override
        public Spec[] infer(Value... in) {
            return result(in[0].shape().dim(0), in[1].shape().dim(1) * window.groups(), size);
        }

        @Override
        public Geometry geometry(Shape[] in, Shape out) {
            return window.geometry(out, in[1], in[0]);
        }

        @Override
        public void run(Geometry geometry, Operands in, Operands out) {
            Convolutions.inputGradient(
                    geometry, in.data(0), in.offset(0), in.data(1), in.offset(1), out.data(0), out.offset(0));
        }

        @Override
        public long multiplyAdds(Value... in) {
            return work(in[1].shape(), in[0].shape());
        }

        @Override
        public Saves saves(int needs) {
            return Saves.otherOf(needs);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor h = grads[0];
            return new @Nullable Tensor[] {
                h == null || !saved.needs(0) ? null : new Forward(window).tensor(h, saved.input(1)),
                h == null || !saved.needs(1)
                        ? null
                        : new WeightGradient(window, spatial(saved.shape(1))).tensor(h, saved.input(0))
            };
        }
    }

    /**
     * The gradient of the weight from (input, G). Gradients, with H its own: of the input the transposed convolution of
     * G with the weight H, of G the convolution of the input with H.
     *
     * @param kernel sizes of the kernel
     */
    record WeightGradient(ConvWindow window, List<Integer> kernel) implements ConvOp {
        @Override
        public String name() {
            return "convolutionWeightGradient";
        }

        @Override
        public Spec[] infer(Value... in) {
            return result(in[1].shape().dim(1), in[0].shape().dim(1) / window.groups(), kernel);
        }

        @Override
        public Geometry geometry(Shape[] in, Shape out) {
            return window.geometry(in[0], out, in[1]);
        }

        @Override
        public void run(Geometry geometry, Operands in, Operands out) {
            Convolutions.weightGradient(
                    geometry, in.data(0), in.offset(0), in.data(1), in.offset(1), out.data(0), out.offset(0));
        }

        @Override
        public long multiplyAdds(Value... in) {
            return work(infer(in)[0].shape(), in[1].shape());
        }

        @Override
        public Saves saves(int needs) {
            return Saves.otherOf(needs);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor h = grads[0];
            return new @Nullable Tensor[] {
                h == null || !saved.needs(0)
                        ? null
                        : new InputGradient(window, spatial(saved.shape(0))).tensor(saved.input(1), h),
                h == null || !saved.needs(1) ? null : new Forward(window).tensor(saved.input(0), h)
            };
        }
    }
}
