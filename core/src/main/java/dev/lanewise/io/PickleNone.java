package dev.lanewise.io;

/** Python's {@code None}. */
enum PickleNone {
    NONE;

    /** As Java calls it. */
    @Override
    public String toString() {
        return "null";
    }
}
