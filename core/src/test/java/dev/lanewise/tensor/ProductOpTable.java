package dev.lanewise.tensor;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Rows for matrix products and affine maps. */
final class ProductOpTable extends OpTable {
    ProductOpTable() {
        matmul();
        linear();
    }

    private void matmul() {
        for (int flags = 0; flags < 4; flags++) {
            boolean ta = (flags & 1) != 0;
            boolean tb = (flags & 2) != 0;
            OpRow row = row("matmul" + (ta ? " a^T" : "") + (tb ? " b^T" : ""), MatmulOp.class,
                    x -> x[0].matmul(x[1], ta, tb), x -> Reference.matmul(x[0], x[1], ta, tb));
            // batch of a, batch of b, and m, k, n
            row.on(shapes(ta, tb, dims(), dims(), dims(2, 3, 4)));
            row.on(shapes(ta, tb, dims(), dims(), dims(1, 1, 1)));
            row.on(shapes(ta, tb, dims(), dims(), dims(0, 3, 2)));
            row.on(shapes(ta, tb, dims(), dims(), dims(2, 0, 3)));
            row.on(shapes(ta, tb, dims(), dims(), dims(2, 3, 0)));
            row.on(shapes(ta, tb, dims(2), dims(2), dims(2, 3, 2)));
            row.on(shapes(ta, tb, dims(3), dims(), dims(2, 3, 2)));
            row.on(shapes(ta, tb, dims(), dims(3), dims(2, 3, 2)));
            row.on(shapes(ta, tb, dims(2, 1), dims(3), dims(2, 2, 2)));
            row.on(shapes(ta, tb, dims(1), dims(2), dims(1, 3, 2)));
            row.on(shapes(ta, tb, dims(0), dims(), dims(2, 3, 2)));
            row.on(shapes(ta, tb, dims(2, 0), dims(1), dims(2, 3, 2)));
            row.large(shapes(ta, tb, dims(), dims(), dims(131, 150, 97)));
            row.large(shapes(ta, tb, dims(), dims(), dims(9, 1025, 17)));
            row.large(shapes(ta, tb, dims(), dims(), dims(6, 4113, 5)));
            row.large(shapes(ta, tb, dims(2), dims(2), dims(5, 514, 7)));
            row.large(shapes(ta, tb, dims(5), dims(), dims(40, 70, 33)));
            row.large(shapes(ta, tb, dims(2, 1), dims(3), dims(65, 40, 33)));
        }
        row("matmul of a vector and a matrix", MatmulOp.class, x -> x[0].matmul(x[1]),
                x -> Reference.matmul(x[0].reshape(1, x[0].dims[0]), x[1], false, false).reduce(false, g -> g[0], -2))
                .on(dims(3), dims(3, 2)).on(dims(3), dims(2, 3, 2)).on(dims(0), dims(0, 2));
        row("matmul of a matrix and a vector", MatmulOp.class, x -> x[0].matmul(x[1]),
                x -> Reference.matmul(x[0], x[1].reshape(x[1].dims[0], 1), false, false).reduce(false, g -> g[0], -1))
                .on(dims(2, 3), dims(3)).on(dims(2, 2, 3), dims(3)).on(dims(0, 3), dims(3));
        row("matmul of two vectors", MatmulOp.class, x -> x[0].matmul(x[1]),
                x -> new Reference(dims(), x[0].dot(x[1]))).on(dims(4), dims(4)).on(dims(1), dims(1))
                .on(dims(0), dims(0));
    }

    private static int[][] shapes(boolean ta, boolean tb, int[] batchA, int[] batchB, int[] mkn) {
        int[] a = Arrays.copyOf(batchA, batchA.length + 2);
        int[] b = Arrays.copyOf(batchB, batchB.length + 2);
        a[batchA.length + (ta ? 1 : 0)] = mkn[0];
        a[batchA.length + (ta ? 0 : 1)] = mkn[1];
        b[batchB.length + (tb ? 1 : 0)] = mkn[1];
        b[batchB.length + (tb ? 0 : 1)] = mkn[2];
        return new int[][] {a, b};
    }

    private void linear() {
        for (LinearOp.Activation activation : LinearOp.Activation.values()) {
            for (int flags = 0; flags < 4; flags++) {
                boolean ta = (flags & 1) != 0;
                boolean tb = (flags & 2) != 0;
                String name = "linear " + activation + (ta ? " a^T" : "") + (tb ? " b^T" : "");
                OpRow row = row(name, LinearOp.class, x -> new LinearOp(ta, tb, activation).tensor(x),
                        x -> Reference.matmul(x[0], x[1], ta, tb).zip(x[2], Double::sum).map(function(activation)))
                        .from(between(-1, 1), between(-1, 1), nonZero());
                for (int[] mkn : new int[][] {{2, 3, 4}, {1, 1, 1}, {0, 3, 2}, {2, 0, 3}, {2, 3, 0}, {3, 2, 37}}) {
                    row.on(affine(ta, tb, mkn));
                }
                row.large(affine(ta, tb, 131, 70, 197));
            }
            row("linear " + activation + " without bias", LinearOp.class,
                    x -> Linalg.linear(x[0], x[1], null, activation),
                    x -> Reference.matmul(x[0], x[1], false, true).map(function(activation)))
                    .from(between(0.2, 1), between(0.2, 1)).on(dims(2, 3), dims(4, 3)).on(dims(2, 2, 3), dims(4, 3));
        }
        row("linear on leading axes", LinearOp.class, x -> Linalg.linear(x[0], x[1], x[2]),
                x -> Reference.matmul(x[0], x[1], false, true).zip(x[2], Double::sum))
                .on(dims(2, 3, 4), dims(5, 4), dims(5)).on(dims(2, 1, 2, 4), dims(1, 4), dims(1))
                .on(dims(2, 0, 4), dims(5, 4), dims(5));
        row("linear on a vector", LinearOp.class, x -> Linalg.linear(x[0], x[1], x[2]),
                x -> Reference.matmul(x[0].reshape(1, x[0].dims[0]), x[1], false, true).zip(x[2], Double::sum)
                        .reshape(x[2].dims))
                .on(dims(4), dims(5, 4), dims(5));
    }

    private static int[][] affine(boolean ta, boolean tb, int... mkn) {
        return new int[][] {
            ta ? dims(mkn[1], mkn[0]) : dims(mkn[0], mkn[1]), tb ? dims(mkn[2], mkn[1]) : dims(mkn[1], mkn[2]),
            dims(mkn[2])
        };
    }

    private static DoubleUnaryOperator function(LinearOp.Activation activation) {
        return switch (activation) {
            case NONE -> x -> x;
            case RELU -> x -> Math.max(x, 0);
            case TANH -> Math::tanh;
            case SIGMOID -> Reference::sigmoid;
        };
    }
}
