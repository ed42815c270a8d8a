package dev.lanewise.gpu;

import static dev.lanewise.gpu.AgainstCpu.assertSameBits;
import static dev.lanewise.gpu.AgainstCpu.floats;
import static dev.lanewise.gpu.AgainstCpu.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.gpu.opencl.GuardedContext;
import dev.lanewise.gpu.opencl.Kernel;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.GatherOp;
import dev.lanewise.tensor.primitives.IndexOp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels write nothing but their outputs, and what they compute does not depend on how many items a group has. */
class GuardTest {
    /** Rows of the op tables, of several families. */
    private static final List<String> ROWS = List.of(
            "permute", "pad", "concat", "tril", "scatterAdd", "embeddingBag of sums with padding", "sum of everything",
            "linear on leading axes", "crossEntropy");

    @ParameterizedTest
    @ValueSource(ints = {1, 256})
    void rowsOfTheOpTables(int group) {
        GuardedContext context = new GuardedContext(TestDevice.device());
        Gpu gpu = new Gpu(context, group);
        List<OpRow> rows = OpTables.rows().filter(row -> ROWS.contains(row.name())).toList();
        assertThat(rows).hasSameSizeAs(ROWS);
        for (OpRow row : rows) {
            assertThat(RowOnDevice.differences(row, gpu)).as(row.name()).isEmpty();
            assertThat(context.damage()).as(row.name()).isEmpty();
        }
        assertThat(context.count()).isGreaterThan(rows.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32})
    void longLines(int group) {
        GuardedContext context = new GuardedContext(TestDevice.device());
        assertSameBits(new Gpu(context, group),
                List.of(floats(2, 1025, 3), ints(1025, 2, 70, 3), floats(2, 70, 3), ints(77, 1030), floats(1030, 5)),
                x -> {
                    Tensor view = x.floats(0).slice(0, 1, 2);
                    var most = Sorting.topk(x.floats(0), 3, 1);
                    return List.of(most.values(), most.indices(), Sorting.sort(view, 1).indices(),
                            view.permute(2, 1, 0), Indexing.gather(x.floats(0), 1, x.ints(1)),
                            new GatherOp.AddAt(1, 1025).tensor(x.floats(2), x.ints(1)),
                            new IndexOp.AddRows(Shape.of(77, 5)).tensor(x.floats(4), x.ints(3)));
                });
        assertThat(context.damage()).isEmpty();
    }

    @Test
    void aWriteBesideABufferIsFound() {
        GuardedContext context = new GuardedContext(TestDevice.device());
        Kernel kernel = context.compile("__kernel void beside(__global uchar* x, int i) { x[i] = 1; }", "")
                .kernel("beside").set(0, context.allocate(100));
        for (int inside : new int[] {0, 99}) {
            kernel.set(1, inside).launch(1, 1);
        }
        assertThat(context.damage()).isEmpty();
        kernel.set(1, -1).launch(1, 1);
        kernel.set(1, 100).launch(1, 1);
        assertThat(context.damage()).containsExactly("byte -1 of a buffer of 100", "byte 100 of a buffer of 100");
    }
}
