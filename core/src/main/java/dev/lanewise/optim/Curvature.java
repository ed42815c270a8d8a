package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What L-BFGS remembers of its steps, and the direction that follows (Nocedal and Wright, algorithm 7.4). */
final class Curvature implements Stateful {
    /** Pairs whose product is not above this say nothing about the curvature. */
    private static final double LEAST_CURVATURE = 1e-10;

    /**
     * How a step changed the gradient.
     *
     * @param y change of the gradient
     * @param s change of the parameters
     * @param ys their product
     */
    private record Pair(Tensor y, Tensor s, double ys) {
        static Pair of(Tensor y, Tensor s) {
            return new Pair(y, s, Dots.dot(y, s));
        }
    }

    /** Elements of all parameters. */
    private final int size;

    /** The oldest first. */
    private List<Pair> pairs = new ArrayList<>();

    private int capacity;
    private @Nullable Tensor direction;
    private @Nullable Tensor gradient;
    private double step;

    Curvature(int size, int capacity) {
        this.size = size;
        this.capacity = capacity;
    }

    /** The same, which later steps leave as it is. */
    Curvature copy() {
        Curvature copy = new Curvature(size, capacity);
        copy.pairs = new ArrayList<>(pairs);
        copy.direction = direction;
        copy.gradient = gradient;
        copy.step = step;
        return copy;
    }

    /** Whether no step has been taken. */
    boolean isEmpty() {
        return direction == null;
    }

    /** Sets how many steps are remembered, and forgets older ones. */
    void capacity(int steps) {
        capacity = steps;
        trim();
    }

    private void trim() {
        while (pairs.size() > capacity) {
            pairs.removeFirst();
        }
    }

    /** The direction to go next, where the gradient is this. */
    Tensor nextDirection(Tensor at) {
        Tensor next;
        if (direction == null || gradient == null) {
            next = at.neg();
        } else {
            Pair pair = Pair.of(at.sub(gradient), direction.mul(step));
            if (pair.ys > LEAST_CURVATURE) {
                pairs.add(pair);
                trim();
            }
            next = twoLoopRecursion(at);
        }
        direction = next;
        gradient = at;
        return next;
    }

    /** The approximate inverse Hessian times the negative gradient, by the two-loop recursion. */
    private Tensor twoLoopRecursion(Tensor at) {
        double[] alpha = new double[pairs.size()];
        Tensor q = at.neg();
        for (int i = alpha.length - 1; i >= 0; i--) {
            Pair pair = pairs.get(i);
            alpha[i] = Dots.dot(pair.s, q) / pair.ys;
            q = q.sub(pair.y.mul(alpha[i]));
        }
        if (alpha.length > 0) {
            Pair last = pairs.getLast();
            q = q.mul(last.ys / Dots.dot(last.y, last.y));
        }
        for (int i = 0; i < alpha.length; i++) {
            Pair pair = pairs.get(i);
            double beta = Dots.dot(pair.y, q) / pair.ys;
            q = q.add(pair.s.mul(alpha[i] - beta));
        }
        return q;
    }

    /** Notes how far the parameters have gone along the direction. */
    void went(double length) {
        step = length;
    }

    @Override
    public void state(State state) {
        Shape flat = Shape.of(size);
        direction = state.optional("direction", flat, direction);
        gradient = state.optional("gradient", flat, gradient);
        step = state.real("step", step);
        List<Pair> now = pairs;
        List<Pair> next = new ArrayList<>();
        for (int i = 0; i < capacity; i++) {
            @Nullable
            Pair pair = i < now.size() ? now.get(i) : null;
            state.part(Integer.toString(i), part -> {
                Tensor y = part.optional("y", flat, pair == null ? null : pair.y);
                Tensor s = part.optional("s", flat, pair == null ? null : pair.s);
                if (y != null && s != null) {
                    next.add(pair != null && y == pair.y && s == pair.s ? pair : Pair.of(y, s));
                }
            });
        }
        pairs = next;
    }
}
