package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A small program on the device against the same computation on the CPU. */
final class SameBits {
    private SameBits() {}

    /** Requires all results to have the CPU's bits, but for those of NaN. */
    static void onDevice(
            String what, List<? extends Value> in, Function<List<? extends Value>, List<? extends Value>> computation) {
        List<? extends Value> expected = computation.apply(in);
        List<Value> given = program(in, computation).run(in);
        assertThat(given).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < given.size(); i++) {
            assertThat(bits(given.get(i))).as("%s: result %d", what, i).isEqualTo(bits(expected.get(i)));
        }
    }

    /** The computation on the device. */
    static Program program(
            List<? extends Value> in, Function<List<? extends Value>, List<? extends Value>> computation) {
        return Program.capture(Options.defaults().on(Devices.first()), in, computation).program();
    }

    private static List<Object> bits(Value value) {
        return List.of(value.shape(), switch (value) {
            case Tensor x -> {
                float[] floats = x.toArray();
                int[] bits = new int[floats.length];
                Arrays.setAll(bits, i -> Float.floatToIntBits(floats[i]));
                yield Arrays.toString(bits);
            }
            case IntTensor x -> Arrays.toString(x.toArray());
            case BoolTensor x -> Arrays.toString(x.toArray());
        });
    }
}
