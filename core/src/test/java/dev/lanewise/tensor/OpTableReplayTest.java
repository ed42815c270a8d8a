package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.program.Poisoned;
import dev.lanewise.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
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
        return OpTable.rows().stream().map(row -> dynamicTest(row.name, () -> {
            row.cases.forEach(shapes -> check(row, shapes));
            row.large.forEach(shapes -> check(row, shapes));
        }));
    }

    private static void check(OpRow row, int[]... shapes) {
        List<Tensor> inputs = List.of(row.inputs(shapes));
        List<Tensor> others = inputs.stream().map(OpTableReplayTest::reversed).toList();
        Program.Captured captured = Program.capture(inputs, in -> valueAndGradients(row, in));
        String what = row.name + " on " + Arrays.deepToString(shapes);
        assertSameBits(captured.outputs(), valueAndGradients(row, inputs), what + ", captured");
        List<Value> expected = valueAndGradients(row, others);
        assertSameBits(Poisoned.run(captured.program(), others), expected, what + ", poisoned");
        captured.program().run(inputs);
        assertSameBits(captured.program().run(others), expected, what + ", replayed");
    }

    private static List<Value> valueAndGradients(OpRow row, List<? extends Value> in) {
        Tensor[] x = in.stream().map(value -> ((Tensor) value).detach().requiresGrad(true)).toArray(Tensor[]::new);
        Value y = row.apply.to(x);
        List<Value> all = new ArrayList<>(List.of(y));
        if (y instanceof Tensor result && result.requiresGrad()) {
            result.backward(OpTableTest.weights(result.shape(), 1));
            for (Tensor leaf : x) {
                all.add(OpTableTest.gradOrZero(leaf));
            }
        }
        return all;
    }

    /** Other values of the same domain. */
    private static Tensor reversed(Tensor x) {
        float[] from = x.toArray();
        float[] to = new float[from.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = from[to.length - 1 - i];
        }
        return Tensor.wrap(to, x.shape());
    }

    private static void assertSameBits(List<Value> actual, List<Value> expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).shape()).as(what).isEqualTo(expected.get(i).shape());
            assertThat(Bits.of(actual.get(i))).as("%s, result %d", what, i).isEqualTo(Bits.of(expected.get(i)));
        }
    }
}
