package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.Bits;
import dev.lanewise.Parity;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.parallel.Team;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Ops that {@link Op#mayOverwrite may overwrite} an input give the same bits when they do: each step of every row of
 * the op table and of its gradients, one by one and fused, on small inputs and on such as are split among threads.
 */
@Parity
class OverwriteTest {
    private static final Set<String> CHECKED = new ConcurrentSkipListSet<>();

    @TestFactory
    Stream<DynamicTest> theBitsDoNotDependOnWhereTheOutputIs() {
        Team three = Team.of(3);
        return OpTables.rows().map(row -> dynamicTest(row.name(), () -> {
            try (Team.Scope _ = three.use()) {
                for (int[][] shapes : row.cases()) {
                    check(row, shapes);
                }
                for (int[][] shapes : row.largeCases()) {
                    check(row, shapes);
                }
            }
        }));
    }

    @AfterAll
    static void manyOpsOverwrite() {
        assertThat(CHECKED).contains("add", "mul", "relu", "reluGrad", "where", "clamp", "pow", "exp");
    }

    private static void check(OpRow row, int[]... shapes) {
        Tensor[] inputs = row.inputs(shapes);
        Program program;
        try {
            program = Program.capture(List.of(), _ -> row.valueAndGradients(inputs)).program();
        } catch (IllegalStateException _) {
            return; // the row reads values, which no program can
        }
        check(row.describe(shapes), program.captured());
        check(row.describe(shapes), program.listing());
    }

    @Test
    void aFusedStepOverwritesWhatItReadsNoMore() {
        RandomSource random = RandomSource.seed(5);
        Tensor x = random.normal(64, 200);
        Tensor row = random.normal(200);
        Program program = Program.capture(List.of(), _ -> {
            Tensor y = x.mul(2f).add(row);
            Tensor spread = y.sub(y.max(true, -1)).exp();
            return List.of(spread.div(spread.sum(true, -1)), y.sub(x));
        }).program();
        assertThat(program.listing().steps()).hasSize(1);
        check("softmax", program.listing());
    }

    /** Runs the steps, and each that may overwrite an input a second time on copies. */
    private static void check(String what, Listing listing) {
        Map<Integer, Value> values = new HashMap<>(listing.outside());
        for (Listing.Step step : listing.steps()) {
            Value[] in = step.in().stream().map(values::get).toArray(Value[]::new);
            if (step.live() != null || step.op().hasEffect()
                    || IntStream.range(0, in.length).anyMatch(step.op()::writes)) {
                return;
            }
            Value[] out = Bound.evaluate(step.op(), in);
            for (int o = 0; o < out.length && !step.op().isView(); o++) {
                for (int i = 0; i < in.length; i++) {
                    if (step.op().mayOverwrite(o, i) && in[i] instanceof Tensor
                            && Spec.of(in[i]).equals(Spec.of(out[o]))) {
                        checkOverwriting(what, step.op(), in, out, i, o);
                    }
                }
            }
            for (int o = 0; o < out.length; o++) {
                values.put(step.out().get(o), out[o]);
            }
        }
    }

    private static void checkOverwriting(String what, Op op, Value[] in, Value[] expected, int input, int output) {
        Value[] taken = new Value[in.length];
        for (int i = 0; i < in.length; i++) {
            taken[i] = Frame.copy(in[i]);
        }
        for (int i = 0; i < in.length; i++) {
            taken[i] = in[i] == in[input] ? taken[input] : taken[i];
        }
        Value[] out = allocate(op, in);
        out[output] = taken[input];
        new Bound(taken, out).run(op);
        for (int o = 0; o < out.length; o++) {
            assertThat(Bits.of(out[o])).as("%s: output %d of %s with output %d in the place of input %d", what, o,
                    op.name(), output, input).isEqualTo(Bits.of(expected[o]));
        }
        CHECKED.add(op.name());
    }

    private static Value[] allocate(Op op, Value... in) {
        Spec[] specs = op.infer(in);
        Value[] out = new Value[specs.length];
        for (int o = 0; o < out.length; o++) {
            out[o] = specs[o].allocate();
        }
        return out;
    }
}
