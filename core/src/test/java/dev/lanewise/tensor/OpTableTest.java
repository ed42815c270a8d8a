package dev.lanewise.tensor;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.TensorAssert.assertThatFloats;
import static dev.lanewise.TestTensors.gradOrZero;
import static dev.lanewise.TestTensors.requiring;
import static dev.lanewise.TestTensors.weights;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lanewise.ClassScan;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.optable.Reference;
import dev.lanewise.optable.Slopes;
import dev.lanewise.optim.UpdateOp;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every op must do, checked for each row of the op table on each of its cases. */
@Tag("quick")
class OpTableTest {
    /** A check of one row on one case. */
    private interface Check {
        void run(OpRow row, int[][] shapes);
    }

    private static Stream<DynamicTest> all(Check check) {
        return tests(row -> row.cases().forEach(shapes -> check.run(row, shapes)), OpTables.rows());
    }

    private static Stream<DynamicTest> differentiable(Check check) {
        return tests(
                row -> row.cases().forEach(shapes -> check.run(row, shapes)),
                OpTables.rows().filter(row -> row.hasGradient()));
    }

    private static Stream<DynamicTest> tests(Consumer<OpRow> check, Stream<OpRow> rows) {
        return rows.map(row -> dynamicTest(row.name(), () -> check.accept(row)));
    }

    // ---- completeness

    @Test
    void everyOpHasARow() {
        Set<Class<?>> covered = new HashSet<>();
        OpTables.rows().forEach(row -> covered.add(row.op()));
        covered.remove(CustomApplication.class); // a rule, and no op
        Set<Class<?>> ops = new HashSet<>(ClassScan.beside(Op.class, _ -> true));
        ops.removeIf(type -> !Op.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers()));
        assertThat(ops).hasSizeGreaterThan(50);
        assertThat(covered).containsExactlyInAnyOrderElementsOf(ops);
    }

    @Test
    void namesOfRowsAreUnique() {
        assertThat(OpTables.rows().map(OpRow::name)).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> theRowAppliesItsOp() {
        return differentiable((row, shapes) -> {
            Tensor y = (Tensor) row.apply(requiring(row.inputs(shapes)));
            assertThat(opsBehind(y)).as(row.describe(shapes)).contains(row.op());
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
            Value y = row.apply(inputs);
            Reference expected = row.reference().of(references(inputs));
            assertThat(y).as(row.describe(shapes)).isWithin(row.tolerance()).of(expected);
        });
    }

    @TestFactory
    Stream<DynamicTest> aSecondRunGivesTheSameBitsAndInputsStayAsTheyAre() {
        return all((row, shapes) -> {
            Tensor[] inputs = row.inputs(shapes);
            Tensor[] untouched = row.inputs(shapes);
            Value first = row.apply(inputs);
            Value second = row.apply(inputs);
            assertThat(second).as(row.describe(shapes)).hasBitsOf(first);
            for (int i = 0; i < inputs.length; i++) {
                assertThat(inputs[i]).as(row.describe(shapes)).hasBitsOf(untouched[i]);
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
            assertThat(row.apply(views)).as(row.describe(shapes)).hasBitsOf(row.apply(inputs));
            for (int i = 0; i < inputs.length; i++) {
                assertThatFloats(around[i]).as(row.describe(shapes)).hasBitsOf(before[i]);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> withoutARequestNothingIsRecorded() {
        return all((row, shapes) -> {
            if (row.apply(row.inputs(shapes)) instanceof Tensor y) {
                assertThat(y.requiresGrad()).as(row.describe(shapes)).isFalse();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> opsWithoutAGradientAreNotRecorded() {
        return tests(
                row -> row.cases().forEach(shapes -> {
                    if (row.apply(requiring(row.inputs(shapes))) instanceof Tensor y) {
                        assertThat(y.requiresGrad()).as(row.describe(shapes)).isFalse();
                    }
                }),
                OpTables.rows()
                        .filter(row -> !row.hasGradient() && !UpdateOp.class.isAssignableFrom(row.op())));
    }

    // ---- gradients

    @TestFactory
    Stream<DynamicTest> gradientsAreTheSlopesOfTheReference() {
        return differentiable((row, shapes) -> {
            Tensor[] inputs = requiring(row.inputs(shapes));
            Tensor y = (Tensor) row.apply(inputs);
            Tensor w = weights(y.shape(), 1);
            y.backward(w);
            Reference[] expected = Slopes.gradient(row.reference(), references(inputs), Reference.of(w));
            for (int i = 0; i < inputs.length; i++) {
                assertThat(gradOrZero(inputs[i])).as(row.describe(shapes) + " input " + i)
                        .isWithin(relative(1e-4).plus(2e-5)).of(expected[i]);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> gradientsOfGradientsAreTheSlopesOfTheReference() {
        return differentiable((row, shapes) -> {
            Tensor[] inputs = requiring(row.inputs(shapes));
            Tensor y = (Tensor) row.apply(inputs);
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
            Reference[] expected = Slopes.gradientOfGradient(row.reference(), x, Reference.of(w), v);
            for (int i = 0; i < inputs.length; i++) {
                assertThat(gradOrZero(inputs[i])).as(row.describe(shapes) + " input " + i)
                        .isWithin(relative(1e-3).plus(2e-4)).of(expected[i]);
            }
            Reference slope = Slopes.along(row.reference(), x, v);
            assertThat(gradOrZero(w)).as(row.describe(shapes) + " gradient's gradient")
                    .isWithin(relative(1e-4).plus(1e-4)).of(slope);
        });
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreMadeOnlyWhereTheyAreNeeded() {
        return differentiable((row, shapes) -> {
            Tensor[] all = requiring(row.inputs(shapes));
            Tensor full = (Tensor) row.apply(all);
            Tensor w = weights(full.shape(), 1);
            full.backward(w);
            for (int only = 0; only < all.length; only++) {
                Tensor[] inputs = row.inputs(shapes);
                inputs[only].requiresGrad(true);
                Tensor y = (Tensor) row.apply(inputs);
                if (!y.requiresGrad()) {
                    continue;
                }
                assertRuleLeavesOutWhatIsNotNeeded(y, w, row.describe(shapes));
                y.backward(w);
                for (int i = 0; i < inputs.length; i++) {
                    if (i == only) {
                        assertThat(gradOrZero(inputs[i])).as(row.describe(shapes)).hasBitsOf(gradOrZero(all[i]));
                    } else {
                        assertThat(inputs[i].grad()).as(row.describe(shapes)).isNull();
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

    private static Reference[] references(Tensor... tensors) {
        return Arrays.stream(tensors).map(Reference::of).toArray(Reference[]::new);
    }
}
