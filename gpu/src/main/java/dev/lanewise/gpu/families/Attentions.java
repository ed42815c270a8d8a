package dev.lanewise.gpu.families;

import dev.lanewise.gpu.families.MatrixProduct.Limited;
import dev.lanewise.gpu.families.MatrixProduct.Matrix;
import dev.lanewise.gpu.steps.Counts;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Sequence;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.sequence.AttentionSizes;
import dev.lanewise.ops.AttentionForm;
import dev.lanewise.ops.AttentionOp;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention by stacks of products, with the scores of as many heads in memory as fit a limit. The order of operations
 * is that of {@link dev.lanewise.kernels.sequence.Attentions}.
 */
final class Attentions {
    /** Scores that are in memory at a time; more if one head of keys has more. */
    private static final int SCORES = 1 << 24;

    private final AttentionSizes sizes;
    private final Site site;
    private final AttentionMasks masks;
    private final int strip;
    private final HeadRows q;
    private final HeadRows k;
    private final HeadRows v;

    /**
     * An attention.
     *
     * @param first the input that queries, keys and values begin at
     * @param rowsAlone whether few queries have strips of one row
     */
    private Attentions(AttentionForm form, Site site, int first, boolean rowsAlone) {
        boolean packed = form.layout() == AttentionForm.Layout.PACKED;
        Slot queries = site.in(first);
        Slot keys = site.in(packed ? first : first + 1);
        Slot values = site.in(packed ? first : first + 2);
        this.site = site;
        this.sizes = HeadRows.sizes(form, queries.shape(), keys.shape(), values.shape());
        this.masks = new AttentionMasks(form, sizes, site, packed ? first + 1 : first + 3);
        this.q = HeadRows.queries(form, sizes, queries);
        this.k = HeadRows.keys(form, sizes, keys);
        this.v = HeadRows.values(form, sizes, values);
        this.strip = rowsAlone && (long) group() * sizes.queries() <= Thresholds.ATTENTION_ROWS_ALONE
                ? 1
                : AttentionSizes.STRIP;
    }

    static void addTo(Stages stages) {
        stages.add(AttentionOp.Forward.class, (op, site) -> {
            Attentions attention = new Attentions(op.form(), site, 0, true);
            return attention.forward(HeadRows.averages(op.form(), attention.sizes, site.out(0)));
        });
        stages.add(AttentionOp.Gradient.class, (op, site) -> {
            Attentions attention = new Attentions(op.form(), site, 1, false);
            boolean packed = op.form().layout() == AttentionForm.Layout.PACKED;
            return attention.backward(
                    HeadRows.averages(op.form(), attention.sizes, site.in(0)),
                    HeadRows.queries(op.form(), attention.sizes, site.out(0)),
                    HeadRows.keys(op.form(), attention.sizes, site.out(packed ? 0 : 1)),
                    HeadRows.values(op.form(), attention.sizes, site.out(packed ? 0 : 2)));
        });
        stages.add(AttentionOp.Lengths.class,
                (op, site) -> AttentionMasks.within(site.in(0), op.keys(), site.out(0), site));
        stages.add(AttentionOp.Start.class,
                (op, site) -> AttentionMasks.within(site.in(0), op.keys() - op.queries(), site.out(0), site));
    }

    /** Heads of queries for each of keys. */
    private int group() {
        return sizes.heads() / sizes.keyHeads();
    }

    private Stage forward(HeadRows y) {
        List<Stage> stages = new ArrayList<>(masks.count());
        int all = allHeads();
        int heads = headsAtATime(all);
        Slot scores = scores(heads);
        for (int left = all; left > 0; left -= heads) {
            int from = all - left;
            int count = Math.min(heads, left);
            stages.add(products(from, count, q, k, sizes.depth(), scores));
            stages.add(masks.weights(scores, from, count, strip));
            stages.add(averages(from, count, scores, v, sizes.width(), y));
        }
        return new Sequence(stages);
    }

    private Stage backward(HeadRows g, HeadRows ofQ, HeadRows ofK, HeadRows ofV) {
        List<Stage> stages = new ArrayList<>(masks.count());
        int all = allHeads();
        int heads = headsAtATime(all);
        Slot weights = scores(heads);
        Slot slopes = scores(heads);
        for (int left = all; left > 0; left -= heads) {
            int from = all - left;
            int count = Math.min(heads, left);
            stages.add(products(from, count, q, k, sizes.depth(), weights));
            stages.add(masks.weights(weights, from, count, strip));
            stages.add(sums(from, count, weights, g, sizes.width(), ofV));
            stages.add(products(from, count, g, v, sizes.width(), slopes));
            stages.add(slopes(weights, slopes, from, count));
            stages.add(averages(from, count, slopes, k, sizes.depth(), ofQ));
            stages.add(sums(from, count, slopes, q, sizes.depth(), ofK));
        }
        return new Sequence(stages);
    }

