package dev.lanewise.reference;

import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Functions of dense matrices. */
final class DenseFixtures extends Fixtures {
    DenseFixtures() {
        on("solve", in -> DenseLinalg.solve(in.tensor(0), in.tensor(1)));
        on("solve for a vector", in -> DenseLinalg.solve(in.tensor(0), in.tensor(1)));
        on("inverse", in -> DenseLinalg.inverse(in.tensor(0)));
        on("triangularSolve", in -> DenseLinalg.triangularSolve(in.tensor(0), in.tensor(1), false, false));
        on("triangularSolve, upper with ones",
                in -> DenseLinalg.triangularSolve(in.tensor(0), in.tensor(1), true, true));
        on("choleskySolve", in -> DenseLinalg.choleskySolve(in.tensor(0), in.tensor(1)));
        on("det", in -> DenseLinalg.det(in.tensor(0)));
        onAll("slogdet", in -> {
            DenseLinalg.SlogDet y = DenseLinalg.slogdet(in.tensor(0));
            return List.of(y.sign(), y.logAbs());
        });
        on("cholesky", in -> DenseLinalg.cholesky(symmetric(in.tensor(0))));
        for (String shape : new String[] {"(3, 3)", "(5, 3)", "(2, 3, 5)"}) {
            onAll("qr of " + shape, in -> {
                DenseLinalg.Qr y = DenseLinalg.qr(in.tensor(0));
                return List.of(y.q(), y.r());
            });
            onAll("svd of " + shape, in -> {
                DenseLinalg.Svd y = DenseLinalg.svd(in.tensor(0));
                return List.of(y.u(), y.s(), y.vt());
            });
            on("svdvals of " + shape, in -> DenseLinalg.svdvals(in.tensor(0)));
            on("pinv of " + shape, in -> DenseLinalg.pinv(in.tensor(0)));
        }
        on("lstsq", in -> DenseLinalg.lstsq(in.tensor(0), in.tensor(1)));
        on("lstsq of least norm", in -> DenseLinalg.lstsq(in.tensor(0), in.tensor(1)));
        onAll("eigh", in -> {
            DenseLinalg.Eigh y = DenseLinalg.eigh(symmetric(in.tensor(0)));
            return List.of(y.values(), y.vectors());
        });
        on("eigvalsh", in -> DenseLinalg.eigvalsh(symmetric(in.tensor(0))));
        on("logdet", in -> DenseLinalg.logdet(in.tensor(0)));
        for (int n : new int[] {0, 1, 2, 3, 6, -1, -2}) {
            on("matrixPower of " + n, in -> DenseLinalg.matrixPower(in.tensor(0), n));
        }
        onAll("qr, complete", in -> {
            DenseLinalg.Qr y = DenseLinalg.qr(in.tensor(0), true);
            return List.of(y.q(), y.r());
        });
        onAll("qr, complete and wide", in -> {
            DenseLinalg.Qr y = DenseLinalg.qr(in.tensor(0), true);
            return List.of(y.q(), y.r());
        });
        on("pinv of low rank", in -> DenseLinalg.pinv(in.tensor(0), 0.6));
        on("matrixRank", in -> DenseLinalg.matrixRank(in.tensor(0).matmul(in.tensor(0), false, true)));
        on("matrixRank with a tolerance", in -> DenseLinalg.matrixRank(in.tensor(0), 0.6));
        on("cond", in -> DenseLinalg.cond(in.tensor(0)));
        on("matrixNorm, Frobenius", in -> DenseLinalg.matrixNorm(in.tensor(0)));
        for (int p : new int[] {1, -1, 2, -2}) {
            on("matrixNorm of order " + p, in -> DenseLinalg.matrixNorm(in.tensor(0), p));
        }
        on("matrixNorm of order inf", in -> DenseLinalg.matrixNorm(in.tensor(0), Double.POSITIVE_INFINITY));
        on("matrixNorm of order -inf", in -> DenseLinalg.matrixNorm(in.tensor(0), Double.NEGATIVE_INFINITY));
        on("matrixNorm of equal columns", in -> DenseLinalg.matrixNorm(in.tensor(0), 1));
        on("nuclearNorm", in -> DenseLinalg.nuclearNorm(in.tensor(0)));
        on("multiDot", in -> Linalg.multiDot(in.tensor(0), in.tensor(1), in.tensor(2)));
    }

    private static Tensor symmetric(Tensor x) {
        int[] order = x.rank() == 2 ? new int[] {1, 0} : new int[] {0, 2, 1};
        return x.add(x.permute(order)).mul(0.5);
    }
}
