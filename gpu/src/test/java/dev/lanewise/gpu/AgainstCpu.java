package dev.lanewise.gpu;

import dev.lanewise.Seeds;
import dev.lanewise.program.Backend;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** A computation that is given all values that it works with, on a device and on the CPU; and values for it. */
final class AgainstCpu {
    /** From inputs to outputs. */
    @FunctionalInterface
    interface Computation {
        List<? extends Value> of(Given x);
    }

    /** The inputs, by their types. */
    record Given(List<? extends Value> values) {
        Tensor floats(int i) {
            return (Tensor) values.get(i);
        }

        IntTensor ints(int i) {
            return (IntTensor) values.get(i);
        }

        BoolTensor bools(int i) {
            return (BoolTensor) values.get(i);
        }
    }

    private static final SplittableRandom RANDOM = Seeds.random(77);

    private AgainstCpu() {}

    /** {@link SameBits#of(String, List, Function)} on the first device. */
    static void assertSameBits(List<? extends Value> in, Computation computation) {
        assertSameBits(TestDevice.first(), in, computation);
    }

    static void assertSameBits(Backend device, List<? extends Value> in, Computation computation) {
        SameBits.of(device, "the computation", in, each(computation));
    }

    /** {@link SameBits#refused(List, List, Function)}. */
    static void assertSameRefusal(List<? extends Value> good, List<? extends Value> bad, Computation computation) {
        SameBits.refused(good, bad, each(computation));
    }

    private static Function<List<? extends Value>, List<? extends Value>> each(Computation computation) {
        return x -> computation.of(new Given(x));
    }

    /** Floats between -2 and 2, some of them equal. */
    static Tensor floats(int... dims) {
        float[] elements = new float[Shape.of(dims).size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = RANDOM.nextInt(4) == 0 ? RANDOM.nextInt(-2, 3) : (float) RANDOM.nextDouble(-2, 2);
        }
        return Tensor.of(Shape.of(dims), elements);
    }

    /** Ints from 0 on and below a limit. */
    static IntTensor ints(int limit, int... dims) {
        int[] elements = new int[Shape.of(dims).size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = RANDOM.nextInt(limit);
        }
        return IntTensor.of(Shape.of(dims), elements);
    }

    static BoolTensor bools(int... dims) {
        boolean[] elements = new boolean[Shape.of(dims).size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = RANDOM.nextBoolean();
        }
        return BoolTensor.of(Shape.of(dims), elements);
    }
}
