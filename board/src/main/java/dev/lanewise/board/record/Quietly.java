package dev.lanewise.board.record;

import dev.lanewise.nn.EvalMode;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.train.Fit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Uses a model beside its training: in evaluation mode and without history, so that the training has the same bits. */
final class Quietly {
    private Quietly() {}

    static <T extends @Nullable Object> T get(Supplier<T> use) {
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            return use.get();
        }
    }

    /** Likewise, with the weights that validations are with. */
    static <T extends @Nullable Object> T validated(Fit fit, Supplier<T> use) {
        return get(() -> fit.withValidatedWeights(use));
    }

    static void run(Runnable use) {
        get(() -> {
            use.run();
            return true;
        });
    }
}
