package dev.lanewise.examples;

import org.jspecify.annotations.Nullable;

/** A program cannot go on, for a reason that its user can understand and act on. */
public final class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With one sentence that says what, where and the values. */
    public ProgramException(String message) {
        super(message);
    }

    /** The same, with what it comes from. */
    public ProgramException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
