package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.Seeds;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
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

    /** Asserts that the device gives the bits of the CPU, in a first run and, with buffers in use, in a second one. */
    static void assertSameBits(List<? extends Value> in, Computation computation) {
        assertSameBits(Devices.first(), in, computation);
    }

    static void assertSameBits(Backend device, List<? extends Value> in, Computation computation) {
        List<String> expected = texts(computation.of(new Given(in)));
        Program program = Program.capture(Options.defaults().on(device), in, each(computation)).program();
        assertThat(texts(program.run(in))).isEqualTo(expected);
        assertThat(texts(program.run(in))).isEqualTo(expected);
    }

    /**
     * Asserts that the device refuses inputs as the CPU does, and takes others after that.
     *
     * @param good with which the computation is captured
     * @param bad of the same shapes
     */
    static void assertSameRefusal(List<? extends Value> good, List<? extends Value> bad, Computation computation) {
        Throwable refusal = catchThrowable(() -> computation.of(new Given(bad)));
        assertThat(refusal).isNotNull();
        Program program = Program.capture(Options.defaults().on(Devices.first()), good, each(computation)).program();
        assertThatThrownBy(() -> program.run(bad))
                .isInstanceOf(refusal.getClass())
                .hasMessageContaining(refusal.getMessage());
        assertThat(texts(program.run(good))).isEqualTo(texts(computation.of(new Given(good))));
    }

    private static Function<List<? extends Value>, List<? extends Value>> each(Computation computation) {
        return x -> computation.of(new Given(x));
    }

    private static List<String> texts(List<? extends Value> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(RowOnDevice.text(value)));
        return texts;
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
