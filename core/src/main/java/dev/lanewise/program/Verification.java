package dev.lanewise.program;

import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The first runs of a verified program, which are eager and compared with what was captured. */
final class Verification {
    private final Function<List<? extends Value>, List<? extends Value>> computation;
    private final Verifier.Observed captured;
    private final boolean keepsGradients;
    private final AtomicInteger left;

    Verification(
            Function<List<? extends Value>, List<? extends Value>> computation, Recording recording, Options options) {
        this.computation = computation;
        this.captured = Verifier.Observed.of(recording);
        this.keepsGradients = options.keepsGradients();
        this.left = new AtomicInteger(options.verifiedRuns());
    }

    /** Whether the run that begins now is to be verified. */
    boolean begins() {
        return left.get() > 0 && left.getAndDecrement() > 0;
    }

    /**
     * Runs the computation eagerly in place of a replay.
     *
     * @throws IllegalStateException if it did anything else than what was captured
     */
    Recording run(List<? extends Value> inputs) {
        Recording now = Recording.of(inputs, computation, keepsGradients);
        String difference = Verifier.difference(captured, Verifier.Observed.of(now));
        if (difference != null) {
            throw new IllegalStateException("verify: this run of the computation, which was eager, differs from what "
                    + "was captured and would have been replayed: " + difference
                    + " (what only the first run makes, such as a cache, is best made before it)");
        }
        return now;
    }
}
