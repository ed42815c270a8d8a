package dev.lanewise.reference;

import dev.lanewise.loss.CTCLoss;
import dev.lanewise.loss.MarginLosses;
import dev.lanewise.loss.MultiMarginLoss;
import dev.lanewise.loss.Reduction;
import dev.lanewise.loss.TripletMarginLoss;
import dev.lanewise.tensor.Tensor;
import java.util.Locale;

/** Losses of margins, and CTC. */
final class MarginLossFixtures extends Fixtures {
    private static final Tensor SIGNS = Tensor.of(new float[][] {{1, -1, 1, -1}, {-1, -1, 1, 1}, {1, 1, 1, -1}});

    MarginLossFixtures() {
        for (Reduction reduction : Reduction.values()) {
            String kind = " " + reduction.name().toLowerCase(Locale.ROOT);
            Tensor rows = Tensor.of(1, -1, 1, -1, -1);
            on("cosineEmbedding" + kind,
                    in -> MarginLosses.cosineEmbedding(in.tensor(0), in.tensor(1), rows, 0.2, reduction));
            on("marginRanking" + kind,
                    in -> MarginLosses.marginRanking(in.tensor(0), in.tensor(1), SIGNS, 0.5, reduction));
            on("hingeEmbedding" + kind, in -> MarginLosses.hingeEmbedding(in.tensor(0), SIGNS, 0.7, reduction));
            on("softMargin" + kind, in -> MarginLosses.softMargin(in.tensor(0), SIGNS, reduction));
            on("multiLabelMargin" + kind,
                    in -> MarginLosses.multiLabelMargin(in.tensor(0), in.ints(1), reduction));
            on("multiLabelSoftMargin" + kind, in -> MarginLosses.multiLabelSoftMargin(
                    in.tensor(0), SIGNS.gt(0).toTensor(), in.tensor(1), reduction));
            on("TripletMarginLoss.of" + kind, in -> new TripletMarginLoss().reduction(reduction)
                    .of(in.tensor(0), in.tensor(1), in.tensor(2)));
            on("MultiMarginLoss.of" + kind, in -> new MultiMarginLoss().p(2).margin(0.4)
                    .weights(Tensor.of(0.5f, 1, 2, 1.5f, 1)).reduction(reduction).of(in.tensor(0), in.ints(1)));
            on("CTCLoss.of" + kind, in -> ctc(new CTCLoss().reduction(reduction), in));
            on("CTCLoss.of one sample" + kind, in -> ctc(new CTCLoss().reduction(reduction), in));
        }
        margins();
        on("CTCLoss.of with the last class as blank", in -> ctc(new CTCLoss().blank(3), in));
        on("CTCLoss.of samples without an alignment that count nothing",
                in -> ctc(new CTCLoss().zeroInfinity(true).reduction(Reduction.SUM), in));
        on("CTCLoss.of one frame", in -> ctc(new CTCLoss().reduction(Reduction.NONE), in));
    }

    private void margins() {
        on("cosineEmbedding of one pair apart",
                in -> MarginLosses.cosineEmbedding(in.tensor(0), in.tensor(1), Tensor.scalar(-1), -0.9));
        on("cosineEmbedding of zeros",
                in -> MarginLosses.cosineEmbedding(in.tensor(0), in.tensor(1), Tensor.of(1, -1), 0));
        on("hinge", in -> MarginLosses.hinge(in.tensor(0), SIGNS));
        on("marginRanking at the kink", in -> MarginLosses.marginRanking(
                in.tensor(0), in.tensor(1), Tensor.of(1, -1, 1), 0, Reduction.NONE));
        on("hingeEmbedding at the kink",
                in -> MarginLosses.hingeEmbedding(in.tensor(0), Tensor.of(-1, -1, 1, -1), 1, Reduction.NONE));
        on("multiLabelMargin at the kink",
                in -> MarginLosses.multiLabelMargin(in.tensor(0), in.ints(1), Reduction.NONE));
        on("MultiMarginLoss.of at the kink",
                in -> new MultiMarginLoss().reduction(Reduction.NONE).of(in.tensor(0), in.ints(1)));
        on("multiLabelMargin of one sample", in -> MarginLosses.multiLabelMargin(in.tensor(0), in.ints(1)));
        on("multiLabelSoftMargin of one sample",
                in -> MarginLosses.multiLabelSoftMargin(in.tensor(0), Tensor.of(1, 0, 1)));
        on("MultiMarginLoss.of one sample", in -> new MultiMarginLoss().of(in.tensor(0), in.ints(1)));
        on("TripletMarginLoss.of one triplet, p 1",
                in -> new TripletMarginLoss().p(1).margin(3).of(in.tensor(0), in.tensor(1), in.tensor(2)));
        on("TripletMarginLoss.of with swap and eps",
                in -> new TripletMarginLoss().margin(0.5).eps(0.01).swap(true).reduction(Reduction.NONE)
                        .of(in.tensor(0), in.tensor(1), in.tensor(2)));
        on("TripletMarginLoss.of points that coincide",
                in -> new TripletMarginLoss().eps(0).reduction(Reduction.NONE)
                        .of(in.tensor(0), in.tensor(1), in.tensor(2)));
    }

    private static Tensor ctc(CTCLoss loss, In in) {
        return loss.of(in.tensor(0).logSoftmax(-1), in.ints(1), in.ints(2), in.ints(3));
    }
}
