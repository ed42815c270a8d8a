package dev.lanewise.reference;

import dev.lanewise.loss.DiceLoss;
import dev.lanewise.loss.FocalLoss;
import dev.lanewise.loss.GaussianNLLLoss;
import dev.lanewise.loss.KLDivLoss;
import dev.lanewise.loss.Losses;
import dev.lanewise.loss.PoissonNLLLoss;
import dev.lanewise.loss.Reduction;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import java.util.Locale;

/** Losses of numbers and of distributions, with each reduction. */
final class RegressionLossFixtures extends Fixtures {
    RegressionLossFixtures() {
        for (Reduction reduction : Reduction.values()) {
            String kind = " " + reduction.name().toLowerCase(Locale.ROOT);
            on("l1" + kind, in -> Losses.l1(in.tensor(0), in.tensor(1), reduction));
            on("huber" + kind, in -> Losses.huber(in.tensor(0), in.tensor(1), 0.7, reduction));
            on("smoothL1" + kind, in -> Losses.smoothL1(in.tensor(0), in.tensor(1), 0.7, reduction));
            on("klDivergence" + kind, in -> Losses.klDivergence(in.tensor(0), in.tensor(1), reduction));
            on("KLDivLoss.of logarithms" + kind,
                    in -> new KLDivLoss().logTarget(true).reduction(reduction).of(in.tensor(0), in.tensor(1)));
            on("PoissonNLLLoss.of" + kind,
                    in -> new PoissonNLLLoss().reduction(reduction).of(in.tensor(0), in.tensor(1)));
            on("PoissonNLLLoss.of rates in full" + kind, in -> new PoissonNLLLoss().logInput(false).full(true)
                    .reduction(reduction).of(in.tensor(0), in.tensor(1)));
            on("GaussianNLLLoss.of" + kind, in -> new GaussianNLLLoss().reduction(reduction)
                    .of(in.tensor(0), in.tensor(1), in.tensor(2)));
            on("GaussianNLLLoss.of one variance for a row" + kind, in -> new GaussianNLLLoss().full(true)
                    .reduction(reduction).of(in.tensor(0), in.tensor(1), in.tensor(2)));
            on("FocalLoss.of" + kind, in -> new FocalLoss().reduction(reduction).of(in.tensor(0), hot(in)));
            on("FocalLoss.of without alpha" + kind, in -> new FocalLoss().withoutAlpha().gamma(1.5)
                    .reduction(reduction).of(in.tensor(0), hot(in)));
            on("DiceLoss.of" + kind, in -> new DiceLoss().reduction(reduction).of(in.tensor(0), in.tensor(1)));
        }
        on("GaussianNLLLoss.of variances below the least",
                in -> new GaussianNLLLoss().eps(0.5).of(in.tensor(0), in.tensor(1), in.tensor(2)));
        on("huber", in -> Losses.huber(in.tensor(0), in.tensor(1)));
        on("smoothL1", in -> Losses.smoothL1(in.tensor(0), in.tensor(1)));
    }

    private static Tensor hot(In in) {
        return Indexing.where(in.bools(1), Tensor.scalar(1), Tensor.scalar(0));
    }
}
