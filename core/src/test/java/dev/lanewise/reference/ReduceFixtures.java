package dev.lanewise.reference;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;

/** Products and reductions. */
final class ReduceFixtures extends Fixtures {
    ReduceFixtures() {
        products();
        reductions();
    }

    private void products() {
        on("dot", in -> Linalg.dot(in.tensor(0), in.tensor(1)));
        on("outer", in -> Linalg.outer(in.tensor(0), in.tensor(1)));
        on("addmm", in -> Linalg.addmm(in.tensor(0), in.tensor(1), in.tensor(2)));
        on("addmm with factors", in -> Linalg.addmm(in.tensor(0), in.tensor(1), in.tensor(2), 0.5, -2));
        on("kron", in -> Linalg.kron(in.tensor(0), in.tensor(1)));
        on("kron of different ranks", in -> Linalg.kron(in.tensor(0), in.tensor(1)));
        on("cross", in -> Linalg.cross(in.tensor(0), in.tensor(1), 0));
        on("cdist", in -> Linalg.cdist(in.tensor(0), in.tensor(1)));
        on("cdist of order 1", in -> Linalg.cdist(in.tensor(0), in.tensor(1), 1));
        on("cdist of order 3", in -> Linalg.cdist(in.tensor(0), in.tensor(1), 3));
        on("tensordot", in -> Linalg.tensordot(in.tensor(0), in.tensor(1), 2));
        on("tensordot of pairs",
                in -> Linalg.tensordot(in.tensor(0), in.tensor(1), new int[] {0, 2}, new int[] {2, 0}));
        on("einsum of attention", in -> Linalg.einsum("bhqd,bhkd->bhqk", in.tensors()));
        on("einsum with an ellipsis", in -> Linalg.einsum("... i j, ... j k", in.tensors()));
        on("einsum of a diagonal", in -> Linalg.einsum("bii,ib->i", in.tensors()));
        on("einsum of four", in -> Linalg.einsum("abc,ad,bd,cd->d", in.tensors()));
        on("einsum without an arrow", in -> Linalg.einsum("Ba,aC", in.tensors()));
    }

    private void reductions() {
        on("prod", in -> Statistics.prod(in.tensor(0), 1));
        on("prod of all", in -> Statistics.prod(in.tensor(0)));
        on("prod with a zero", in -> Statistics.prod(in.tensor(0).mul(in.tensor(1)), 1));
        on("variance with correction", in -> Statistics.variance(in.tensor(0), 0, false, 0, 2));
        on("std with correction", in -> Statistics.std(in.tensor(0), 2, true, 1));
        for (double p : new double[] {2, 1, 3, 0.5, -1}) {
            on("norm of order " + p, in -> Statistics.norm(in.tensor(0), p, 0, 2));
        }
        on("norm of order inf", in -> Statistics.norm(in.tensor(0), Double.POSITIVE_INFINITY, 0, 2));
        on("norm of order -inf", in -> Statistics.norm(in.tensor(0), Double.NEGATIVE_INFINITY, 0, 2));
        on("norm of zeros", in -> Statistics.norm(in.tensor(0).mul(in.tensor(1)), 2, 1));
        on("nanSum", in -> Statistics.nanSum(gaps(in.tensor(0)), 1));
        on("nanSum with keepDim", in -> Statistics.nanSum(gaps(in.tensor(0)), true, 0, 2));
        on("nanMean with keepDim", in -> Statistics.nanMean(gaps(in.tensor(0)), true, 0));
        on("argmax of all", in -> Statistics.argmax(in.tensor(0)));
        on("argmin of all", in -> Statistics.argmin(in.tensor(0)));
        on("nanMean", in -> Statistics.nanMean(gaps(in.tensor(0)), 0));
    }

    private static Tensor gaps(Tensor x) {
        return Indexing.where(x.gt(0.5f), Tensor.scalar(Double.NaN), x);
    }
}
