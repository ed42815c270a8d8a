package dev.lanewise;

import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about tensors and arrays of floats: {@code assertThat(y).hasShape(2, 3).hasBitsOf(z)}, {@code
 * assertThat(y).isWithin(ulps(2)).of(reference)}. A failure names the first element that is wrong, what it is and
 * should be, how far apart the two are, and how many elements are wrong.
 */
public final class TensorAssert extends AbstractAssert<TensorAssert, Value> {
    private TensorAssert(@Nullable Value actual) {
        super(actual, TensorAssert.class);
    }

    public static TensorAssert assertThat(@Nullable Value actual) {
        return new TensorAssert(actual);
    }

    /** An array as a tensor of one axis. */
    public static TensorAssert assertThatFloats(float... actual) {
        return new TensorAssert(Tensor.wrap(actual, Shape.of(actual.length)));
    }

    public TensorAssert hasShape(int... dims) {
        return hasShape(Shape.of(dims));
    }

    public TensorAssert hasShape(Shape shape) {
        isNotNull();
        if (!actual.shape().equals(shape)) {
            failWithMessage("shape is %s instead of %s", actual.shape(), shape);
        }
        return this;
    }

    /** The same kind of value, the same shape, and the same bits, where any NaN equals any NaN. */
    public TensorAssert hasBitsOf(Value expected) {
        hasShape(expected.shape());
        if (actual.getClass() != expected.getClass()) {
            failWithMessage("%s instead of %s", actual.getClass().getSimpleName(), expected.getClass().getSimpleName());
        }
        int[] is = Bits.of(actual);
        int[] should = Bits.of(expected);
        if (!Arrays.equals(is, should)) {
            fail(i -> is[i] != should[i],
                    i -> show(actual, i) + " instead of " + show(expected, i) + distance(actual, expected, i));
        }
        return this;
    }

    /** These elements in row-major order, bit for bit, where any NaN equals any NaN. */
    public TensorAssert hasBitsOf(float... expected) {
        isNotNull();
        if (actual.shape().size() != expected.length) {
            failWithMessage("%d elements instead of %d", actual.shape().size(), expected.length);
        }
        return hasBitsOf(Tensor.wrap(expected, actual.shape()));
    }

    /** Says how close; {@link Closeness#of} says to what. */
    public Closeness isWithin(Tolerance tolerance) {
        return isWithin(_ -> tolerance);
    }

    /** Says how close each element must be, in row-major order. */
    public Closeness isWithin(IntFunction<Tolerance> tolerances) {
        isNotNull();
        return new Closeness(tolerances);
    }

    /** How close the elements must be to those that follow. */
    public final class Closeness {
        private final IntFunction<Tolerance> tolerances;

        private Closeness(IntFunction<Tolerance> tolerances) {
            this.tolerances = tolerances;
        }

        /** Of exact values, with their shape. */
        public TensorAssert of(Reference expected) {
            return hasShape(expected.dims).elements(tolerances, expected.data);
        }

        /** Of exact values in row-major order. */
        public TensorAssert of(double... expected) {
            if (actual.shape().size() != expected.length) {
                failWithMessage("%d elements instead of %d", actual.shape().size(), expected.length);
            }
            return elements(tolerances, expected);
        }

        /** Of these elements in row-major order. */
        public TensorAssert of(float... expected) {
            double[] exact = new double[expected.length];
            Arrays.setAll(exact, i -> expected[i]);
            return of(exact);
        }

        /** Of another value, with its shape. */
        public TensorAssert of(Value expected) {
            return of(Reference.of(expected));
        }
    }

    private TensorAssert elements(IntFunction<Tolerance> tolerances, double... expected) {
        double[] is = Reference.of(actual).data;
        IntPredicate wrong = i -> !tolerances.apply(i).allows(is[i], expected[i]);
        if (IntStream.range(0, is.length).anyMatch(wrong)) {
            fail(wrong, i -> {
                double ulps = Math.abs(is[i] - expected[i]) / Math.ulp((float) expected[i]);
                return show(actual, i) + " instead of " + expected[i]
                        + (Double.isNaN(ulps) ? "" : ", %.3g ulps apart".formatted(ulps)) + ", where the tolerance is "
                        + tolerances.apply(i);
            });
        }
        return this;
    }

    private void fail(IntPredicate wrong, IntFunction<String> describe) {
        int[] where = IntStream.range(0, actual.shape().size()).filter(wrong).toArray();
        String index = Arrays.toString(Reference.of(actual).index(where[0]));
        failWithMessage("%s", where.length + " of " + actual.shape().size() + " elements differ, the first at " + index
                + ": " + describe.apply(where[0]));
    }

    private static String show(Value value, int i) {
        return switch (value) {
            case Tensor x -> x.toArray()[i] + " (" + Float.toHexString(x.toArray()[i]) + ")";
            case IntTensor x -> String.valueOf(x.toArray()[i]);
            case BoolTensor x -> String.valueOf(x.toArray()[i]);
        };
    }

    private static String distance(Value a, Value b, int i) {
        if (a instanceof Tensor x && b instanceof Tensor y) {
            float from = x.toArray()[i];
            float to = y.toArray()[i];
            return Float.isNaN(from) || Float.isNaN(to) ? "" : ", " + Math.abs(Bits.steps(from, to)) + " ulps apart";
        }
        return "";
    }
}
