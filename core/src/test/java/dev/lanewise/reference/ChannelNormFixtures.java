package dev.lanewise.reference;

import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/** Batch, group and instance normalisation, and that by the root mean square. */
final class ChannelNormFixtures extends Fixtures {
    ChannelNormFixtures() {
        on("batchNorm", in -> Normalization.batchNorm(in.tensor(0), in.tensor(1), in.tensor(2), 1e-5));
        on("batchNorm of vectors", in -> Normalization.batchNorm(in.tensor(0), in.tensor(1), in.tensor(2), 1e-5));
        on("batchNorm of pictures", in -> Normalization.batchNorm(in.tensor(0), in.tensor(1), null, 0.01));
        on("batchNorm of volumes", in -> Normalization.batchNorm(in.tensor(0), null, null, 1e-5));
        on("batchNorm of numbers far from 0", in -> Normalization.batchNorm(in.tensor(0), null, null, 0.25));
        on("batchNorm by given statistics", in -> Normalization.batchNorm(
                in.tensor(0), in.tensor(1), in.tensor(2), in.tensor(3), in.tensor(4), 1e-5));
        on("batchNorm by given statistics of vectors", in -> Normalization.batchNorm(
                in.tensor(0), Tensor.of(0.5f, -1, 2), Tensor.of(0.25f, 4, 1.5f), in.tensor(1), in.tensor(2), 0.01));
        on("groupNorm", in -> Normalization.groupNorm(in.tensor(0), 2, in.tensor(1), in.tensor(2), 1e-5));
        on("groupNorm of vectors", in -> Normalization.groupNorm(in.tensor(0), 3, in.tensor(1), in.tensor(2), 0.01))
                .cancelling(1);
        on("groupNorm of pictures", in -> Normalization.groupNorm(in.tensor(0), 1, in.tensor(1), in.tensor(2), 1e-5));
        on("groupNorm without weight", in -> Normalization.groupNorm(in.tensor(0), 2, null, null, 1e-5));
        on("instanceNorm", in -> Normalization.instanceNorm(in.tensor(0), in.tensor(1), in.tensor(2), 1e-5));
        on("instanceNorm of pictures", in -> Normalization.instanceNorm(in.tensor(0), null, null, 0.01));
        on("localResponseNorm", in -> Normalization.localResponseNorm(in.tensor(0), 3, 0.5, 0.75, 2));
        on("localResponseNorm of an even size", in -> Normalization.localResponseNorm(in.tensor(0), 4, 0.1, 0.75, 1));
        on("rmsNorm", in -> Normalization.rmsNorm(in.tensor(0), Shape.of(5), in.tensor(1), null));
        on("rmsNorm without weight", in -> Normalization.rmsNorm(in.tensor(0), Shape.of(5), null, 0.01));
        on("rmsNorm over two axes",
                in -> Normalization.rmsNorm(in.tensor(0), Shape.of(2, 3), in.tensor(1), 1e-5));
        on("rmsNorm of small numbers", in -> Normalization.rmsNorm(in.tensor(0), Shape.of(4), null, null));
    }
}
