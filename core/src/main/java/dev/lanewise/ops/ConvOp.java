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
public sealed interface ConvOp extends Op {
    /** How the kernel moves. */
    ConvWindow window();

    /**
     * Input, weight and result of the convolution that this op is, or belongs to.
     *
     * @param in shapes of the op's inputs
     * @param out the shape of its output
     */
    Shape[] convolution(Shape[] in, Shape out);

    @Override
    default void run(Operands in, Operands out) {
        Shape[] shapes = IntStream.range(0, in.count()).mapToObj(in::shape).toArray(Shape[]::new);
        Shape[] all = convolution(shapes, out.shape(0));
        Geometry geometry = window().geometry(all[0], all[1], all[2]);
        switch (this) {
            case Forward op -> op.run(geometry, in, out);
            case InputGradient op -> op.run(geometry, in, out);
            case WeightGradient op -> op.run(geometry, in, out);
        }
    }

    /** Multiply-adds of a convolution with such a weight and result. */
    private static long work(Shape weight, Shape result) {
        return (long) result.size() * weight.product(1, weight.rank());
    }

    private static Spec[] result(int first, int second, List<Integer> rest) {
        int[] dims = IntStream.concat(IntStream.of(first, second), rest.stream().mapToInt(i -> i)).toArray();
        return new Spec[] {Spec.floats(Shape.of(dims))};
    }

    private static void requireRank(ConvWindow window, Value... in) {
        for (int i = 0; i < 2; i++) {
            if (in[i].shape().rank() != window.axes() + 2) {
                throw new IllegalArgumentException("convolution: input " + i + " is " + in[i].shape() + ": expected "
                        + (window.axes() + 2) + " axes");
            }
        }
    }

    /**
     * Refuses what is no convolution, for whoever applies an op to other inputs than {@link Convolution} did.
     *
     * @param y the result, which along an axis may have less than all positions
     */
    static void require(ConvWindow window, Shape x, Shape w, Shape y) {
        boolean fits = w.size() > 0 && x.dim(0) == y.dim(0) && w.dim(0) == y.dim(1)
                && w.dim(0) % window.groups() == 0 && x.dim(1) == w.dim(1) * (long) window.groups();
        for (int axis = 0; fits && axis < window.axes(); axis++) {
            fits = window.padded(axis, x.dim(2 + axis)) <= Integer.MAX_VALUE
                    && y.dim(2 + axis) <= window.positions(axis, x.dim(2 + axis), w.dim(2 + axis));
        }
        if (!fits) {
            throw new IllegalArgumentException("convolution: an input " + x + ", a weight " + w + " and a result " + y
                    + " do not belong together, with " + window);
        }
    }

    /** The result of a convolution without the positions beyond those of g. */
    private static Tensor cut(Tensor y, Shape g) {
        Tensor all = y;
        for (int axis = 2; axis < g.rank(); axis++) {
            all = all.dim(axis) == g.dim(axis) ? all : all.slice(axis, 0, g.dim(axis));
        }
        return all;
    }

    private static List<Integer> spatial(Shape shape) {
        return Arrays.stream(shape.dims()).skip(2).boxed().toList();
    }

    /** The convolution of an input and a weight, and what is done to its sums. */
    record Forward(ConvWindow window, ConvTail tail) implements ConvOp {
        /** The sums themselves. */
        Forward(ConvWindow window) {
            this(window, ConvTail.NONE);
        }

        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Spec[] infer(Value... in) {
            requireRank(window, in);
            Shape x = in[0].shape();
            Shape w = in[1].shape();
            Integer[] sizes = new Integer[window.axes()];
            for (int axis = 0; axis < sizes.length; axis++) {
                long positions = window.positions(axis, x.dim(2 + axis), w.dim(2 + axis));
                sizes[axis] = ConvWindow.requireInt(name(), "the result has", positions);
            }
            Spec[] result = result(x.dim(0), w.dim(0), List.of(sizes));
            require(window, x, w, result[0].shape());
            tail.require(name(), result[0].shape(), in);
            return result;
        }

        @Override
        public Shape[] convolution(Shape[] in, Shape out) {
            return new Shape[] {in[0], in[1], out};
        }

        private void run(Geometry geometry, Operands in, Operands out) {
            Convolutions.forward(
                    geometry, in.data(0), in.offset(0), in.data(1), in.offset(1),
                    (form, packed) -> in.kept(1, form, packed), tail.ending(in), out.data(0), out.offset(0));
        }

