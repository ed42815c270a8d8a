package chapter01;

import dev.lanewise.workshop.Hole;

/** A straight line, {@code y = slope * x + offset}, that learns from points. */
public final class Line {
    public double slope;
    public double offset;

    /** A line with these two parameters. */
    public Line(double slope, double offset) {
        this.slope = slope;
        this.offset = offset;
    }

    /** What the line says about {@code x}. */
    public double guess(double x) {
        // 1. Replace this line by one that returns the height of the line at x.
        throw Hole.fill("return the height of the line at x: slope * x + offset");
    }

    /** How wrong the line is: the mean of the squared errors over all points. */
    public double loss(double[] xs, double[] ys) {
        // 2. The error of a point is guess(xs[i]) - ys[i]. Sum the squares; divide by their number.
        throw Hole.fill("return the mean of the squared errors");
    }

    /** How the loss changes with the slope and with the offset: two derivatives, in this order. */
    public double[] gradient(double[] xs, double[] ys) {
        // 3. The derivative of error * error by the slope is 2 * error * x, by the offset 2 * error. Take the means.
        throw Hole.fill("return the derivatives of the loss by slope and by offset");
    }

    /** Makes the line a little better: one step downhill. {@code rate} says how long the step is. */
    public void step(double[] xs, double[] ys, double rate) {
        // 4. Uphill is where the gradient points. Take the gradient first, then change both parameters.
        throw Hole.fill("subtract rate times its derivative from slope and from offset");
    }

    /** Learns: so many steps, one after the other. Returns the loss before each of them. */
    public double[] fit(double[] xs, double[] ys, double rate, int steps) {
        // 5. Before each step, note the loss.
        throw Hole.fill("take all steps, and return the loss before each");
    }
}
