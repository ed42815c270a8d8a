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
        requireMasks(op, q.shape().with(q.rank() - 1, k.dim(-2)), options);
        return new AttentionSteps(op, q, k, options);
    }

    /** The averages for operands that lie in a layout of {@link AttentionForm}, whose masks have been checked. */
    static Tensor inForm(
            AttentionForm.Layout layout, int heads, int keyHeads, AttentionOptions options, Tensor... x) {
        HeadLayout split = new HeadLayout(heads, keyHeads);
        return switch (layout) {
            case HEADS -> new AttentionSteps(layout.function, x[0], x[1], options).outputs(x[2]);
            case FEATURES -> split.joined(new AttentionSteps(
                    layout.function, split.queries(x[0]), split.keys(x[1]), options).outputs(split.keys(x[2])));
            case PACKED -> inForm(AttentionForm.Layout.FEATURES, heads, keyHeads, options, split.parts(x[0]));
        };
    }

    /**
     * Checks the shapes of masks.
     *
     * @throws IllegalArgumentException if one does not fit the scores
     */
    static void requireMasks(String op, Shape scores, AttentionOptions options) {
        if (options.allowed != null) {
            requireFit(op, scores, options.allowed.shape());
        }
        if (options.bias != null) {
            requireFit(op, scores, options.bias.shape());
        }
        if (options.start != null && options.start.size() != 1) {
            throw new IllegalArgumentException(op + ": the position of the first query " + options.start.shape()
                    + ": expected one number");
        }
        if (options.keyLengths != null
                && (scores.rank() < 3 || !options.keyLengths.shape().equals(Shape.of(scores.dim(0))))) {
            throw new IllegalArgumentException(op + ": lengths " + options.keyLengths.shape() + " of the keys, scores "
                    + scores + ": expected a length for each index of the first axis");
        }
    }

    private static void requireFit(String op, Shape scores, Shape mask) {
        boolean fits = mask.rank() <= scores.rank();
        for (int axis = 1; fits && axis <= mask.rank(); axis++) {
            int size = mask.dim(-axis);
            fits = size == 1 || size == scores.dim(-axis);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    op + ": mask " + mask + " for scores " + scores + ": expected what broadcasts to them");
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
        return options.scaleOf(q.dim(-1));
    }

    /** What all masks but the one of floats leave; null for everything. */
    private @Nullable BoolTensor allowed() {
        BoolTensor all = options.allowed;
        IntTensor keys = IntTensor.arange(k.dim(-2));
        if (options.causal) {
            IntTensor last = IntTensor.arange(q.dim(-2)).unsqueeze(1);
            if (options.start != null) {
                AttentionOp checked = new AttentionOp.Start(op, q.dim(-2), k.dim(-2));
                last = last.add(((IntTensor) checked.apply(options.start)[0]).reshape(1, 1));
            }
            BoolTensor before = keys.le(last);
            all = all == null ? before : all.and(before);
        }
        if (options.keyLengths != null) {
            int[] dims = new int[q.rank()];
            Arrays.fill(dims, 1);
            for (int axis = 0; axis < options.keyLengths.shape().rank(); axis++) {
                dims[axis] = options.keyLengths.shape().dim(axis);
            }
            AttentionOp checked = new AttentionOp.Lengths(op, k.dim(-2));
            IntTensor lengths = (IntTensor) checked.apply(options.keyLengths)[0];
            BoolTensor inside = keys.lt(lengths.reshape(dims));
            all = all == null ? inside : all.and(inside);
        }
        return all;
    }
}
