package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Gathers;
import dev.lanewise.kernels.drivers.Indices;
import dev.lanewise.kernels.drivers.PoolGrid;
import dev.lanewise.kernels.drivers.Pools;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pools over the last one, two or three axes: each window of a plane gives an element. The orders of sums are those of
 * {@link Pools}.
 */
public sealed interface PoolOp extends Op {
    /** How many axes a plane has. */
    int axes();

    /** The name of a function over so many axes. */
    private static String name(String function, int axes) {
        return function + axes + "d";
    }

    /** Maxima, which also give the place of each one in its plane; gradients go there. */
    sealed interface Max extends PoolOp {
        @Override
        default Saves saves(int needs) {
            return new Saves(0, 0b10);
        }

        @Override
        default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            PlaneScatter op = new PlaneScatter(PoolShape.last(saved.shape(0), axes()));
            return new @Nullable Tensor[] {grad == null ? null : op.tensor(grad, saved.intsOut(1))};
        }

        /** Values and indices of a shape. */
        private static Spec[] both(Shape shape) {
            return new Spec[] {Spec.floats(shape), Spec.ints(shape)};
        }

        private static void run(Operands in, Operands out, int axes, PoolGrid grid) {
            Pools.max(
                    in.data(0), in.offset(0), PoolShape.planes(in.shape(0), axes), grid, out.data(0), out.offset(0),
                    out.ints(1));
        }
    }

    /**
     * The largest element of each window and its place in its plane: the first one of several, but the last NaN if
     * there is one. What lies in the padding does not count. Gradient: {@link PlaneScatter} of grad.
     */
    record MaxPool(Window window) implements Max {
        /** With the same numbers for all axes if there is one; there are as many axes as numbers for the kernel. */
        public MaxPool {
            window = window.over("maxPool", window.kernel().size());
        }

        @Override
        public int axes() {
            return window.kernel().size();
        }

        @Override
        public String name() {
            return PoolOp.name("maxPool", axes());
        }

        @Override
        public Spec[] infer(Value... in) {
            return Max.both(PoolShape.windows(name(), in[0].shape(), window));
        }

        @Override
        public void run(Operands in, Operands out) {
            Max.run(in, out, axes(), PoolOp.regular(window, in.dims(0), out.dims(0), false));
        }
    }

    /**
     * The same over windows that share out each axis: window i of n along an axis of size s covers the elements from
     * {@code floor(i s / n)} to before {@code ceil((i + 1) s / n)}.
     */
    record AdaptiveMaxPool(List<Integer> sizes) implements Max {
        /** To these sizes. */
        public AdaptiveMaxPool {
            sizes = List.copyOf(sizes);
        }

        @Override
        public int axes() {
            return sizes.size();
        }

        @Override
        public String name() {
            return PoolOp.name("adaptiveMaxPool", axes());
        }

        @Override
        public Spec[] infer(Value... in) {
            PoolShape.requirePlanes(name(), in[0].shape(), axes());
            return Max.both(PoolShape.with(in[0].shape(), sizes));
        }

        @Override
        public void run(Operands in, Operands out) {
            Max.run(in, out, axes(), PoolGrid.adaptive(in.dims(0), out.dims(0), axes()));
        }
    }

    /**
     * Planes of these sizes with elements of x in the places that the indices name: each is the sum of those that name
     * it, added to +0 in order. Gradient: {@link PlaneGather} of grad.
     *
     * @param sums whether a second output is the sum of each plane, over axes that stay with size 1
     */
    record PlaneScatter(List<Integer> sizes, boolean sums) implements PoolOp {
        /** Into planes of these sizes. */
        public PlaneScatter {
            sizes = List.copyOf(sizes);
        }

        /** Into planes of these sizes, without sums. */
        public PlaneScatter(List<Integer> sizes) {
            this(sizes, false);
        }

        @Override
        public int axes() {
            return sizes.size();
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (!x.equals(in[1].shape()) || x.rank() < axes()) {
                throw new IllegalArgumentException("planeScatter: " + x + " and indices " + in[1].shape()
                        + ": expected one shape with planes of " + axes() + " axes");
            }
            Spec planes = Spec.floats(PoolShape.with(x, sizes));
            return sums
                    ? new Spec[] {planes, Spec.floats(PoolShape.with(x, Collections.nCopies(axes(), 1)))}
                    : new Spec[] {planes};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape y = out.shape(0);
            int planes = PoolShape.planes(y, axes());
            checkIndices("planeScatter", in.ints(1), y, axes());
            if (planes == 0) {
                return;
            }
            int[] dims = out.dims(0);
            int count = in.size(0) / planes;
            int d = axes() < 3 ? 1 : dims[dims.length - 3];
            int h = axes() < 2 ? 1 : dims[dims.length - 2];
            int w = dims[dims.length - 1];
            if (sums) {
                Pools.scatterAndSum(
                        in.data(0), in.offset(0), in.ints(1), planes, count, d, h, w, out.data(0), out.offset(0),
                        out.data(1), out.offset(1));
            } else {
                Pools.scatter(
                        in.data(0), in.offset(0), in.ints(1), planes, count, d, h, w, out.data(0), out.offset(0));
            }
        }

        @Override
        public @Nullable Op readAlong(Op reader, Shape output) {
            boolean isSum = !sums && reader instanceof ReduceOp.Sum sum && sum.from() == output.rank() - axes()
                    && sum.to() == output.rank();
            return isSum ? new PlaneScatter(sizes, true) : null;
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            Tensor ofSums = sums ? grads[1] : null;
            if (ofSums != null) {
                Tensor all = ofSums.broadcastTo(PoolShape.with(saved.shape(0), sizes));
                grad = grad == null ? all : grad.add(all);
            }
            return new @Nullable Tensor[] {
                grad == null ? null : new PlaneGather(axes()).tensor(grad, saved.ints(1)), null
            };
        }
    }

    /** The elements of the planes of x that the indices name. Gradient: {@link PlaneScatter} of grad. */
    record PlaneGather(int axes) implements PoolOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape indices = in[1].shape();
            if (x.rank() < axes || indices.rank() != x.rank()
                    || !PoolShape.with(x, PoolShape.last(indices, axes)).equals(indices)) {
                throw new IllegalArgumentException("planeGather: " + x + " and indices " + indices
                        + " differ in another axis than the last " + axes);
            }
            return new Spec[] {Spec.floats(indices)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            checkIndices("planeGather", in.ints(1), x, axes);
            if (out.size(0) > 0) {
                int planes = PoolShape.planes(x, axes);
                Gathers.gather(
                        in.data(0), in.offset(0), planes, in.size(0) / planes, 1, in.ints(1), out.size(0) / planes,
                        out.data(0), out.offset(0));
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null
                        ? null
                        : new PlaneScatter(PoolShape.last(saved.shape(0), axes)).tensor(grad, saved.ints(1)),
                null
            };
        }
    }

    private static void checkIndices(String name, int[] indices, Shape planes, int axes) {
        int at = Indices.firstOutside(indices, planes.product(planes.rank() - axes, planes.rank()));
        if (at >= 0) {
            throw new IndexOutOfBoundsException(name + ": index " + indices[at] + " at position " + at
                    + " is outside the planes of " + planes);
        }
    }

    /** The windows of a pool on planes of these sizes. */
    private static PoolGrid regular(Window w, int[] sizes, int[] windows, boolean countsPadding) {
        return PoolGrid.regular(sizes, windows, w.kernel(), w.stride(), w.padding(), w.dilation(), countsPadding);
    }

    /**
     * Averages: the sum of each window's elements, its columns first and then these from left to right, divided by a
     * number. Gradient: {@link AvgPoolGrad} of grad.
     */
    sealed interface Average extends PoolOp {
        private PoolGrid grid(int[] sizes, int[] windows) {
            return switch (this) {
                case AvgPool pool -> PoolOp.regular(pool.window(), sizes, windows, pool.countIncludePad());
                case AdaptiveAvgPool pool -> PoolGrid.adaptive(sizes, windows, pool.axes());
            };
        }

        /** What sums are divided by; 0 if each window has a number of its own. */
        private int divisor() {
            return this instanceof AvgPool pool ? pool.divisorOverride() : 0;
        }

        @Override
        default void run(Operands in, Operands out) {
            Pools.average(
                    in.data(0), in.offset(0), PoolShape.planes(in.shape(0), axes()), grid(in.dims(0), out.dims(0)),
                    divisor(), out.data(0), out.offset(0));
        }

        @Override
        default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            AvgPoolGrad op = new AvgPoolGrad(this, PoolShape.last(saved.shape(0), axes()));
            return new @Nullable Tensor[] {grad == null ? null : op.tensor(grad)};
        }
    }

    /** Divides by {@code divisorOverride}, or by the count of elements if that is 0; those in the padding may count. */
    record AvgPool(Window window, boolean countIncludePad, int divisorOverride) implements Average {
        /** With the same numbers for all axes if there is one; there are as many axes as numbers for the kernel. */
        public AvgPool {
            window = window.over("avgPool", window.kernel().size());
        }

        @Override
        public int axes() {
            return window.kernel().size();
        }

        @Override
        public String name() {
            return PoolOp.name("avgPool", axes());
        }

        @Override
        public Spec[] infer(Value... in) {
            if (window.dilation().stream().anyMatch(number -> number > 1)) {
                throw new IllegalArgumentException(
                        name() + ": dilation " + Window.brief(window.dilation()) + ": averages have none");
            }
            return new Spec[] {Spec.floats(PoolShape.windows(name(), in[0].shape(), window))};
        }
    }

    /** Means of the windows of {@link AdaptiveMaxPool}. */
    record AdaptiveAvgPool(List<Integer> sizes) implements Average {
        /** To these sizes. */
        public AdaptiveAvgPool {
            sizes = List.copyOf(sizes);
        }

        @Override
        public int axes() {
            return sizes.size();
        }

        @Override
        public String name() {
            return PoolOp.name("adaptiveAvgPool", axes());
        }

        @Override
        public Spec[] infer(Value... in) {
            PoolShape.requirePlanes(name(), in[0].shape(), axes());
            return new Spec[] {Spec.floats(PoolShape.with(in[0].shape(), sizes))};
        }
    }

    /**
     * The gradient of an average of planes of these sizes: an element is the sum of grad, divided as the average is,
     * over the windows that it lies in: each row of windows from left to right, then the rows. Gradient: the average of
     * grad.
     */
    record AvgPoolGrad(Average pool, List<Integer> sizes) implements PoolOp {
        /** Of planes of these sizes. */
        public AvgPoolGrad {
            sizes = List.copyOf(sizes);
        }

        @Override
        public int axes() {
            return sizes.size();
        }

        @Override
        public String name() {
            return pool.name() + "Grad";
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape planes = PoolShape.with(in[0].shape(), sizes);
            Spec windows = pool.infer(Spec.floats(planes).placeholder())[0];
            if (!windows.fits(in[0])) {
                throw new IllegalArgumentException(
                        name() + ": a gradient " + in[0].shape() + " for an output " + windows.shape());
            }
            return new Spec[] {Spec.floats(planes)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Pools.averageGradient(
                    in.data(0), in.offset(0), PoolShape.planes(in.shape(0), axes()),
                    pool.grid(out.dims(0), in.dims(0)), pool.divisor(), out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : pool.tensor(grad)};
        }
    }
}
