package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import dev.lanewise.loss.BCELoss;
import dev.lanewise.loss.BCEWithLogitsLoss;
import dev.lanewise.loss.CTCLoss;
import dev.lanewise.loss.CrossEntropyLoss;
import dev.lanewise.loss.DiceLoss;
import dev.lanewise.loss.FocalLoss;
import dev.lanewise.loss.GaussianNLLLoss;
import dev.lanewise.loss.KLDivLoss;
import dev.lanewise.loss.Losses;
import dev.lanewise.loss.MarginLosses;
import dev.lanewise.loss.MultiMarginLoss;
import dev.lanewise.loss.NLLLoss;
import dev.lanewise.loss.PoissonNLLLoss;
import dev.lanewise.loss.TripletMarginLoss;
import dev.lanewise.ops.Convolution;
import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Recurrence;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Bits;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Diagonals;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The random programs apply every function, to values of every kind. */
@Tag("quick")
class RandomOpsTest {
    private static final List<Class<?>> HOMES = List.of(
            Activations.class, Bits.class, BoolTensor.class, Convolution.class, DenseLinalg.class, Diagonals.class,
            Embeddings.class,
            Indexing.class,
            IntTensor.class, Linalg.class, Pointwise.class, Scans.class, Shapes.class, Sorting.class, Statistics.class,
            BCELoss.class, BCEWithLogitsLoss.class, CTCLoss.class, CrossEntropyLoss.class, DiceLoss.class,
            FocalLoss.class, GaussianNLLLoss.class, KLDivLoss.class, Losses.class, MarginLosses.class,
            MultiMarginLoss.class, NLLLoss.class, PoissonNLLLoss.class, Pooling.class, Recurrence.class,
            TripletMarginLoss.class);

    /** A program with these would be refused, or they make a tensor of Java values. */
    private static final Set<String> NOT_FOR_PROGRAMS = Set.of(
            "BoolTensor.of", "BoolTensor.ofNested", "BoolTensor.wrap", "IntTensor.of", "IntTensor.ofNested",
            "IntTensor.wrap",
            "IntTensor.arange", "Indexing.maskedSelect", "Indexing.nonzero", "Sorting.unique", "Sorting.bincount");

    @Test
    void everyFunctionHasARow() {
        Set<String> functions = HOMES.stream()
                .flatMap(home -> Arrays.stream(home.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()) && givesTensors(method))
                        .map(method -> home.getSimpleName() + "." + method.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(functions).containsAll(NOT_FOR_PROGRAMS);
        functions.removeAll(NOT_FOR_PROGRAMS);
        functions.removeAll(RandomOps.ROWS.stream().map(row -> row.name().split(" ", 2)[0]).toList());
        assertThat(functions).as("functions without a row in a family of RandomOps").isEmpty();
    }

    /** Not what reads values: toArray, toString and the like. */
    private static boolean givesTensors(Method method) {
        Class<?> type = method.getReturnType().isArray()
                ? method.getReturnType().componentType()
                : method.getReturnType();
        return Value.class.isAssignableFrom(type) || type.isRecord();
    }

    static List<RandomRow> rows() {
        return RandomOps.ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowTakesEveryShapeAndNaN(RandomRow row) {
        for (int[] dims : new int[][] {{}, {0}, {1}, {5}, {0, 3}, {3, 0}, {3, 4}, {1, 1}, {4, 1, 5}, {2, 3, 2, 3}}) {
            for (float scale : new float[] {0.3f, 0f, Float.NaN, Float.POSITIVE_INFINITY}) {
                SplittableRandom choice = Seeds.random(dims.length);
                RandomOps ops = new RandomOps(choice, new RandomTensors(1, true, 3), new StringBuilder());
                Tensor x = Tensor.arange(Arrays.stream(dims).reduce(1, (m, n) -> m * n)).sub(4f).reshape(dims)
                        .mul(scale).requiresGrad(true);
                ops.add(x.mul(0.5f));
                Tensor y = row.apply(ops, x);
                if (y.requiresGrad()) {
                    y.sum().backward();
                    Tensor grad = x.grad();
                    assertThat(grad == null || grad.shape().equals(x.shape())).isTrue();
                }
            }
        }
    }
}
