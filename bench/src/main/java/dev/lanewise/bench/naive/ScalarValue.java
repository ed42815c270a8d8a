package dev.lanewise.bench.naive;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One float in a graph of floats that knows its gradient: reverse-mode automatic differentiation with a node for each
 * number, as in Karpathy's micrograd.
 *
 * <p>A node keeps its one or two children and the local derivative with respect to each, which the operation that made
 * it works out on the spot; {@link #backward} multiplies them together by the chain rule. Sharing a node is allowed,
 * and its gradient is then the sum over its uses. Nodes are not safe for use by several threads.
 */
public final class ScalarValue {
    private float value;
    private float grad;
    private final @Nullable ScalarValue left;
    private final @Nullable ScalarValue right;
    private final float leftDerivative;
    private final float rightDerivative;
    /** Edges to this node over which the backward pass under way has not come yet; 0 between passes. */
    private int uses;

    private ScalarValue(
            float value,
            @Nullable ScalarValue left,
            float leftDerivative,
            @Nullable ScalarValue right,
            float rightDerivative) {
        this.value = value;
        this.left = left;
        this.leftDerivative = leftDerivative;
        this.right = right;
        this.rightDerivative = rightDerivative;
    }

    /** A leaf: an input, a parameter or a constant. */
    public static ScalarValue of(float value) {
        return new ScalarValue(value, null, 0, null, 0);
    }

    /** The number itself. */
    public float value() {
        return value;
    }

    /** The derivative of the root of the last {@link #backward} with respect to this node; leaves add up. */
    public float grad() {
        return grad;
    }

    /** {@code this + other}. */
    public ScalarValue plus(ScalarValue other) {
        return new ScalarValue(value + other.value, this, 1, other, 1);
    }

    /** {@code this - other}. */
    public ScalarValue minus(ScalarValue other) {
        return new ScalarValue(value - other.value, this, 1, other, -1);
    }

    /** {@code this * other}; d/da = b, d/db = a. */
    public ScalarValue times(ScalarValue other) {
        return new ScalarValue(value * other.value, this, other.value, other, value);
    }

    /** {@code this / other}; d/da = 1/b, d/db = -a/b². */
    public ScalarValue dividedBy(ScalarValue other) {
        float quotient = value / other.value;
        return new ScalarValue(quotient, this, 1 / other.value, other, -quotient / other.value);
    }

    /** {@code -this}. */
    public ScalarValue negate() {
        return unary(-value, -1);
    }

    /** e to the power of this; its own derivative. */
    public ScalarValue exp() {
        float result = (float) Math.exp(value);
        return unary(result, result);
    }

    /** The natural logarithm; d/da = 1/a. */
    public ScalarValue log() {
        return unary((float) Math.log(value), 1 / value);
    }

    /** {@code max(this, 0)}; the derivative at 0 is 0. */
    public ScalarValue relu() {
        return value > 0 ? unary(value, 1) : unary(0, 0);
    }

    /** The hyperbolic tangent; d/da = 1 - tanh²(a). */
    public ScalarValue tanh() {
        float result = (float) Math.tanh(value);
        return unary(result, 1 - result * result);
    }

    /** This to a constant power; d/da = p·a^(p-1). */
    public ScalarValue pow(float exponent) {
        return unary((float) Math.pow(value, exponent), exponent * (float) Math.pow(value, exponent - 1));
    }

    private ScalarValue unary(float result, float derivative) {
        return new ScalarValue(result, this, derivative, null, 0);
    }

    /**
     * Computes the derivative of this node with respect to every node it was made from. Gradients of leaves are added
     * to what they hold, so that several roots can contribute; those of computed nodes start afresh.
     *
     * <p>The walk is in topological order: a node passes its gradient on when all its users have passed on theirs. It
     * keeps a stack of its own, for graphs of any depth.
     */
    public void backward() {
        countUses();
        grad += 1;
        Deque<ScalarValue> ready = new ArrayDeque<>();
        ready.push(this);
        while (!ready.isEmpty()) {
            ScalarValue node = ready.pop();
            if (node.left != null) {
                node.left.receive(node.leftDerivative * node.grad, ready);
            }
            if (node.right != null) {
                node.right.receive(node.rightDerivative * node.grad, ready);
            }
        }
    }

    private void receive(float contribution, Deque<ScalarValue> ready) {
        grad += contribution;
        uses--;
        if (uses == 0) {
            ready.push(this);
        }
    }

    /** Visits each node below this one once, counts the edges that reach it and clears what is computed. */
    private void countUses() {
        Deque<ScalarValue> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            ScalarValue node = open.pop();
            if (node.left != null) {
                node.grad = 0;
                node.left.addUse(open);
            }
            if (node.right != null) {
                node.right.addUse(open);
            }
        }
    }

    private void addUse(Deque<ScalarValue> open) {
        if (uses == 0) {
            open.push(this);
        }
        uses++;
    }

    /**
     * One step of gradient descent on a leaf: subtracts {@code learningRate * grad} from the value and clears the
     * gradient.
     *
     * @throws IllegalStateException if this node was computed from others, as the change would not reach its users
     */
    public void descend(float learningRate) {
        if (left != null) {
            throw new IllegalStateException("descend: only a leaf can be changed, this node was computed");
        }
        value -= learningRate * grad;
        grad = 0;
    }

    @Override
    public String toString() {
        return "ScalarValue[value=" + value + ", grad=" + grad + "]";
    }
}
