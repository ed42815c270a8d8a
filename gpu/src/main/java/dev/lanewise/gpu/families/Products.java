package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Grid;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import org.jspecify.annotations.Nullable;

/** Products of matrices, and what a linear layer does with them. */
final class Products {
    /** Rows and columns of a tile of {@code product.cl}. */
    private static final int TILE = 16;

    private Products() {}

    static void addTo(Stages stages) {
        stages.add(MatmulOp.class, (op, site) -> product(op.transA(), op.transB(), 0, site));
        stages.add(LinearOp.class,
                (op, site) -> product(op.transA(), op.transB(), activation(op.activation()), site));
    }

    /** The number of an activation for {@code lw_activation}. */
    private static int activation(@Nullable UnaryOp op) {
        return switch (op) {
            case null -> 0;
            case UnaryOp.Relu _ -> 1;
            case UnaryOp.Tanh _ -> 2;
            default -> 3; // the op refuses others
        };
    }

    private static Stage product(boolean transA, boolean transB, int activation, Site site) {
        Slot a = site.in(0);
        Slot b = site.in(1);
        Slot out = site.out(0);
        if (out.shape().rank() != 2) {
            throw new UnsupportedOperationException("gpu: matmul of " + a.shape() + " and " + b.shape()
                    + ": matrices only, not stacks of them");
        }
        boolean hasBias = site.in().size() > 2;
        int rows = out.shape().dim(0);
        int cols = out.shape().dim(1);
        Grid grid = Grid.tiles(TILE, TILE, Math.ceilDiv(cols, TILE), Math.ceilDiv(rows, TILE));
        return Launch.inFile("product", "product", grid, arguments -> {
            matrix(arguments, a, transA);
            matrix(arguments, b, transB);
            arguments.slot(hasBias ? site.in(2) : b).value(hasBias)
                    .slot(out)
                    .values(rows, cols, a.shape().dim(transA ? 0 : 1), activation);
        });
    }

    private static void matrix(Arguments arguments, Slot slot, boolean transposed) {
        int cols = slot.shape().dim(1);
        arguments.slot(slot).values(transposed ? 1 : cols, transposed ? cols : 1);
    }
}
