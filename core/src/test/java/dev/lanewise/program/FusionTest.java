package dev.lanewise.program;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.Bits;
import dev.lanewise.Seeds;
import dev.lanewise.TestTensors;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.optable.OpTables;
import dev.lanewise.parallel.Team;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Groups of steps become one, with the bits of the steps one by one. */
@Tag("parity")
@Tag("quick")
class FusionTest {
    private interface Computation extends Function<List<Tensor>, List<Tensor>> {}

    // ---- the same bits

    @TestFactory
    Stream<DynamicTest> everyOpHasItsBitsInALoop() {
        Map<String, Computation> ops = new TreeMap<>();
        OpTables.all().stream()
                .filter(table -> table.toString().equals("UnaryOpTable"))
                .flatMap(table -> table.rows().stream())
                .forEach(row -> ops.put(row.name(), in -> List.of(((Tensor) row.apply(in.get(0))).mul(1f))));
        ops.put("broadcast", in -> List.of(in.get(0).sum(true, 1).broadcastTo(in.get(0).shape()).mul(1f)));
        ops.put("add", in -> List.of(in.get(0).add(in.get(1)).mul(1f)));
        ops.put("sub", in -> List.of(in.get(0).sub(in.get(1)).mul(1f)));
        ops.put("mul", in -> List.of(in.get(0).mul(in.get(1)).mul(1f)));
        ops.put("div", in -> List.of(in.get(0).div(in.get(1)).mul(1f)));
        ops.put("max", in -> List.of(in.get(0).maximum(in.get(1)).mul(1f)));
        ops.put("min", in -> List.of(in.get(0).minimum(in.get(1)).mul(1f)));
        ops.put("eq", in -> List.of(Indexing.where(in.get(0).eq(in.get(1)), in.get(0), in.get(1))));
        ops.put("ne", in -> List.of(Indexing.where(in.get(0).ne(in.get(1)), in.get(1), in.get(0))));
        ops.put("lt", in -> List.of(Indexing.where(in.get(0).lt(in.get(1)), in.get(0), in.get(1))));
        ops.put("le", in -> List.of(Indexing.where(in.get(0).le(in.get(1)), in.get(0), in.get(1))));
        ops.put("gt", in -> List.of(in.get(0).gt(in.get(1)).toTensor()));
        ops.put("ge", in -> List.of(in.get(0).ge(in.get(1)).and(in.get(0).lt(1f).not()).toTensor()));
        return ops.entrySet().stream().map(op -> dynamicTest(op.getKey(), () -> {
            Tensor a = Tensor.of(FloatSamples.mixed(Seeds.random(11), 40 * 67)).reshape(40, 67);
            Tensor b = TestTensors.reversed(a);
            checkFused(op.getValue(), 1, a, b);
        }));
    }

    @Test
    void geluBuiltFromPrimitivesIsOneStep() {
        Computation erf = in -> List.of(Pointwise.erf(in.get(0).mul(0.70710677f)).add(1f).mul(in.get(0).mul(0.5f)));
        checkFused(erf, 1, normal(70_001));
    }

    @Test
    void layerNormWrittenByHandIsOneStep() {
        checkFused(in -> {
            Tensor x = in.get(0);
            Tensor d = x.sub(x.mean(true, -1));
            return List.of(
                    d.mul(d.square().mean(true, -1).add(1e-5f).rsqrt()).mul(in.get(1)).add(in.get(2)));
        }, 1, normal(301, 77), normal(77), normal(77));
    }

    @Test
    void rowsAndColumnsOfHigherRankAreBroadcastInTheLoop() {
        checkFused(in -> {
            Tensor y = in.get(0).add(in.get(1)).mul(in.get(2));
            return List.of(y.sub(y.max(true, 1, 2)).exp().add(in.get(3)));
        }, 1, normal(5, 7, 33), normal(7, 33), normal(5, 1, 1), normal(1, 7, 33));
    }

    @Test
    void aReductionOverAMiddleAxisStays() {
        checkFused(in -> {
            Tensor y = in.get(0).mul(2f).add(1f);
            return List.of(y.sub(y.sum(true, 1)));
        }, 3, normal(5, 7, 33));
    }

    @Test
    void aMaskOfColumnsIsRepeatedOverTheBlock() {
        checkFused(in -> {
            Tensor y = in.get(0).mul(2f);
            return List.of(Indexing.where(y.sum(true, 1).gt(0f), y.neg(), y.add(1f)));
        }, 3, normal(40, 67));
    }

    @Test
    void rowsLongerThanABlockAreReadPieceByPiece() {
        checkFused(in -> List.of(in.get(0).add(in.get(1)).tanh()), 1, normal(3, 5001), normal(5001));
    }

