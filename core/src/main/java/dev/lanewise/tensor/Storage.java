package dev.lanewise.tensor;

/** The array that a tensor and its views share, and how often it has been written to since it was made. */
final class Storage {
    final float[] data;

    /**
     * Incremented by every op that writes to an argument; saved with what a gradient rule needs, and compared there.
     */
    private int version;

    Storage(float[] data) {
        this.data = data;
    }

    int version() {
        return version;
    }

    void written() {
        version++;
    }
}
