package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Unfolds;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Planes taken apart into patches, and patches added up to planes: two linear maps, each the other's gradient. */
public sealed interface PatchOp extends Op {

    /** Copies patches: {@code [N, C, H, W] -> [N, C kernel, patches]}. Gradient: {@link Fold2d} of grad. */
    record Unfold2d(Patch patch) implements PatchOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (x.rank() != 4) {
                throw new IllegalArgumentException("unfold2d: " + x + ": expected [N, C, H, W]");
            }
            long rows = (long) x.dim(1) * patch.height() * patch.width();
            return new Spec[] {Spec.floats(Shape.of(
                    x.dim(0), fitting("unfold2d", x, rows), patches("unfold2d", patch, x, x.dim(2), x.dim(3))))};
        }

        @Override
        public void run(Operands in, Operands out) {
            if (out.size(0) > 0) {
                Shape x = in.shape(0);
                unfolds(patch, x).unfold(
                        in.data(0), in.offset(0), x.dim(0) * x.dim(1), out.data(0), out.offset(0));
            }
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            Shape x = saved.shape(0);
            return new @Nullable Tensor[] {
                grad == null ? null : new Fold2d(patch, x.dim(2), x.dim(3)).tensor(grad)
            };
        }
    }

    /**
     * Adds up patches: {@code [N, C kernel, patches] -> [N, C, height, width]}; elements that overlap are added from +0
     * in the order of their places in the patch, row by row. Gradient: {@link Unfold2d} of grad.
     */
    record Fold2d(Patch patch, int height, int width) implements PatchOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            long kernel = (long) patch.height() * patch.width();
            if (x.rank() != 3 || x.dim(1) % kernel != 0) {
                throw new IllegalArgumentException("fold2d: " + x + ": expected [N, C * " + kernel
                        + ", patches] for patches of " + patch.height() + " x " + patch.width());
            }
            int patches = patches("fold2d", patch, x, height, width);
            if (x.dim(2) != patches) {
                throw new IllegalArgumentException("fold2d: " + x + " has " + x.dim(2) + " patches, a plane of "
                        + height + " x " + width + " has " + patches + " of " + patch);
            }
            return new Spec[] {Spec.floats(Shape.of(x.dim(0), (int) (x.dim(1) / kernel), height, width))};
        }

        @Override
        public void run(Operands in, Operands out) {
            if (out.size(0) > 0) {
                Shape y = out.shape(0);
                unfolds(patch, y).fold(in.data(0), in.offset(0), y.dim(0) * y.dim(1), out.data(0), out.offset(0));
            }
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : new Unfold2d(patch).tensor(grad)};
        }
    }

    private static int patches(String op, Patch patch, Shape x, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(op + ": a plane of " + height + " x " + width
                    + (op.equals("fold2d") ? "" : " of " + x) + " has no elements to take patches of");
        }
        long down = patch.down(height);
        long across = patch.across(width);
        if (down < 1 || across < 1) {
            throw new IllegalArgumentException(op + ": a patch of " + patch + " does not fit a plane of " + height
                    + " x " + width + (op.equals("fold2d") ? "" : " of " + x));
        }
        return fitting(op, x, Math.multiplyHigh(down, across) == 0 ? down * across : Long.MAX_VALUE);
    }

    private static int fitting(String op, Shape x, long size) {
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": " + x + " has more than 2147483647 patches or rows");
        }
        return (int) size;
    }

    private static Unfolds unfolds(Patch patch, Shape planes) {
        int h = planes.dim(2);
        int w = planes.dim(3);
        return new Unfolds(h, w, (int) patch.down(h), (int) patch.across(w), patch.height(), patch.width())
                .stride(patch.strideHeight(), patch.strideWidth())
                .padding(patch.paddingHeight(), patch.paddingWidth())
                .dilation(patch.dilationHeight(), patch.dilationWidth());
    }
}
