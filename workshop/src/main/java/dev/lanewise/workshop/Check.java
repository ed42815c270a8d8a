package dev.lanewise.workshop;

/**
 * What has become of one check.
 *
 * @param name    what it checks, in plain words
 * @param state   its result
 * @param message one sentence about it; empty if it has passed
 * @param where   the participant's line that it is about, {@code chapter03/Linear.java:23}; empty if there is none
 */
record Check(String name, State state, String message, String where) {
    /** The result of a check. */
    enum State {
        PASSED,
        /** It met a {@link Hole}. */
        HOLE, FAILED,
        /** Another ended the run before it. */
        NOT_RUN
    }

    boolean hasPassed() {
        return state == State.PASSED;
    }
}
