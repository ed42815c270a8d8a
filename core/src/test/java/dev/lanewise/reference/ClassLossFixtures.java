package dev.lanewise.reference;

import dev.lanewise.loss.BCELoss;
import dev.lanewise.loss.BCEWithLogitsLoss;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.loss.Losses;
import dev.lanewise.loss.NLLLoss;
import dev.lanewise.loss.Reduction;
import dev.lanewise.tensor.Tensor;
import java.util.Locale;

/** The losses of classes and probabilities, with their options and each reduction. */
final class ClassLossFixtures extends Fixtures {
    private static final Tensor WEIGHTS = Tensor.of(0.5f, 1.25f, 2, 0.75f, 1.5f);
    private static final Tensor OF_THREE = WEIGHTS.slice(0, 0, 3);
    private static final Tensor OF_FOUR = WEIGHTS.slice(0, 0, 4);

    ClassLossFixtures() {
        for (Reduction reduction : Reduction.values()) {
            String kind = reduction.name().toLowerCase(Locale.ROOT);
            classes(kind, new CrossEntropyLoss().ignoreIndex(-100).reduction(reduction));
            probabilities(kind, new CrossEntropyLoss().reduction(reduction));
            NLLLoss nll = new NLLLoss().ignoreIndex(-100).reduction(reduction);
            on("NLLLoss.of " + kind, in -> nll.weights(WEIGHTS).of(in.tensor(0), in.ints(1)));
            on("NLLLoss.of places, " + kind, in -> nll.weights(OF_THREE).of(in.tensor(0), in.ints(1)));
            on("nll " + kind, in -> Losses.nll(in.tensor(0), in.ints(1), reduction));
            on("bce " + kind, in -> Losses.bce(in.tensor(0), in.tensor(1), reduction));
            on("BCELoss.of " + kind,
                    in -> new BCELoss().weights(OF_FOUR).reduction(reduction).of(in.tensor(0), in.tensor(1)));
            BCEWithLogitsLoss logits = new BCEWithLogitsLoss().weights(OF_FOUR).reduction(reduction);
            on("BCEWithLogitsLoss.of " + kind,
                    in -> logits.posWeight(WEIGHTS.slice(0, 1, 5).mul(2)).of(in.tensor(0), in.tensor(1)));
        }
        on("CrossEntropyLoss.of one class", in -> new CrossEntropyLoss().of(in.tensor(0), in.ints(1)));
        on("CrossEntropyLoss.of one sample", in -> new CrossEntropyLoss().of(in.tensor(0), in.ints(1)));
    }

    private void classes(String kind, CrossEntropyLoss loss) {
        CrossEntropyLoss smoothed = loss.labelSmoothing(0.2);
        on("CrossEntropyLoss.of weights, " + kind, in -> loss.weights(WEIGHTS).of(in.tensor(0), in.ints(1)));
        on("CrossEntropyLoss.of ignored, " + kind, in -> loss.of(in.tensor(0), in.ints(1)));
        on("CrossEntropyLoss.of smoothed labels, " + kind,
                in -> smoothed.weights(WEIGHTS).of(in.tensor(0), in.ints(1)));
        on("CrossEntropyLoss.of places, " + kind, in -> smoothed.weights(OF_THREE).of(in.tensor(0), in.ints(1)));
    }

    private void probabilities(String kind, CrossEntropyLoss loss) {
        on("CrossEntropyLoss.of probabilities, " + kind,
                in -> loss.weights(WEIGHTS).labelSmoothing(0.2).of(in.tensor(0), in.tensor(1)));
        on("CrossEntropyLoss.of probabilities of places, " + kind,
                in -> loss.weights(OF_THREE).of(in.tensor(0), in.tensor(1)));
    }
}