    /** The heads of all samples. Without queries there may be more than operands have elements. */
    private int allHeads() {
        return Counts.of((long) sizes.batch() * sizes.heads(), "heads of all samples");
    }

    /** Heads of queries whose scores and starts fit the memory, with all that go with a head of keys. */
    private int headsAtATime(int all) {
        long scores = (long) group() * Math.max(1, sizes.queries()) * Math.max(1, sizes.keys());
        return (int) Math.min(all, group() * Math.max(1, SCORES / scores));
    }

    private Slot scores(int heads) {
        return site.scratch(Counts.of((long) sizes.queries() * sizes.keys() * heads,
                "scores of " + sizes.queries() + " queries and " + sizes.keys() + " keys in " + heads
                        + " heads that share keys"));
    }

    /** Rows of queries, or of their gradients, times all rows of keys or values. */
    private Stage products(int from, int count, HeadRows left, HeadRows right, int inner, Slot scores) {
        int rows = matrixRows();
        int[] starts = starts(from, count, (matrix, b, h, i) -> new int[] {
            left.at(b, h, i), right.at(b, h / group(), 0), matrix * rows * sizes.keys()
        });
        return new MatrixProduct(left.rows(), right.rows().turned(), new Matrix(scores, sizes.keys(), 1),
                site.table(starts), starts.length / 3, rows, sizes.keys(), inner)
                .limited(site, masks.counts(from), Limited.COLUMNS);
    }

    /** Rows of weights or slopes times the rows of values or keys that a strip attends to. */
    private Stage averages(int from, int count, Slot scores, HeadRows right, int width, HeadRows to) {
        int rows = matrixRows();
        int[] starts = starts(from, count, (matrix, b, h, i) -> new int[] {
            matrix * rows * sizes.keys(), right.at(b, h / group(), 0), to.at(b, h, i)
        });
        return new MatrixProduct(new Matrix(scores, sizes.keys(), 1), right.rows(), to.rows(),
                site.table(starts), starts.length / 3, rows, width, sizes.keys())
                .limited(site, masks.counts(from), Limited.INNER);
    }

    /** The gradients of keys or values: the sum over the strips of all heads that go with a head of keys. */
    private Stage sums(int from, int count, Slot scores, HeadRows right, int width, HeadRows to) {
        int[] starts = starts(from, count, (_, b, h, i) -> new int[] {
            right.at(b, h, i), 0, to.at(b, h / group(), 0)
        });
        Slot table = site.table(starts);
        NdRange range = MatrixProduct.range(site, count / group(), sizes.keys(), width);
        return Launch.inFile("product", "product_of_strips", range,
                arguments -> arguments.slot(scores).slot(right.slot()).value(right.row())
                        .slot(to.slot()).value(to.row()).slot(table)
                        .values(sizes.keys(), width, sizes.queries(), group())
                        .slot(masks.counts(from)));
    }

    private Stage slopes(Slot weights, Slot slopes, int from, int count) {
        return Launch.inFile("attention", "attention_slopes", rows(count, sizes),
                arguments -> arguments.slot(weights).slot(slopes)
                        .values(sizes.queries(), sizes.keys(), strip).value(sizes.scale())
                        .slot(masks.counts(from)));
    }

    /** A group of items for each row of scores. */
    static NdRange rows(int heads, AttentionSizes sizes) {
        return NdRange.groups(ReduceKernels.LANES, (long) heads * sizes.queries());
    }

    /** Rows of a matrix: all of a head, or one where strips have one. */
    private int matrixRows() {
        return strip == 1 ? 1 : sizes.queries();
    }

    /** Where a matrix of three begins. */
    private interface Start {
        int[] of(int matrix, int b, int h, int i);
    }

    /** Where the matrices of some heads begin. */
    private int[] starts(int from, int count, Start start) {
        int parts = strip == 1 ? sizes.queries() : 1;
        int[] starts = new int[Counts.of(3L * count * parts, "places where matrices begin")];
        for (int matrix = 0; matrix < count * parts; matrix++) {
            int head = from + matrix / parts;
            int[] each = start.of(matrix, head / sizes.heads(), head % sizes.heads(), matrix % parts);
            System.arraycopy(each, 0, starts, 3 * matrix, 3);
        }
        return starts;
    }
}
