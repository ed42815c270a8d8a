package dev.lanewise.workshop;

/** The workshop cannot go on, for a reason that the participant can understand and act on. */
final class WorkshopException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With one sentence that says what, where and the values. */
    WorkshopException(String message) {
        super(message);
    }
}