        @Override
        public boolean mayOverwrite(int output, int input) {
            return tail.mayOverwrite(input) && window.groups() == 1;
        }

        @Override
        public @Nullable Op followedBy(Op next, int input, int inputs, Shape... shapes) {
            ConvTail longer = tail.followedBy(next, input, shapes);
            return longer == null ? null : new Forward(window, longer);
        }

        @Override
        public long multiplyAdds(Value... in) {
            return work(in[1].shape(), infer(in)[0].shape());
        }

        @Override
        public Saves saves(int needs) {
            return tail.saves(needs);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad == null) {
                return found;
            }
            Tensor g = tail.ofSums(saved, grad);
            if (saved.needs(0)) {
                found[0] = new InputGradient(window, spatial(saved.shape(0))).tensor(g, saved.input(1));
            }
            if (saved.needs(1)) {
                found[1] = new WeightGradient(window, spatial(saved.shape(1))).tensor(saved.input(0), g);
            }
            tail.gradients(saved, found, g, grad,
                    () -> new Forward(window, tail.unfinished()).tensor(tail.inputsOfUnfinished(saved)));
            return found;
        }
    }

    /**
     * The gradient of the input from (G, weight), which is the transposed convolution, and what is done to its sums.
     * Gradients, with H that of the sums: of G the convolution of H, of the weight that of a convolution of H with the
     * gradient G.
     *
     * @param size of the input
     */
    record InputGradient(ConvWindow window, List<Integer> size, ConvTail tail) implements ConvOp {
        /** The sums themselves. */
        InputGradient(ConvWindow window, List<Integer> size) {
            this(window, size, ConvTail.NONE);
        }

        @Override
        public String name() {
            return "convolutionInputGradient";
        }

        @Override
        public Spec[] infer(Value... in) {
            requireRank(window, in);
            Shape g = in[0].shape();
            Shape w = in[1].shape();
            Spec[] result = result(g.dim(0), w.dim(1) * window.groups(), size);
            require(window, result[0].shape(), w, g);
            tail.require(name(), result[0].shape(), in);
            return result;
        }

        @Override
        public Shape[] convolution(Shape[] in, Shape out) {
            return new Shape[] {out, in[1], in[0]};
        }

        private void run(Geometry geometry, Operands in, Operands out) {
            Convolutions.inputGradient(
                    geometry, in.data(0), in.offset(0), in.data(1), in.offset(1), tail.ending(in), out.data(0),
                    out.offset(0));
        }

        /**
         * With a stride the gradient is made of several products, each of which ends in other elements, and groups may
         * be computed in cells: the point would have to be copied.
         */
        @Override
        public boolean mayOverwrite(int output, int input) {
            return tail.mayOverwrite(input) && window.groups() == 1
                    && window.stride().stream().allMatch(stride -> stride == 1);
        }

        @Override
        public @Nullable Op followedBy(Op next, int input, int inputs, Shape... shapes) {
            ConvTail longer = tail.followedBy(next, input, shapes);
            return longer == null ? null : new InputGradient(window, size, longer);
        }

        @Override
        public long multiplyAdds(Value... in) {
            return work(in[1].shape(), in[0].shape());
        }

        @Override
        public Saves saves(int needs) {
            return tail.saves(needs);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] found = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad == null) {
                return found;
            }
            Tensor h = tail.ofSums(saved, grad);
            if (saved.needs(0)) {
                found[0] = cut(new Forward(window).tensor(h, saved.input(1)), saved.shape(0));
            }
            if (saved.needs(1)) {
                found[1] = new WeightGradient(window, spatial(saved.shape(1))).tensor(h, saved.input(0));
            }
            tail.gradients(saved, found, h, grad,
                    () -> new InputGradient(window, size, tail.unfinished()).tensor(tail.inputsOfUnfinished(saved)));
            return found;
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
            requireRank(window, in);
            Shape x = in[0].shape();
            Shape g = in[1].shape();
            Spec[] result = result(g.dim(1), x.dim(1) / window.groups(), kernel);
            require(window, x, result[0].shape(), g);
            return result;
        }

        @Override
        public Shape[] convolution(Shape[] in, Shape out) {
            return new Shape[] {in[0], out, in[1]};
        }

        private void run(Geometry geometry, Operands in, Operands out) {
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
                h == null || !saved.needs(1)
                        ? null
                        : cut(new Forward(window).tensor(saved.input(0), h), saved.shape(1))
            };
        }
    }
}
