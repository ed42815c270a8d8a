package dev.lanewise.optable;

import dev.lanewise.Bits;
import dev.lanewise.TestTensors;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs of the rows of the op table on hostile values: one element of an input, or of the gradient of the result, is
 * infinite, NaN or the largest number. Where padding, a mask or what a vector holds behind the last element is
 * multiplied by zero, such an element makes NaN.
 */
final class HostileRuns {
    private static final float[] VALUES = {
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MAX_VALUE
    };

    /** The first element, one in the middle, the last. */
    private static final int PLACES = 3;

    private HostileRuns() {}

    /** Prints the outcomes of all runs, for a parent that computes with other kernels. */
    public static void main(String[] args) {
        OpTables.rows().flatMap(HostileRuns::of).forEach(run -> System.out.println(run.outcome()));
    }

    /**
     * A run.
     *
     * @param what names it
     * @param gradient of the result
     */
    record Run(OpRow row, String what, List<Tensor> inputs, Tensor gradient) {
        /** One line: the name, and a hash of the result and of the gradients of all inputs, or why there are none. */
        String outcome() {
            String found;
            try {
                int hash = 1;
                for (Value value : results()) {
                    hash = 31 * hash + Arrays.hashCode(Bits.of(value));
                }
                found = "%08x".formatted(hash);
            } catch (IllegalArgumentException | ArithmeticException e) { // the op refuses such a value
                found = e.getMessage();
            }
            return "%s: %s".formatted(what, found);
        }

        private List<Value> results() {
            Tensor[] leaves = inputs.stream().map(Tensor::detach).toArray(Tensor[]::new);
            Value y = row.apply(TestTensors.requiring(leaves));
            List<Value> all = new ArrayList<>(List.of(y));
            if (y instanceof Tensor result && result.requiresGrad()) {
                result.backward(gradient);
                Arrays.stream(leaves).map(TestTensors::gradOrZero).forEach(all::add);
            }
            return all;
        }
    }

    /** The runs of a row: each operand has a hostile element in each place, in one case or another. */
    static Stream<Run> of(OpRow row) {
        List<int[][]> cases = new ArrayList<>(row.cases());
        cases.addAll(row.largeCases());
        int each = Math.ceilDiv(PLACES, cases.size());
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < cases.size() * each; i++) {
            add(row, cases.get(i / each), i, runs::add);
        }
        return runs.stream();
    }

    /** One run for each operand of a case. */
    private static void add(OpRow row, int[][] shapes, int turn, Consumer<Run> runs) {
        Tensor[] usual = row.inputs(shapes);
        Tensor gradient = TestTensors.weights(row.apply(usual).shape(), 1);
        for (int operand = 0; operand <= usual.length; operand++) {
            boolean isInput = operand < usual.length;
            Tensor of = isInput ? usual[operand] : gradient;
            if (of.size() == 0) {
                continue;
            }
            int at = (int) ((of.size() - 1L) * (turn % PLACES) / (PLACES - 1));
            float value = VALUES[Math.floorMod(row.name().hashCode() + operand + turn, VALUES.length)];
            float[] elements = of.toArray();
            elements[at] = value;
            Tensor hostile = Tensor.wrap(elements, of.shape());
            Tensor[] inputs = usual.clone();
            if (isInput) {
                inputs[operand] = hostile;
            }
            runs.accept(new Run(
                    row, "%s, %s is %s at %d".formatted(
                            row.describe(shapes), isInput ? "input " + operand : "the gradient", value, at),
                    List.of(inputs), isInput ? gradient : hostile));
        }
    }
}
