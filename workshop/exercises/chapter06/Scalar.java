package chapter06;

import dev.lanewise.workshop.Hole;
import java.util.List;

/** A number that remembers what it was computed from, and can tell how it depends on each of those numbers. */
public final class Scalar {
    private final double value;
    private final Scalar[] inputs;
    private final double[] slopes;
    private double grad;

    /**
     * A number that was computed.
     *
     * @param value  what the operation gave
     * @param inputs what the operation was given; empty for a number that was not computed
     * @param slopes for each input, how fast the value grows as that input grows
     */
    private Scalar(double value, Scalar[] inputs, double[] slopes) {
        this.value = value;
        this.inputs = inputs;
        this.slopes = slopes;
    }

    /** A number to begin with. */
    public static Scalar of(double value) {
        return new Scalar(value, new Scalar[0], new double[0]);
    }

    public double value() {
        return value;
    }

    /** How fast the number on which {@link #backward} was called grows as this one grows. */
    public double grad() {
        return grad;
    }

    /** Sets the gradient to 0. */
    public void zeroGrad() {
        grad = 0;
    }

    /** The numbers that this one was computed from. */
    List<Scalar> inputs() {
        return List.of(inputs);
    }

    /** How fast this number grows as the given input grows. */
    double slope(int input) {
        return slopes[input];
    }

    /** this + other. */
    public Scalar add(Scalar other) {
        // A new Scalar: its value, its two inputs, and a slope for each.
        // If this grows by a little, by how much does the sum grow?
        throw Hole.fill("return the sum, with its two inputs and their slopes");
    }

    /** this * other. */
    public Scalar mul(Scalar other) {
        // The same for the product. If this grows by 1 and other is 5, by how much does the product grow?
        throw Hole.fill("return the product, with its two inputs and their slopes");
    }

    /** this - other. Made of the two above, so it needs no slopes of its own. */
    public Scalar sub(Scalar other) {
        return add(other.mul(Scalar.of(-1)));
    }

    /** The number itself if it is positive, else 0. */
    public Scalar relu() {
        // One input now. The slope is 1 where the number passes through, and 0 where it is cut off (also at 0 itself).
        throw Hole.fill("return the larger of the number and 0, with its slope");
    }

    /** e to the power of this. */
    public Scalar exp() {
        // Math.exp. The slope of this function is its own value.
        throw Hole.fill("return e to the power of the number, with its slope");
    }

    /** The natural logarithm. */
    public Scalar log() {
        // Math.log. The slope at x is 1 / x.
        throw Hole.fill("return the logarithm of the number, with its slope");
    }

    /** This number and all that it was computed from, each once, and each after its own inputs. */
    List<Scalar> order() {
        // Visit this number. To visit a number: nothing to do if it was visited before (keep a HashSet);
        // else visit its inputs, and then add the number itself to the list. A recursive method does it.
        throw Hole.fill("list the number and all that it was computed from, inputs first");
    }

    /** Adds to the gradient of each number that this one was computed from how fast this one grows with it. */
    public void backward() {
        // 1. Set the gradient of every computed number in order() to 0; those of numbers that were given stay.
        // 2. Add 1 to the gradient of this number: it grows by 1 when it grows by 1.
        // 3. Go through order() from its end. Each number adds, to the gradient of each of its inputs,
        //    its own gradient times the slope for that input.
        throw Hole.fill("walk from the result back to the inputs, and add up the gradients");
    }
}
