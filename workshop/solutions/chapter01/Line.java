package chapter01;

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
        return slope * x + offset;
    }

    /** How wrong the line is: the mean of the squared errors over all points. */
    public double loss(double[] xs, double[] ys) {
        double sum = 0;
        for (int i = 0; i < xs.length; i++) {
            double error = guess(xs[i]) - ys[i];
            sum += error * error;
        }
        return sum / xs.length;
    }

    /** How the loss changes with the slope and with the offset: two derivatives, in this order. */
    public double[] gradient(double[] xs, double[] ys) {
        double bySlope = 0;
        double byOffset = 0;
        for (int i = 0; i < xs.length; i++) {
            double error = guess(xs[i]) - ys[i];
            bySlope += 2 * error * xs[i];
            byOffset += 2 * error;
        }
        return new double[] {bySlope / xs.length, byOffset / xs.length};
    }

    /** Makes the line a little better: one step downhill. {@code rate} says how long the step is. */
    public void step(double[] xs, double[] ys, double rate) {
        double[] gradient = gradient(xs, ys);
        slope -= rate * gradient[0];
        offset -= rate * gradient[1];
    }

    /** Learns: so many steps, one after the other. Returns the loss before each of them. */
    public double[] fit(double[] xs, double[] ys, double rate, int steps) {
        double[] losses = new double[steps];
        for (int i = 0; i < steps; i++) {
            losses[i] = loss(xs, ys);
            step(xs, ys, rate);
        }
        return losses;
    }
}
