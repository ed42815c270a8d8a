package dev.lanewise.notebook;

import dev.lanewise.plot.Plot;
import java.util.Arrays;

/** A number over the steps of a training, such as the loss. A notebook shows it as a curve. */
public final class Curve {
    private final String name;
    private double[] values = new double[64];
    private int size;

    /** An empty curve of what is called {@code name}. */
    public Curve(String name) {
        this.name = name;
    }

    /** Adds the value of the next step. */
    public synchronized void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** How many steps there are. */
    public synchronized int size() {
        return size;
    }

    /** All values so far. */
    public synchronized double[] values() {
        return Arrays.copyOf(values, size);
    }

    /** The last value; NaN if there is none. */
    public synchronized double last() {
        return size == 0 ? Double.NaN : values[size - 1];
    }

    /** The curve. */
    public Plot plot() {
        return Plot.of(name, "step", name).line(name, values());
    }

    @Override
    public synchronized String toString() {
        return size == 0
                ? name + ": no steps yet"
                : name + ": " + (float) values[0] + " to " + (float) last() + " in " + size + " steps";
    }
}
