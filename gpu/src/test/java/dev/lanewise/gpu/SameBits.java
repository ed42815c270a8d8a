package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Requires of a computation that it has the same bits on the device as on the CPU, and refuses the same values. */
final class SameBits {
    private SameBits() {}

    /** Of one op. */
    static void of(Op op, Value... inputs) {
        of(op.toString(), List.of(inputs), in -> List.of(op.apply(in.toArray(Value[]::new))));
    }

    /** Of any computation. */
    static void of(
            String name, List<? extends Value> inputs,
            Function<List<? extends Value>, List<? extends Value>> computation) {
        List<? extends Value> expected = computation.apply(inputs);
        Program program = Program.capture(Options.defaults().on(Devices.first()), inputs, computation).program();
        for (int run = 0; run < 2; run++) {
            List<Value> given = program.run(inputs);
            for (int i = 0; i < given.size(); i++) {
                int[] bits = bits(given.get(i));
                int[] wanted = bits(expected.get(i));
                assertThat(Arrays.mismatch(bits, wanted))
                        .as("the first bits that differ of output %d of %s of %s", i, name,
                                inputs.stream().map(Value::shape).toList())
                        .isEqualTo(-1);
            }
        }
    }

    /** A program of values that an op takes refuses others in the CPU's words. */
    static void refused(Op op, List<? extends Value> taken, List<? extends Value> others) {
        Throwable expected = catchThrowable(() -> op.apply(others.toArray(Value[]::new)));
        Program program = Program.capture(Options.defaults().on(Devices.first()), taken,
                in -> List.of(op.apply(in.toArray(Value[]::new)))).program();
        Throwable given = catchThrowable(() -> program.run(others));
        assertThat(expected).isNotNull();
        assertThat(given).isInstanceOf(expected.getClass()).hasMessageContaining(expected.getMessage());
        program.run(taken); // is as good as before
    }

    /** Elements as ints, all NaNs the same. */
    private static int[] bits(Value value) {
        return switch (value) {
            case Tensor x -> {
                float[] floats = x.toArray();
                int[] bits = new int[floats.length];
                Arrays.setAll(bits, i -> Float.floatToIntBits(floats[i]));
                yield bits;
            }
            case IntTensor x -> x.toArray();
            case BoolTensor x -> {
                boolean[] bools = x.toArray();
                int[] bits = new int[bools.length];
                Arrays.setAll(bits, i -> bools[i] ? 1 : 0);
                yield bits;
            }
        };
    }
}
