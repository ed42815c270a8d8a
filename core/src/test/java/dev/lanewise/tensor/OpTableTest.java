package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every op must do, checked for each row of {@link OpTable} on each of its cases. */
class OpTableTest {
    /** A check of one row on one case. */
    private interface Check {
        void run(OpRow row, int[][] shapes);
    }

    private static Stream<DynamicTest> all(Check check) {
        return tests(row -> row.cases.forEach(shapes -> check.run(row, shapes)), OpTable.rows().stream());
    }

    private static Stream<DynamicTest> differentiable(Check check) {
        return tests(
                row -> row.cases.forEach(shapes -> check.run(row, shapes)),
                OpTable.rows().stream().filter(row -> row.noGradient == null));
    }

    private static Stream<DynamicTest> tests(Consumer<OpRow> check, Stream<OpRow> rows) {
        return rows.map(row -> dynamicTest(row.name, () -> check.accept(row)));
    }

    // ---- completeness

    @Test
    void everyOpHasARow() {
        Set<Class<?>> covered = new HashSet<>();
        OpTable.rows().forEach(row -> covered.add(row.op));
        Set<Class<?>> ops = new HashSet<>(List.of(CustomApplication.class));
        for (Class<?> family : List.of(UnaryOp.class, BinaryOp.class, CompareOp.class, LogicOp.class, ReduceOp.class,
                ViewOp.class, MoveOp.class, IndexOp.class, MatmulOp.class, LinearOp.class, ActivationGradOp.class,
                SoftmaxOp.class, LossOp.class, NormOp.class, StdOp.class, AssignOp.class, RandomOp.class, UpdateOp.class, FusedOp.class)) {
            collect(family, ops);
        }
        assertThat(ops).hasSizeGreaterThan(50);
        assertThat(covered).containsExactlyInAnyOrderElementsOf(ops);
    }

    @Test
    void namesOfRowsAreUnique() {
        assertThat(OpTable.rows().stream().map(row -> row.name)).doesNotHaveDuplicates();
    }