    @Test
    void whatOnlyAMaskReadsIsKeptForTheLoopThatReadsTheMask() {
        checkFused(in -> {
            Tensor x = in.get(0);
            Tensor y = x.mul(2f).add(1f);
            return List.of(Indexing.where(y.gt(0f), x.sub(x.sum(true, 1)), x));
        }, 1, normal(64, 50));
    }

    @Test
    void aRowThatAGroupReadsIsAGroupItself() {
        checkFused(in -> {
            Tensor y = in.get(0).mul(2f);
            Tensor row = in.get(1).mul(3f).add(1f);
            return List.of(y.add(row).tanh());
        }, 2, normal(3, 1500), normal(1500));
    }

    @Test
    void severalOutputsAndColumnsAmongThem() {
        checkFused(in -> {
            Tensor y = in.get(0).tanh().mul(2f);
            Tensor sum = y.sum(true, 1);
            return List.of(y, sum, sum.mul(3f), y.div(sum).exp().log());
        }, 1, normal(64, 50));
    }

    @Test
    void manyOpsAreCutIntoSeveralLoops() {
        checkFused(in -> {
            Tensor y = in.get(0);
            for (int i = 0; i < 55; i++) {
                y = switch (i % 5) {
                    case 0 -> y.mul(1.01f);
                    case 1 -> y.add(in.get(1));
                    case 2 -> i % 10 == 2 ? y.tanh() : y.neg();
                    case 3 -> Indexing.where(y.gt(in.get(0)), y, in.get(1));
                    default -> y.sub(0.1f);
                };
            }
            return List.of(y);
        }, 2, normal(9, 1001), normal(9, 1001));
    }

    /** Adam's update, and its state as the result. */
    private static List<Tensor> adam(Tensor p, Tensor m, Tensor v, Tensor g) {
        m.assign(m.mul(0.9f).add(g.mul(0.1f)));
        v.assign(v.mul(0.999f).add(g.mul(g).mul(0.001f)));
        p.assign(p.sub(m.mul(0.01f).div(v.sqrt().add(1e-8f))));
        return List.of(p.mul(1f));
    }

    @Test
    void anAdamUpdateInOpsIsOneStepThatWritesInPlace() {
        Tensor[] fused = {normal(20_003), normal(20_003).square(), normal(20_003).square()};
        Tensor[] plain = {normal(20_003), normal(20_003).square(), normal(20_003).square()};
        Program.Captured captured = Program.capture(
                List.of(normal(20_003)), in -> adam(fused[0], fused[1], fused[2], (Tensor) in.get(0)));
        adam(plain[0], plain[1], plain[2], normal(20_003));
        assertThat(captured.program().size()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            Tensor g = RandomSource.at(5, i, 0).normal(20_003);
            captured.program().run(List.of(g));
            adam(plain[0], plain[1], plain[2], g);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(fused[i]).hasBitsOf(plain[i]);
        }
    }

    @Test
    void anInputThatSharesStorageWithWhatIsAssignedIsReadInOrder() {
        Tensor whole = normal(3001);
        Tensor twin = normal(3001);
        Tensor state = whole.slice(0, 1, 3001);
        Tensor twinState = twin.slice(0, 1, 3001);
        Program program = Program.capture(List.of(normal(3000)), in -> shift(state, (Tensor) in.get(0))).program();
        shift(twinState, normal(3000));
        assertThat(program.size()).isEqualTo(1);
        List<Value> actual = program.run(List.of(whole.slice(0, 0, 3000)));
        List<Tensor> expected = shift(twinState, twin.slice(0, 0, 3000));
        assertThat(actual.get(0)).hasBitsOf(expected.get(0));
        assertThat(whole).hasBitsOf(twin);
    }

    private static List<Tensor> shift(Tensor state, Tensor x) {
        Tensor before = x.mul(2f);
        state.assign(before.add(state));
        return List.of(x.mul(3f).add(state).sub(before));
    }

    @Test
    void tensorsThatOverlapAreAssignedInOrder() {
        Tensor state = normal(3001);
        Tensor twin = normal(3001);
        Tensor front = state.slice(0, 0, 3000);
        Tensor back = state.slice(0, 1, 3001);
        Program program = Program.capture(
                List.of(normal(3000)), in -> assignBoth(front, back, (Tensor) in.get(0))).program();
        assignBoth(twin.slice(0, 0, 3000), twin.slice(0, 1, 3001), normal(3000));
        assertThat(program.size()).isEqualTo(1);
        Tensor x = RandomSource.at(8, 1, 0).normal(3000);
        assertThat(program.run(List.of(x)).get(0)).hasBitsOf(
                assignBoth(twin.slice(0, 0, 3000), twin.slice(0, 1, 3001), x).get(0));
        assertThat(state).hasBitsOf(twin);
    }

