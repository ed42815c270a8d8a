package dev.lanewise.io;

/** A value of bytes, of which no more is kept than their number. */
record PickleBytes(int count) {
    @Override
    public String toString() {
        return count + " bytes";
    }
}
