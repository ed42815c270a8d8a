package dev.lanewise.gpu.steps;

import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A product of two matrices, and what a linear layer does with it. */
final class ProductStage implements Stage {
    /** Rows and columns of a tile of {@code product.cl}. */
    private static final int TILE = 16;

    private final List<Slot> in;
    private final Slot out;
    private final boolean transA;
    private final boolean transB;
    private final int activation;
    private @Nullable Kernel kernel;

    private ProductStage(List<Slot> in, Slot out, boolean transA, boolean transB, int activation) {
        this.in = in;
        this.out = out;
        this.transA = transA;
        this.transB = transB;
        this.activation = activation;
    }

    static ProductStage of(MatmulOp op, List<Slot> in, Slot out) {
        if (out.shape().rank() != 2) {
            throw new UnsupportedOperationException("gpu: matmul of " + in.get(0).shape() + " and "
                    + in.get(1).shape() + ": matrices only, not stacks of them");
        }
        return new ProductStage(in, out, op.transA(), op.transB(), 0);
    }

    static ProductStage of(LinearOp op, List<Slot> in, Slot out) {
        int activation = switch (op.activation()) {
            case null -> 0;
            case UnaryOp.Relu _ -> 1;
            case UnaryOp.Tanh _ -> 2;
            default -> 3; // the op refuses others
        };
        return new ProductStage(in, out, op.transA(), op.transB(), activation);
    }

    @Override
    public void prepare(Program program) {
        Slot a = in.get(0);
        Slot b = in.get(1);
        Slot bias = in.size() > 2 ? in.get(2) : b;
        int aCols = a.shape().dim(1);
        int bCols = b.shape().dim(1);
        Kernel made = program.kernel("product");
        int next = a.bind(made, 0);
        made.set(next++, transA ? 1 : aCols);
        made.set(next++, transA ? aCols : 1);
        next = b.bind(made, next);
        made.set(next++, transB ? 1 : bCols);
        made.set(next++, transB ? bCols : 1);
        next = bias.bind(made, next);
        made.set(next++, in.size() > 2 ? 1 : 0);
        next = out.bind(made, next);
        made.set(next++, out.shape().dim(0));
        made.set(next++, out.shape().dim(1));
        made.set(next++, a.shape().dim(transA ? 0 : 1));
        made.set(next, activation);
        kernel = made;
    }

    @Override
    public void launch(Op op) {
        int rows = out.shape().dim(0);
        int cols = out.shape().dim(1);
        if (kernel != null && rows > 0 && cols > 0) {
            kernel.launch(TILE, TILE, Math.ceilDiv(cols, TILE), Math.ceilDiv(rows, TILE));
        }
    }
}
