package dev.lanewise.tensor;

/**
 * A value that is kept for a gradient rule, and the version that its storage had.
 *
 * @param value the value
 * @param version of its storage, 0 for ints and booleans, which do not change
 */
record Kept(Value value, int version) {
    static Kept now(Value value) {
        return new Kept(value, Bound.version(value));
    }

    /**
     * The value; refused if it has been written to since.
     *
     * @param rule name of the op or function whose gradient rule reads it
     * @param role what it is to the rule, e.g. {@code input}
     */
    Value read(String rule, String role) {
        if (Bound.version(value) != version) {
            throw new IllegalStateException(rule + ": " + role + " " + value.shape()
                    + ", which its gradient needs, was written to in place after the forward pass (version "
                    + Bound.version(value) + ", saved at version " + version + ")");
        }
        return ThreadState.savedRead(value);
    }
}
