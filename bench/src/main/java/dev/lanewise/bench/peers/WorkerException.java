package dev.lanewise.bench.peers;

import dev.lanewise.text.Printable;

/** A worker cannot do what it was asked. */
public final class WorkerException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the worker itself is beyond use. */
    private final boolean fatal;
    private final String sentence;

    WorkerException(boolean fatal, String sentence) {
        super(sentence);
        this.fatal = fatal;
        this.sentence = Printable.sentence(sentence); // may quote what the worker has written
    }

    /** What to tell the user. */
    public String sentence() {
        return sentence;
    }

    boolean isFatal() {
        return fatal;
    }
}