    private static void collect(Class<?> type, Set<Class<?>> into) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            into.add(type);
            return;
        }
        for (Class<?> sub : permitted) {
            collect(sub, into);
        }
    }

    @TestFactory
    Stream<DynamicTest> theRowAppliesItsOp() {
        return differentiable((row, shapes) -> {
            Tensor y = (Tensor) row.apply.to(requiring(row.inputs(shapes)));
            assertThat(opsBehind(y)).as(describe(row, shapes)).contains(row.op);
        });
    }

    private static Set<Class<?>> opsBehind(Tensor y) {
        Set<Class<?>> ops = new HashSet<>();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<@Nullable Node> open = new ArrayDeque<>();
        open.add(y.producer());
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node == null || !seen.add(node)) {
                continue;
            }
            ops.add(node.rule().getClass());
            for (int i = 0; i < node.inputs(); i++) {
                Node.Edge edge = node.edge(i);
                if (edge != null && edge.producer() != null) {
                    open.add(edge.producer());
                }
            }
        }
        return ops;
    }

    // ---- values

    @TestFactory
    Stream<DynamicTest> valuesAreThoseOfTheReference() {
        return all((row, shapes) -> {
            Tensor[] inputs = row.inputs(shapes);
            Value y = row.apply.to(inputs);
            Reference expected = row.reference.of(references(inputs));
            assertThat(y.shape().dims()).as(describe(row, shapes)).isEqualTo(expected.dims);
            assertClose(Reference.of(y), expected, row.relative, row.absolute, describe(row, shapes));
        });
    }

    @TestFactory
    Stream<DynamicTest> aSecondRunGivesTheSameBitsAndInputsStayAsTheyAre() {
        return all((row, shapes) -> {
            Tensor[] inputs = row.inputs(shapes);
            Tensor[] untouched = row.inputs(shapes);
            Value first = row.apply.to(inputs);
            Value second = row.apply.to(inputs);
            assertThat(Bits.of(second)).as(describe(row, shapes)).isEqualTo(Bits.of(first));
            for (int i = 0; i < inputs.length; i++) {
                assertThat(Bits.of(inputs[i])).as(describe(row, shapes)).isEqualTo(Bits.of(untouched[i]));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> viewsGiveTheSameBitsAsCopiesAndNothingAroundThemIsTouched() {
        return all((row, shapes) -> {
            Tensor[] inputs = row.inputs(shapes);
            Tensor[] views = new Tensor[inputs.length];
            float[][] around = new float[inputs.length][];
            for (int i = 0; i < inputs.length; i++) {
                int n = inputs[i].size();
                around[i] = new float[n + 5 + i];
                Arrays.fill(around[i], Float.NaN);
                inputs[i].copyTo(around[i], 3 + i);
                views[i] = Tensor.wrap(around[i], Shape.of(around[i].length)).slice(0, 3 + i, 3 + i + n)
                        .reshape(inputs[i].shape());
            }
            float[][] before = Arrays.stream(around).map(float[]::clone).toArray(float[][]::new);
            assertThat(Bits.of(row.apply.to(views))).as(describe(row, shapes)).isEqualTo(Bits.of(row.apply.to(inputs)));
            for (int i = 0; i < inputs.length; i++) {
                assertThat(Bits.of(around[i])).as(describe(row, shapes)).isEqualTo(Bits.of(before[i]));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> withoutARequestNothingIsRecorded() {
        return all((row, shapes) -> {
            if (row.apply.to(row.inputs(shapes)) instanceof Tensor y) {
                assertThat(y.requiresGrad()).as(describe(row, shapes)).isFalse();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> opsWithoutAGradientAreNotRecorded() {
        return tests(
                row -> row.cases.forEach(shapes -> {
                    if (row.apply.to(requiring(row.inputs(shapes))) instanceof Tensor y) {
                        assertThat(y.requiresGrad()).as(describe(row, shapes)).isFalse();
                    }
                }),
                OpTable.rows().stream()
                        .filter(row -> row.noGradient != null && !UpdateOp.class.isAssignableFrom(row.op)));
    }

    // ---- gradients

    @TestFactory
    Stream<DynamicTest> gradientsAreTheSlopesOfTheReference() {
        return differentiable((row, shapes) -> {
            Tensor[] inputs = requiring(row.inputs(shapes));
            Tensor y = (Tensor) row.apply.to(inputs);
            Tensor w = weights(y.shape(), 1);
            y.backward(w);
            Reference[] expected = Slopes.gradient(row.reference, references(inputs), Reference.of(w));
            for (int i = 0; i < inputs.length; i++) {
                assertClose(Reference.of(gradOrZero(inputs[i])), expected[i], 1e-4, 2e-5,
                        describe(row, shapes) + " input " + i);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> gradientsOfGradientsAreTheSlopesOfTheReference() {
        return differentiable((row, shapes) -> {
            Tensor[] inputs = requiring(row.inputs(shapes));
            Tensor y = (Tensor) row.apply.to(inputs);
            Tensor w = weights(y.shape(), 1).requiresGrad(true);
            Tensor[] directions = new Tensor[inputs.length];
            y.backward(w, Graph.CREATE);
            Tensor along = Tensor.scalar(0f);
            for (int i = 0; i < inputs.length; i++) {
                directions[i] = weights(inputs[i].shape(), i + 2);
                along = along.add(gradOrZero(inputs[i]).mul(directions[i]).sum());
                inputs[i].setGrad(null);
            }
            if (along.requiresGrad()) {
                along.backward();
            }
            Reference[] x = references(inputs);
            Reference[] v = references(directions);
            Reference[] expected = Slopes.gradientOfGradient(row.reference, x, Reference.of(w), v);
            for (int i = 0; i < inputs.length; i++) {
                assertClose(Reference.of(gradOrZero(inputs[i])), expected[i], 1e-3, 2e-4,
                        describe(row, shapes) + " input " + i);
            }
            Reference slope = Slopes.along(row.reference, x, v);
            assertClose(Reference.of(gradOrZero(w)), slope, 1e-4, 1e-4, describe(row, shapes) + " gradient's gradient");
        });
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreMadeOnlyWhereTheyAreNeeded() {
        return differentiable((row, shapes) -> {
            Tensor[] all = requiring(row.inputs(shapes));
            Tensor full = (Tensor) row.apply.to(all);
            Tensor w = weights(full.shape(), 1);
            full.backward(w);
            for (int only = 0; only < all.length; only++) {
                Tensor[] inputs = row.inputs(shapes);
                inputs[only].requiresGrad(true);
                Tensor y = (Tensor) row.apply.to(inputs);
                if (!y.requiresGrad()) {
                    continue;
                }
                assertRuleLeavesOutWhatIsNotNeeded(y, w, describe(row, shapes));
                y.backward(w);
                for (int i = 0; i < inputs.length; i++) {
                    if (i == only) {
                        assertThat(Bits.of(gradOrZero(inputs[i]))).as(describe(row, shapes))
                                .isEqualTo(Bits.of(gradOrZero(all[i])));
                    } else {
                        assertThat(inputs[i].grad()).as(describe(row, shapes)).isNull();
                    }
                }
            }
        });
    }

    private static void assertRuleLeavesOutWhatIsNotNeeded(Tensor y, Tensor w, String what) {
        Node node = y.producer();
        if (node == null || node.rule() instanceof CustomApplication) {
            return;
        }
        @Nullable
        Tensor[] grads = new Tensor[node.outputs()];
        grads[y.outputIndex()] = w;
        @Nullable
        Tensor[] found = node.rule().gradients(new Saved(node, null), grads);
        for (int i = 0; i < found.length; i++) {
            assertThat(node.needs(i) || found[i] == null).as(what + " leaves out input " + i).isTrue();
        }
    }

    // ---- helpers

    static Tensor[] requiring(Tensor... inputs) {
        for (Tensor input : inputs) {
            input.requiresGrad(true);
        }
        return inputs;
    }

    static Tensor gradOrZero(Tensor x) {
        Tensor grad = x.grad();
        return grad == null ? Tensor.zeros(x.shape()) : grad;
    }

    static Tensor weights(Shape shape, int seed) {
        return Tensor.wrap(Domain.between(-1, 1).draw(new SplittableRandom(seed), shape.size()), shape);
    }

    private static Reference[] references(Tensor... tensors) {
        return Arrays.stream(tensors).map(Reference::of).toArray(Reference[]::new);
    }

    private static String describe(OpRow row, int[]... shapes) {
        return row.name + " on " + Arrays.deepToString(shapes);
    }

    private static void assertClose(Reference actual, Reference expected, double relative, double absolute,
            String what) {
        assertThat(actual.dims).as(what).isEqualTo(expected.dims);
        for (int i = 0; i < actual.data.length; i++) {
            double target = (float) expected.data[i] == actual.data[i] ? actual.data[i] : expected.data[i];
            double bound = absolute + relative * Math.abs(target);
            assertThat(Math.abs(actual.data[i] - target))
                    .as("%s: element %d is %s, expected %s", what, i, actual.data[i], target)
                    .isLessThanOrEqualTo(bound);
        }
    }
}
