package dev.lanewise.ops;

import dev.lanewise.ops.AttentionForm.Layout;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings queries, keys, values and masks to the shapes of {@link AttentionForm}, and applies the op. */
final class AttentionOperands {
    private AttentionOperands() {}

    /** Any number of leading axes: all but the last of them count as the batch. Shapes have been checked. */
    static Tensor ofHeads(Tensor q, Tensor k, Tensor v, AttentionOptions options) {
        Shape scores = q.shape().with(q.rank() - 1, k.dim(-2));
        AttentionSteps.requireMasks("scaledDotProduct", scores, options);
        int rank = q.rank();
        int heads = rank == 2 ? 1 : q.dim(-3);
        int keyHeads = rank == 2 ? 1 : k.dim(-3);
        if (heads == 0) {
            return AttentionSteps.of("scaledDotProduct", q, k, options).outputs(v);
        }
        Tensor y = apply(Layout.HEADS, heads, keyHeads, options, scores, fold(q), fold(k), fold(v));
        return y.reshape(q.shape().with(rank - 1, v.dim(-1)));
    }

    /** Heads side by side; shapes have been checked, but for the masks. */
    static Tensor ofFeatures(Layout layout, int heads, int keyHeads, AttentionOptions options, Tensor... x) {
        Required.nonNull(layout.function + ": the options", options);
        int keys = x[x.length == 1 ? 0 : 1].dim(1);
        Shape scores = Shape.of(x[0].dim(0), heads, x[0].dim(1), keys);
        AttentionSteps.requireMasks(layout.function, scores, options);
        return options.needsScores()
                ? AttentionSteps.inForm(layout, heads, keyHeads, options, x)
                : apply(layout, heads, keyHeads, options, scores, x);
    }

    private static Tensor apply(
            Layout layout, int heads, int keyHeads, AttentionOptions options, Shape scores, Tensor... x) {
        int last = x[0].rank() - 1;
        int depth = switch (layout) {
            case HEADS -> x[0].dim(last);
            case FEATURES -> x[0].dim(last) / heads;
            case PACKED -> x[0].dim(last) / (heads + 2 * keyHeads);
        };
        List<Value> in = new ArrayList<>(Arrays.asList(x));
        if (options.start != null) {
            in.add(options.start);
        }
        if (options.keyLengths != null) {
            in.add(lengths(options.keyLengths, scores));
        }
        if (options.allowed != null) {
            in.add(mask(options.allowed, scores));
        }
        if (options.bias != null) {
            in.add(mask(options.bias, scores));
        }
        AttentionForm form = new AttentionForm(
                layout, heads, keyHeads, options.scaleOf(depth), options.causal, options.start != null,
                options.keyLengths != null, options.allowed != null, options.bias != null);
        return new AttentionOp.Forward(form).tensor(in.toArray(Value[]::new));
    }

    private static Tensor fold(Tensor x) {
        int rank = x.rank();
        return rank == 4 ? x : x.reshape(folded(x.shape()));
    }

    /** All axes before the last three as one; 1 for those that are missing. */
    private static Shape folded(Shape x) {
        int rank = x.rank();
        return Shape.of(
                rank < 4 ? 1 : x.product(0, rank - 3), rank < 3 ? 1 : x.dim(-3), x.dim(-2), x.dim(-1));
    }

    /** As {@code [N, H]}, either of which may be 1. */
    private static IntTensor lengths(IntTensor lengths, Shape scores) {
        if (scores.rank() == 3) {
            return lengths.reshape(1, -1);
        }
        int others = scores.product(1, scores.rank() - 3);
        IntTensor column = lengths.reshape(-1, 1);
        return others == 1 ? column : column.broadcastTo(Shape.of(scores.dim(0), others)).reshape(-1, 1);
    }

    private static BoolTensor mask(BoolTensor mask, Shape scores) {
        Shape shape = evenly(mask.shape(), scores);
        return mask.broadcastTo(shape).reshape(folded(shape).dims());
    }

    private static Tensor mask(Tensor mask, Shape scores) {
        Shape shape = evenly(mask.shape(), scores);
        return mask.broadcastTo(shape).reshape(folded(shape));
    }

    /** The shape of a mask, with the rank of the scores, where all axes to be folded are broadcast or none is. */
    private static Shape evenly(Shape mask, Shape scores) {
        int rank = scores.rank();
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int at = axis - rank + mask.rank();
            dims[axis] = at < 0 ? 1 : mask.dim(at);
        }
        int folded = Math.max(0, rank - 3);
        boolean ones = true;
        for (int axis = 0; axis < folded; axis++) {
            ones &= dims[axis] == 1;
        }
        for (int axis = 0; axis < folded && !ones; axis++) {
            dims[axis] = scores.dim(axis);
        }
        return Shape.of(dims);
    }
}
