package dev.lanewise.reference;

import dev.lanewise.loss.Losses;
import dev.lanewise.loss.Reduction;
import java.util.Locale;

/** The loss functions, with each reduction. */
final class LossFixtures extends Fixtures {
    LossFixtures() {
        for (Reduction reduction : Reduction.values()) {
            String kind = " " + reduction.name().toLowerCase(Locale.ROOT);
            on("crossEntropy" + kind, in -> Losses.crossEntropy(in.tensor(0), in.ints(1), reduction));
            on("mse" + kind, in -> Losses.mse(in.tensor(0), in.tensor(1), reduction));
            on("bceWithLogits" + kind, in -> Losses.bceWithLogits(in.tensor(0), in.tensor(1), reduction))
                    .cancelling(2 * Math.log(2)); // softplus(-x) - softplus(x)
        }
    }
}