    private static List<Tensor> assignBoth(Tensor front, Tensor back, Tensor x) {
        Tensor y = x.mul(2f);
        front.assign(y.add(1f));
        back.assign(y.sub(1f));
        return List.of(y.mul(3f));
    }

    @Test
    void anAssignmentDoesNotOvertakeAStepThatReadsWhatItWrites() {
        Tensor state = normal(40, 40);
        Tensor twin = normal(40, 40);
        Tensor x = RandomSource.at(8, 1, 0).normal(40, 40);
        Program program = Program.capture(List.of(x), in -> readThenAssign(state, (Tensor) in.get(0))).program();
        readThenAssign(twin, x);
        for (int run = 0; run < 2; run++) {
            assertThat(program.run(List.of(x)).get(0)).hasBitsOf(readThenAssign(twin, x).get(0));
        }
        assertThat(state).hasBitsOf(twin);
    }

    private static List<Tensor> readThenAssign(Tensor state, Tensor x) {
        Tensor y = x.mul(2f).add(1f);
        Tensor product = y.matmul(state);
        state.assign(y.tanh().add(state).mul(0.5f));
        return List.of(product.add(state));
    }

    @Test
    void threadsDoNotChangeABit() {
        Tensor x = normal(300_000);
        Computation chain = in -> List.of(in.get(0).sigmoid().mul(in.get(0)).add(0.25f));
        List<int[]> results = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            try (Team.Scope _ = Team.of(threads).use()) {
                results.add(Bits.of(capture(chain, x).program().run(List.of(x)).get(0)));
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(results.get(2)).isEqualTo(results.get(0));
    }

    @Test
    void aDetachedOutputIsTheStepItself() {
        Program.Captured captured = Program.capture(List.of(normal(2000)), in -> {
            Tensor y = ((Tensor) in.get(0)).mul(2f).add(1f);
            return List.of(y.detach().detach());
        });
        assertThat(opsOf(captured.program())).containsExactly("fused(mul, add)");
    }

    // ---- what stays

    @Test
    void aMaskThatIsReadElsewhereStaysAStep() {
        Tensor x = normal(2000);
        Program.Captured captured = Program.capture(List.of(x), in -> {
            Tensor y = ((Tensor) in.get(0)).mul(2f).add(1f);
            return List.of(y.gt(0f), y.exp().mul(3f));
        });
        assertThat(opsOf(captured.program())).containsExactly("fused(mul, add, exp, mul)", "gt");
    }

    @Test
    void smallAndSingleStepsStay() {
        assertThat(capture(in -> List.of(in.get(0).mul(2f).add(1f)), normal(100)).program().size()).isEqualTo(2);
        assertThat(opsOf(capture(in -> List.of(in.get(0).exp()), normal(5000)).program())).containsExactly("exp");
    }

    @Test
    void aPropertySwitchesFusionOff() {
        System.setProperty(Fusion.PROPERTY, "off");
        try {
            assertThat(capture(in -> List.of(in.get(0).mul(2f).add(1f)), normal(5000)).program().size()).isEqualTo(2);
            System.setProperty(Fusion.PROPERTY, "yes");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> capture(in -> List.of(in.get(0).mul(2f).add(1f)), normal(5000)))
                    .withMessage("-Dlanewise.fusion=yes: expected on or off");
        } finally {
            System.clearProperty(Fusion.PROPERTY);
        }
    }

    // ---- helpers

    private static Program.Captured capture(Computation computation, Tensor... inputs) {
        return Program.capture(
                List.of(inputs), in -> computation.apply(in.stream().map(value -> (Tensor) value).toList()));
    }

    /** Captures on the inputs and compares runs on them and on others with eager ones. */
    private static void checkFused(Computation computation, int steps, Tensor... inputs) {
        Program program = capture(computation, inputs).program();
        assertThat(program.size()).as("steps: %s", opsOf(program)).isLessThanOrEqualTo(steps);
        assertThat(program.plan().steps()).anyMatch(step -> step.op() instanceof FusedOp);
        Tensor[] others = Stream.of(inputs).map(TestTensors::reversed).toArray(Tensor[]::new);
        for (Tensor[] run : List.of(inputs, others)) {
            List<Tensor> expected = computation.apply(List.of(run));
            List<Value> actual = Poisoned.run(program, List.of(run));
            for (int o = 0; o < expected.size(); o++) {
                assertThat(actual.get(o)).as("output %d", o).hasBitsOf(expected.get(o));
            }
        }
    }

    private static List<String> opsOf(Program program) {
        return program.plan().steps().stream().map(step -> step.op().name()).toList();
    }

    private static Tensor normal(int... dims) {
        return RandomSource.at(7, dims.length, 0).normal(dims);
    }
}
