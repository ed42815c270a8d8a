package dev.lanewise.board.control;

import java.io.Serial;

/** What was asked of a training cannot be done; the message is a sentence for people. */
public final class RefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
