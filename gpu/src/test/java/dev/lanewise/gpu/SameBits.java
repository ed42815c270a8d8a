package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.program.Backend;
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
import java.util.stream.IntStream;

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
        of(TestDevice.first(), name, inputs, computation);
    }

    /** On a device, in a first run and in another one, when buffers have been used. */
    static void of(
            Backend device, String name, List<? extends Value> inputs,
            Function<List<? extends Value>, List<? extends Value>> computation) {
        List<? extends Value> expected = computation.apply(inputs);
        Program program = program(device, inputs, computation);
        for (int run = 0; run < 2; run++) {
            List<Value> given = program.run(inputs);
            assertThat(given.stream().map(Value::shape)).isEqualTo(expected.stream().map(Value::shape).toList());
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

    /** The computation on the first device. */
    static Program program(
            List<? extends Value> inputs, Function<List<? extends Value>, List<? extends Value>> computation) {
        return program(TestDevice.first(), inputs, computation);
    }

    private static Program program(
            Backend device, List<? extends Value> inputs,
            Function<List<? extends Value>, List<? extends Value>> computation) {
        return Program.capture(Options.defaults().on(device), inputs, computation).program();
    }

    /** {@link #refused(List, List, Function)} of one op. */
    static void refused(Op op, List<? extends Value> taken, List<? extends Value> others) {
        refused(taken, others, in -> List.of(op.apply(in.toArray(Value[]::new))));
    }

    /** A program of values that a computation takes refuses others in the CPU's words, and is as good as before. */
    static void refused(
            List<? extends Value> taken, List<? extends Value> others,
            Function<List<? extends Value>, List<? extends Value>> computation) {
        Throwable expected = catchThrowable(() -> computation.apply(others));
        assertThat(expected).isNotNull();
        List<? extends Value> results = computation.apply(taken);
        Program program = program(taken, computation);
        assertThatThrownBy(() -> program.run(others))
                .isInstanceOf(expected.getClass())
                .hasMessageContaining(expected.getMessage());
        assertThat(program.run(taken).stream().map(SameBits::bits).map(Arrays::toString))
                .isEqualTo(results.stream().map(SameBits::bits).map(Arrays::toString).toList());
    }

    /** {@link #of(String, List, Function)} of a computation of tensors. */
    static void ofTensors(List<Tensor> inputs, Function<List<Tensor>, List<Value>> computation) {
        of("the computation", inputs, each(computation));
    }

    /** What a computation of tensors gives on the first device. */
    static List<Value> run(List<Tensor> inputs, Function<List<Tensor>, List<Value>> computation) {
        return program(inputs, each(computation)).run(inputs);
    }

    private static Function<List<? extends Value>, List<? extends Value>> each(
            Function<List<Tensor>, List<Value>> computation) {
        return x -> computation.apply(x.stream().map(Tensor.class::cast).toList());
    }

    /** Elements as ints, all NaNs the same. */
    private static int[] bits(Value value) {
        return switch (value) {
            case Tensor x -> {
                float[] floats = x.toArray();
                yield IntStream.range(0, floats.length).map(i -> Float.floatToIntBits(floats[i])).toArray();
            }
            case IntTensor x -> x.toArray();
            case BoolTensor x -> {
                boolean[] bools = x.toArray();
                yield IntStream.range(0, bools.length).map(i -> bools[i] ? 1 : 0).toArray();
            }
        };
    }
}
