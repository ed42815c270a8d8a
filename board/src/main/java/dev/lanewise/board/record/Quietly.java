package dev.lanewise.board.record;

import dev.lanewise.nn.EvalMode;
import dev.lanewise.tensor.GradMode;
import java.util.function.Supplier;

/** Uses a model beside its training: in evaluation mode and without history, so that the training has the same bits. */
final class Quietly {
    private Quietly() {}

    static <T> T get(Supplier<T> use) {
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            return use.get();
        }
    }

    static void run(Runnable use) {
        try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
            use.run();
        }
    }
}
