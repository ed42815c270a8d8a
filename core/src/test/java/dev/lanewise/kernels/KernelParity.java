package dev.lanewise.kernels;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks that a set of kernels gives the bits of another one: on the same inputs both write the same bits to the same
 * places, nothing around those, and nothing to their inputs.
 *
 * <pre>{@code
 * parity.on("relu of " + n, x).writes(2, n)
 *         .by((kernels, out) -> kernels.relu(x, 1, out.floats(0), 2, n));
 * }</pre>
 *
 * @param <K> the interface of the kernels
 */
public final class KernelParity<K> {
    /** Elements behind the last that may be written: more than any vector has. */
    private static final int GUARD = 19;

    private final K reference;
    private final K tested;
    private final SplittableRandom random;

    /** @param random gives the numbers that outputs hold before they are written */
    public KernelParity(K reference, K tested, SplittableRandom random) {
        this.reference = reference;
        this.tested = tested;
        this.random = random;
    }

    /** A case. The inputs must be left as they are; what is written is declared next, in the order of its numbers. */
    public Case on(String what, float[]... inputs) {
        return new Case(what, inputs);
    }

    /** What a kernel is called with. It may be called many times, and writes to nothing but its outputs. */
    @FunctionalInterface
    public interface Call<K> {
        void on(K kernels, Outputs out) throws ReflectiveOperationException;
    }

    /** Arrays that one set of kernels writes to. */
    public static final class Outputs {
        private final Object[] arrays;

        private Outputs(List<Output> outputs) {
            arrays = outputs.stream().map(output -> output.copy(output.before)).toArray();
        }

        public float[] floats(int output) {
            return (float[]) arrays[output];
        }

        public boolean[] booleans(int output) {
            return (boolean[]) arrays[output];
        }
    }

    /**
     * An array, a {@code float[]} or {@code boolean[]}, and which of its elements may be written.
     *
     * @param before what it holds before
     */
    private record Output(Object before, int offset, int stride, int rows, int cols) {
        Object copy(Object array) {
            return array instanceof float[] floats ? floats.clone() : ((boolean[]) array).clone();
        }

        /** The elements that must stay as they are are those of {@code before}, whatever the others hold. */
        Object restored(Object after) {
            Object restored = copy(after);
            for (int row = 0; row < rows; row++) {
                int from = offset + row * stride;
                System.arraycopy(before, from, restored, from, cols);
            }
            return restored;
        }

        static void assertSame(String what, Object actual, Object expected) {
            if (actual instanceof float[] floats) {
                assertThatFloats(floats).as(what).hasBitsOf((float[]) expected);
            } else {
                assertThat((boolean[]) actual).as(what).isEqualTo(expected);
            }
        }
    }

    /** One case: inputs, outputs and, at last, the call. */
    public final class Case {
        private final String what;
        private final float[][] inputs;
        private final List<Output> outputs = new ArrayList<>();

        private Case(String what, float[][] inputs) {
            this.what = what;
            this.inputs = inputs;
        }

        /** The next output is a new array, of which so many elements may be written. */
        public Case writes(int offset, int n) {
            return writesRows(offset, n, 1, n);
        }

        /** The next output is a new array, of which so many rows may be written. */
        public Case writesRows(int offset, int stride, int rows, int cols) {
            return add(FloatSamples.mixed(random, offset + rows * stride + GUARD), offset, stride, rows, cols);
        }

        /** The next output holds these numbers, of which so many may be changed: a sum so far, an input in place. */
        public Case changes(float[] before, int offset, int n) {
            return add(before, offset, n, 1, n);
        }

        /** The next output holds these numbers, so many rows of which may be changed. */
        public Case changesRows(float[] before, int offset, int stride, int rows, int cols) {
            return add(before, offset, stride, rows, cols);
        }

        /** The next output is a new array of booleans, of which so many may be written. */
        public Case writesBooleans(int offset, int n) {
            return add(FloatSamples.booleans(random, offset + n + GUARD), offset, n, 1, n);
        }

        private Case add(Object before, int offset, int stride, int rows, int cols) {
            outputs.add(new Output(before, offset, stride, rows, cols));
            return this;
        }

        /** Checks the call, and returns what it gave. */
        public Outputs by(Call<K> call) {
            return byManyCalls(1, call);
        }

        /** Checks that the tested kernels keep the bits while the JVM compiles them. */
        public Outputs byManyCalls(int calls, Call<K> call) {
            Outputs expected = run(reference, call);
            for (int k = 0; k < outputs.size(); k++) {
                Output output = outputs.get(k);
                Output.assertSame(what + ", the reference: around output " + k, output.restored(expected.arrays[k]),
                        output.before);
            }
            for (int i = 0; i < calls; i++) {
                Outputs actual = run(tested, call);
                for (int k = 0; k < outputs.size(); k++) {
                    Output.assertSame(what + ", call " + i + ": output " + k, actual.arrays[k], expected.arrays[k]);
                }
            }
            return expected;
        }

        private Outputs run(K kernels, Call<K> call) {
            float[][] before = Arrays.stream(inputs).map(float[]::clone).toArray(float[][]::new);
            Outputs out = new Outputs(outputs);
            try {
                call.on(kernels, out);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(what, e);
            }
            for (int k = 0; k < inputs.length; k++) {
                assertThatFloats(inputs[k]).as(what + ": input " + k).hasBitsOf(before[k]);
            }
            return out;
        }
    }
}
