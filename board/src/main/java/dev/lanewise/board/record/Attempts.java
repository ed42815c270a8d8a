package dev.lanewise.board.record;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What is only recorded ends no training by its failure: that is told once, and what has failed is not tried again. */
final class Attempts {
    private final Set<String> failed = new HashSet<>();
    private final Consumer<String> tell;

    /** Failures are told, in a sentence, to a consumer, which throws nothing. */
    Attempts(Consumer<String> tell) {
        this.tell = tell;
    }

    /**
     * Does something whose parts may be a user's, and may throw anything.
     *
     * @param what is recorded by it, such as {@code the examples}
     */
    void at(String what, Runnable act) {
        if (failed.contains(what)) {
            return;
        }
        try {
            act.run();
        } catch (Throwable e) { // checked exceptions as well, which some languages throw anywhere
            failed.add(what);
            tell.accept(what + " cannot be recorded: " + Texts.of(e) + "; the training goes on");
        }
    }
}
