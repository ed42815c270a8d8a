package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.TestTensors;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.program.Poisoned;
import dev.lanewise.program.Program;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every op and its gradient rule, captured on some inputs and replayed on others, gives the bits of the eager run, also
 * in buffers that held something else before.
 */
@Tag("parity")
class OpTableReplayTest {
    @TestFactory
    Stream<DynamicTest> aReplayGivesTheBitsOfTheEagerRun() {
        return OpTables.rows().map(row -> dynamicTest(row.name(), () -> {
            row.cases().forEach(shapes -> check(row, shapes));
            row.largeCases().forEach(shapes -> check(row, shapes));
        }));
    }

    private static void check(OpRow row, int[]... shapes) {
        List<Tensor> inputs = List.of(row.inputs(shapes));
        List<Tensor> others = inputs.stream().map(TestTensors::reversed).toList();
        Program.Captured captured = Program.capture(inputs, in -> valueAndGradients(row, in));
        String what = row.describe(shapes);
        assertSameBits(captured.outputs(), valueAndGradients(row, inputs), what + ", captured");
        List<Value> expected = valueAndGradients(row, others);
        assertSameBits(Poisoned.run(captured.program(), others), expected, what + ", poisoned");
        captured.program().run(inputs);
        assertSameBits(captured.program().run(others), expected, what + ", replayed");
    }

    private static List<Value> valueAndGradients(OpRow row, List<? extends Value> in) {
        return row.valueAndGradients(in.stream().map(value -> ((Tensor) value).detach()).toArray(Tensor[]::new));
    }

    private static void assertSameBits(List<Value> actual, List<Value> expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).as("%s, result %d", what, i).hasBitsOf(expected.get(i));
        }
    }
}
