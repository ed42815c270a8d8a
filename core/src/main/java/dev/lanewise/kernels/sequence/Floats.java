package dev.lanewise.kernels.sequence;

/** Floats of an array from an index on. */
public final class Floats {
    final float[] data;
    final int at;

    public Floats(float[] data, int at) {
        this.data = data;
        this.at = at;
    }
}
