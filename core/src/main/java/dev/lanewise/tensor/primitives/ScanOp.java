package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Products;
import dev.lanewise.kernels.drivers.Scans;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Running results along an axis. */
public sealed interface ScanOp extends Op {
    /** The axis. */
    int axis();

    @Override
    default Spec[] infer(Value... in) {
        Shape x = in[0].shape();
        if (axis() < 0 || axis() >= x.rank()) {
            throw new IndexOutOfBoundsException(name() + ": axis " + axis() + " of shape " + x);
        }
        return new Spec[] {Spec.floats(x)};
    }

    @Override
    default void run(Operands in, Operands out) {
        Shape x = in.shape(0);
        if (x.size() > 0) {
            run(in, out, x.product(0, axis()), x.dim(axis()), x.product(axis() + 1, x.rank()));
        }
    }

    /** Scans a block {@code [outer, len, inner]} along its middle axis. */
    void run(Operands in, Operands out, int outer, int len, int inner);

    /** Sums. Gradient: the sums of grad from the end. */
    record CumSum(int axis) implements ScanOp {
        @Override
        public void run(Operands in, Operands out, int outer, int len, int inner) {
            Scans.sums(in.data(0), in.offset(0), outer, len, inner, out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : Shapes.flip(new CumSum(axis).tensor(Shapes.flip(grad, axis)), axis)
            };
        }
    }

    /**
     * Products. Gradient: y[i - 1] s[i] with s[i] = grad[i] + x[i + 1] s[i + 1], which divides by nothing and so holds
     * for zeros too.
     */
    record CumProd(int axis) implements ScanOp {
        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out, int outer, int len, int inner) {
            Products.running(in.data(0), in.offset(0), outer, len, inner, out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null || grad.size() == 0) {
                return grads;
            }
            Tensor y = saved.y();
            return new @Nullable Tensor[] {
                before(axis, Tensor.onesLike(first(y, axis)), y).mul(fromEnd(axis, next(saved.x(), axis), grad))};
        }
    }

    /**
     * The linear recurrence y[k] = b[k] + a[k] y[k - 1], y[0] = b[0], of inputs a and b. Gradients: r y[k - 1] and r
     * with r[k] = grad[k] + a[k + 1] r[k + 1].
     */
    record Recurrence(int axis) implements ScanOp {
        @Override
        public Spec[] infer(Value... in) {
            if (!in[0].shape().equals(in[1].shape())) {
                throw new IllegalArgumentException(
                        "recurrence: " + in[0].shape() + " and " + in[1].shape() + " differ");
            }
            return ScanOp.super.infer(in);
        }

        @Override
        public void run(Operands in, Operands out, int outer, int len, int inner) {
            Scans.recurrence(
                    in.data(0), in.offset(0), in.data(1), in.offset(1), outer, len, inner, out.data(0),
                    out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null || grad.size() == 0) {
                return new @Nullable Tensor[] {saved.needs(0) ? grad : null, saved.needs(1) ? grad : null};
            }
            Tensor y = saved.y();
            Tensor r = fromEnd(axis, next(saved.x(), axis), grad);
            Tensor before = before(axis, Tensor.zerosLike(first(y, axis)), y);
            return new @Nullable Tensor[] {saved.needs(0) ? r.mul(before) : null, saved.needs(1) ? r : null};
        }
    }

    /**
     * log(e^x[0] + ... + e^x[k]), in double precision. Gradient: e^(x[i] - y[i]) s[i] with s[i] = grad[i] + e^(y[i] -
     * y[i + 1]) s[i + 1]; y ascends, so nothing overflows.
     */
    record LogCumSumExp(int axis) implements ScanOp {
        @Override
        public boolean needsDoubles() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out, int outer, int len, int inner) {
            Scans.logSums(in.data(0), in.offset(0), outer, len, inner, out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null || grad.size() == 0) {
                return grads;
            }
            Tensor y = saved.y();
            Tensor decay = ratio(y, next(y, axis));
            return new @Nullable Tensor[] {ratio(saved.x(), y).mul(fromEnd(axis, decay, grad))};
        }

        /** e^(a - b), 1 where both are the same infinity. */
        private static Tensor ratio(Tensor a, Tensor b) {
            Tensor apart = Indexing.where(a.eq(b).and(a.isFinite().not()), Tensor.scalar(0), a.sub(b));
            return apart.exp();
        }
    }

    /** Maxima, or minima, and the indices of the last elements that equal them. Gradient: grad at the indices. */
    record CumExtreme(int axis, boolean smallest) implements ScanOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {ScanOp.super.infer(in)[0], Spec.ints(in[0].shape())};
        }

        @Override
        public void run(Operands in, Operands out, int outer, int len, int inner) {
            Scans.extremes(
                    smallest, in.data(0), in.offset(0), outer, len, inner, out.data(0), out.offset(0), out.ints(1));
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null
                        ? null
                        : new GatherOp.AddAt(axis, saved.shape(0).dim(axis)).tensor(grad, saved.intsOut(1))
            };
        }
    }

    private static Tensor first(Tensor x, int axis) {
        return x.slice(axis, 0, 1);
    }

    /** y[k - 1] at k, and what stands before the first. */
    private static Tensor before(int axis, Tensor start, Tensor y) {
        return Shapes.concat(axis, start, y.slice(axis, 0, y.dim(axis) - 1));
    }

    /** x[k + 1] at k; what stands at the last place is read by nobody. */
    private static Tensor next(Tensor x, int axis) {
        return Shapes.concat(axis, x.slice(axis, 1, x.dim(axis)), first(x, axis));
    }

    /** s[k] = b[k] + a[k] s[k + 1]. */
    private static Tensor fromEnd(int axis, Tensor a, Tensor b) {
        return Shapes.flip(new Recurrence(axis).tensor(Shapes.flip(a, axis), Shapes.flip(b, axis)), axis);
    }
}
