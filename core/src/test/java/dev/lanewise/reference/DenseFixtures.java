package dev.lanewise.reference;

import dev.lanewise.ops.DenseLinalg;
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
    }

    private static Tensor symmetric(Tensor x) {
        int[] order = x.rank() == 2 ? new int[] {1, 0} : new int[] {0, 2, 1};
        return x.add(x.permute(order)).mul(0.5);
    }
}
