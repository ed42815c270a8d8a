package dev.lanewise.gpu.families;

import dev.lanewise.gpu.families.MatrixProduct.Last;
import dev.lanewise.gpu.families.MatrixProduct.Matrix;
import dev.lanewise.gpu.steps.Counts;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Products of matrices and of stacks of them, and what a linear layer does with them. */
final class Products {
    private Products() {}

    static void addTo(Stages stages) {
        stages.add(MatmulOp.class, (op, site) -> product(op.transA(), op.transB(), 0, site));
        stages.add(LinearOp.class,
                (op, site) -> product(op.transA(), op.transB(), number(op.activation()), site));
    }

    /** The number of an activation for {@code lw_activation}. */
    private static int number(@Nullable UnaryOp op) {
        return switch (op) {
            case null -> 0;
            case UnaryOp.Relu _ -> 1;
            case UnaryOp.Tanh _ -> 2;
            default -> 3; // the op refuses others
        };
    }

    private static Stage product(boolean transA, boolean transB, int activation, Site site) {
        Shape out = site.out(0).shape();
        Shape batch = batch(out);
        int rows = out.dim(-2);
        int cols = out.dim(-1);
        int inner = site.in(0).shape().dim(transA ? -2 : -1);
        Matrix a = matrix(site.in(0), transA);
        Matrix b = matrix(site.in(1), transB);
        Matrix c = matrix(site.out(0), false);
        int[] ofA = offsets(site.in(0).shape(), batch);
        int[] ofB = offsets(site.in(1).shape(), batch);
        int[] ofC = offsets(out, batch);
        boolean hasBias = site.in().size() > 2;
        Slot bias = site.in(hasBias ? 2 : 1);
        if (MatrixProduct.isNarrow(rows, cols)) {
            return new MatrixProduct(b.turned(), a.turned(), c.turned(), starts(site, ofB, ofA, ofC), ofC.length,
                    cols, rows, inner).stage(site, new Last(bias, 1, 0, hasBias, activation));
        }
        return new MatrixProduct(a, b, c, starts(site, ofA, ofB, ofC), ofC.length, rows, cols, inner)
                .stage(site, new Last(bias, 0, 1, hasBias, activation));
    }

    private static Slot starts(Site site, int[] ofA, int[] ofB, int[] ofC) {
        int[] starts = new int[Counts.of(3L * ofC.length, "places where matrices begin")];
        for (int i = 0; i < ofC.length; i++) {
            starts[3 * i] = ofA[i];
            starts[3 * i + 1] = ofB[i];
            starts[3 * i + 2] = ofC[i];
        }
        return site.table(starts);
    }

    private static Matrix matrix(Slot slot, boolean transposed) {
        Matrix stored = new Matrix(slot, slot.shape().dim(-1), 1);
        return transposed ? stored.turned() : stored;
    }

    private static Shape batch(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
    }

    /** Where each matrix of a broadcast batch starts, relative to the first. */
    private static int[] offsets(Shape x, Shape batch) {
        int matrix = x.dim(-2) * x.dim(-1);
        int[] offsets = batch(x).repeatedIn(batch);
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] *= matrix;
        }
        return offsets;
    }
}
