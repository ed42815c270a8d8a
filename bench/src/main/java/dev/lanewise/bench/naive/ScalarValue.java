package dev.lanewise.bench.naive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * One float in a graph of floats that knows its gradient: reverse-mode automatic differentiation with a node for each
 * number, built as Karpathy's micrograd builds it.
 *
 * <p>A node keeps its children and a closure that passes its gradient on to them; {@link #backward} sorts the graph
 * topologically with a set of visited nodes and calls the closures in reverse. Sharing a node is allowed, and its
 * gradient is then the sum over its uses. Nodes are not safe for use by several threads.
 */
public final class ScalarValue {
    private static final Runnable NOTHING = () -> {};

    private float value;
    private float grad;
    private final List<ScalarValue> children;
    private Runnable passOn = NOTHING;

    private ScalarValue(float value, List<ScalarValue> children) {
        this.value = value;
        this.children = children;
    }

    /** A leaf: an input, a parameter or a constant. */
    public static ScalarValue of(float value) {
        return new ScalarValue(value, List.of());
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
        ScalarValue out = new ScalarValue(value + other.value, List.of(this, other));
        out.passOn = () -> {
            grad += out.grad;
            other.grad += out.grad;
        };
        return out;
    }

    /** {@code this - other}. */
    public ScalarValue minus(ScalarValue other) {
        return plus(other.negate());
    }

    /** {@code this * other}; d/da = b, d/db = a. */
    public ScalarValue times(ScalarValue other) {
        ScalarValue out = new ScalarValue(value * other.value, List.of(this, other));
        out.passOn = () -> {
            grad += other.value * out.grad;
            other.grad += value * out.grad;
        };
        return out;
    }

    /** {@code this / other}. */
    public ScalarValue dividedBy(ScalarValue other) {
        return times(other.pow(-1));
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
        ScalarValue out = new ScalarValue(result, List.of(this));
        out.passOn = () -> grad += derivative * out.grad;
        return out;
    }

    /**
     * Computes the derivative of this node with respect to every node it was made from. Gradients of leaves are added
     * to what they hold, so that several roots can contribute; those of computed nodes start afresh.
     */
    public void backward() {
        List<ScalarValue> order = childrenFirst();
        for (ScalarValue node : order) {
            if (!node.children.isEmpty()) {
                node.grad = 0;
            }
        }
        grad += 1;
        for (ScalarValue node : order.reversed()) {
            node.passOn.run();
        }
    }

    /** The graph below this node, children before parents. It keeps a stack of its own, for graphs of any depth. */
    private List<ScalarValue> childrenFirst() {
        record Frame(ScalarValue node, Iterator<ScalarValue> rest) {}
        List<ScalarValue> order = new ArrayList<>();
        Set<ScalarValue> visited = new HashSet<>(Set.of(this));
        Deque<Frame> open = new ArrayDeque<>();
        open.push(new Frame(this, children.iterator()));
        while (!open.isEmpty()) {
            Frame top = open.peek();
            if (!top.rest.hasNext()) {
                order.add(open.pop().node);
                continue;
            }
            ScalarValue child = top.rest.next();
            if (visited.add(child)) {
                open.push(new Frame(child, child.children.iterator()));
            }
        }
        return order;
    }

    /**
     * One step of gradient descent on a leaf: subtracts {@code learningRate * grad} from the value and clears the
     * gradient.
     *
     * @throws IllegalStateException if this node was computed from others, as the change would not reach its users
     */
    public void descend(float learningRate) {
        if (!children.isEmpty()) {
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
