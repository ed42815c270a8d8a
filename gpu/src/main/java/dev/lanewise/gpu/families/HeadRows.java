package dev.lanewise.gpu.families;

import dev.lanewise.gpu.families.MatrixProduct.Matrix;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.kernels.sequence.AttentionSizes;
import dev.lanewise.ops.AttentionForm;
import dev.lanewise.tensor.Shape;

/**
 * Where the rows of queries, keys, values, or of gradients lie in a slot: row i of head h of sample b begins at {@code
 * first + b * sample + h * head + i * row}.
 *
 * @param first of the slot's elements
 * @param sample from a sample to the next
 * @param head from a head to the next
 * @param row from a row to the next
 */
record HeadRows(Slot slot, int first, int sample, int head, int row) {
    int at(int b, int h, int i) {
        return first + b * sample + h * head + i * row;
    }

    /** The rows of a head as those of a matrix. */
    Matrix rows() {
        return new Matrix(slot, row, 1);
    }

    /** The sizes of an attention, whose op has checked them. */
    static AttentionSizes sizes(AttentionForm form, Shape q, Shape k, Shape v) {
        int heads = form.heads();
        int keyHeads = form.keyHeads();
        return switch (form.layout()) {
            case HEADS -> new AttentionSizes(
                    q.dim(0), heads, keyHeads, q.dim(2), k.dim(2), q.dim(3), v.dim(3), form.scale());
            case FEATURES -> new AttentionSizes(
                    q.dim(0), heads, keyHeads, q.dim(1), k.dim(1), q.dim(2) / heads, v.dim(2) / keyHeads,
                    form.scale());
            case PACKED -> {
                int width = q.dim(2) / (heads + 2 * keyHeads);
                yield new AttentionSizes(q.dim(0), heads, keyHeads, q.dim(1), q.dim(1), width, width, form.scale());
            }
        };
    }

    /** The rows of queries, or of their gradient. */
    static HeadRows queries(AttentionForm form, AttentionSizes sizes, Slot slot) {
        return of(form, sizes.heads(), sizes.queries(), sizes.depth(), 0, slot);
    }

    /** The rows of keys, or of their gradient. */
    static HeadRows keys(AttentionForm form, AttentionSizes sizes, Slot slot) {
        return of(form, sizes.keyHeads(), sizes.keys(), sizes.depth(), sizes.heads(), slot);
    }

    /** The rows of values, or of their gradient. */
    static HeadRows values(AttentionForm form, AttentionSizes sizes, Slot slot) {
        return of(form, sizes.keyHeads(), sizes.keys(), sizes.width(), sizes.heads() + sizes.keyHeads(), slot);
    }

    /** The rows of the averages, or of their gradient. */
    static HeadRows averages(AttentionForm form, AttentionSizes sizes, Slot slot) {
        return form.layout() == AttentionForm.Layout.HEADS
                ? byHeads(sizes.heads(), sizes.queries(), sizes.width(), slot)
                : byRows(sizes.heads(), sizes.queries(), sizes.width(), 0, slot);
    }

    /**
     * Rows of an operand.
     *
     * @param before heads of the operands before it, where all lie side by side
     */
    private static HeadRows of(AttentionForm form, int heads, int length, int width, int before, Slot slot) {
        return switch (form.layout()) {
            case HEADS -> byHeads(heads, length, width, slot);
            case FEATURES -> byRows(heads, length, width, 0, slot);
            case PACKED -> byRows(form.heads() + 2 * form.keyHeads(), length, width, before, slot);
        };
    }

    private static HeadRows byHeads(int heads, int length, int width, Slot slot) {
        return new HeadRows(slot, 0, heads * length * width, length * width, width);
    }

    private static HeadRows byRows(int heads, int length, int width, int before, Slot slot) {
        return new HeadRows(slot, before * width, length * heads * width, width, heads * width);
    }
}
