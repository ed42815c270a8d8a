package dev.lanewise.ops;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Attention} composed of differentiable ops, with all scores in memory: the definition, what is differentiated
 * where gradients of gradients are asked for, and what serves masks with gradients and dropout.
 */
final class AttentionSteps {
    private final String op;
    private final Tensor q;
    private final Tensor k;
    private final AttentionOptions options;

    /** Heads of q for each of k. */
    private final int group;

    private AttentionSteps(String op, Tensor q, Tensor k, AttentionOptions options) {
        this.op = op;
        this.q = q;
        this.k = k;
        this.options = options;
        this.group = q.rank() < 3 || q.dim(-3) == k.dim(-3) ? 1 : q.dim(-3) / k.dim(-3);
    }

    /** Checks the masks. */
    static AttentionSteps of(String op, Tensor q, Tensor k, AttentionOptions options) {
        AttentionSteps steps = new AttentionSteps(op, q, k, options);
        steps.requireMasks();
        return steps;
    }

    /** The shape of the scores. */
    private Shape scores() {
        return q.shape().with(q.rank() - 1, k.dim(-2));
    }

    private void requireMasks() {
        if (options.allowed != null) {
            requireFit("mask", options.allowed.shape());
        }
        if (options.bias != null) {
            requireFit("mask", options.bias.shape());
        }
        if (options.start != null && options.start.size() != 1) {
            throw new IllegalArgumentException(op + ": the position of the first query " + options.start.shape()
                    + ": expected one number");
        }
        if (options.keyLengths != null
                && (q.rank() < 3 || !options.keyLengths.shape().equals(Shape.of(q.dim(0))))) {
            throw new IllegalArgumentException(op + ": lengths " + options.keyLengths.shape() + " of the keys of "
                    + k.shape() + ": expected one for each index of the first axis");
        }
    }

    private void requireFit(String what, Shape mask) {
        Shape scores = scores();
        boolean fits = mask.rank() <= scores.rank();
        for (int axis = 1; fits && axis <= mask.rank(); axis++) {
            int size = mask.dim(-axis);
            fits = size == 1 || size == scores.dim(-axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    op + ": " + what + " " + mask + " for scores " + scores + ": expected what broadcasts to them");
        }
    }

    private Tensor repeated(Tensor x) {
        return group == 1 ? x : Shapes.repeatInterleave(x, x.rank() - 3, group);
    }

    /** The weights before dropout. */
    Tensor weights() {
        Tensor scores = q.matmul(repeated(k), false, true).mul(scale());
        if (options.bias != null) {
            scores = scores.add(options.bias);
        }
        BoolTensor allowed = allowed();
        if (allowed != null) {
            scores = Indexing.where(allowed, scores, Tensor.scalar(Float.NEGATIVE_INFINITY));
        }
        if (allowed == null && options.bias == null || scores.size() == 0) {
            return scores.softmax(-1);
        }
        BoolTensor empty = scores.detach().max(true, -1).eq(Tensor.scalar(Float.NEGATIVE_INFINITY));
        Tensor zero = Tensor.scalar(0);
        return Indexing.where(empty, zero, Indexing.where(empty, zero, scores).softmax(-1));
    }

    /** The average of the values. */
    Tensor outputs(Tensor v) {
        Tensor weights = weights();
        if (options.random != null && options.dropout > 0) {
            weights = options.random.dropout(weights, options.dropout);
        }
        return weights.matmul(repeated(v));
    }

    private float scale() {
        return options.scale != null ? options.scale : (float) (1 / Math.sqrt(q.dim(-1)));
    }

    /** What all masks but the one of floats leave; null for everything. */
    private @Nullable BoolTensor allowed() {
        BoolTensor all = options.allowed;
        IntTensor keys = IntTensor.arange(k.dim(-2));
        if (options.causal) {
            IntTensor last = IntTensor.arange(q.dim(-2)).unsqueeze(1);
            BoolTensor before = keys.le(options.start == null ? last : last.add(options.start.reshape(1, 1)));
            all = all == null ? before : all.and(before);
        }
        if (options.keyLengths != null) {
            int[] dims = new int[q.rank()];
            Arrays.fill(dims, 1);
            dims[0] = q.dim(0);
            BoolTensor inside = keys.lt(options.keyLengths.reshape(dims));
            all = all == null ? inside : all.and(inside);
        }
        return all;
    }
}
