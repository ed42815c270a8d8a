package chapter06;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        return new Scalar(value + other.value, new Scalar[] {this, other}, new double[] {1, 1});
    }

    /** this * other. */
    public Scalar mul(Scalar other) {
        return new Scalar(value * other.value, new Scalar[] {this, other}, new double[] {other.value, value});
    }

    /** this - other. Made of the two above, so it needs no slopes of its own. */
    public Scalar sub(Scalar other) {
        return add(other.mul(Scalar.of(-1)));
    }

    /** The number itself if it is positive, else 0. */
    public Scalar relu() {
        return new Scalar(Math.max(value, 0), new Scalar[] {this}, new double[] {value > 0 ? 1 : 0});
    }

    /** e to the power of this. */
    public Scalar exp() {
        double power = Math.exp(value);
        return new Scalar(power, new Scalar[] {this}, new double[] {power});
    }

    /** The natural logarithm. */
    public Scalar log() {
        return new Scalar(Math.log(value), new Scalar[] {this}, new double[] {1 / value});
    }

    /** This number and all that it was computed from, each once, and each after its own inputs. */
    List<Scalar> order() {
        List<Scalar> order = new ArrayList<>();
        visit(this, new HashSet<>(), order);
        return order;
    }

    private static void visit(Scalar number, Set<Scalar> seen, List<Scalar> order) {
        if (seen.add(number)) {
            for (Scalar input : number.inputs) {
                visit(input, seen, order);
            }
            order.add(number);
        }
    }

    /** Adds to the gradient of each number that this one was computed from how fast this one grows with it. */
    public void backward() {
        List<Scalar> order = order();
        for (Scalar number : order) {
            if (number.inputs.length > 0) {
                number.grad = 0;
            }
        }
        grad += 1;
        for (Scalar number : order.reversed()) {
            for (int i = 0; i < number.inputs.length; i++) {
                number.inputs[i].grad += number.grad * number.slopes[i];
            }
        }
    }
}
