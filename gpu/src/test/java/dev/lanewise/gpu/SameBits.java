package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.Function;

/** Small computations, on the device and on the CPU. */
final class SameBits {
    private SameBits() {}

    /** Requires the bits of the CPU from a computation that is captured for the device. */
    static void require(List<Tensor> in, Function<List<Tensor>, List<Value>> computation) {
        List<Value> expected = computation.apply(in);
        List<Value> given = run(in, computation);
        for (int i = 0; i < given.size(); i++) {
            assertThat(given.get(i).shape()).isEqualTo(expected.get(i).shape());
            switch (expected.get(i)) {
                case Tensor x ->
                    assertThat(((Tensor) given.get(i)).toArray()).as("output %d", i).isEqualTo(x.toArray());
                case IntTensor x ->
                    assertThat(((IntTensor) given.get(i)).toArray()).as("output %d", i).isEqualTo(x.toArray());
                default -> throw new IllegalArgumentException("SameBits: output " + i + " is neither floats nor ints");
            }
        }
    }

    /** What a computation gives on the device. */
    static List<Value> run(List<Tensor> in, Function<List<Tensor>, List<Value>> computation) {
        return Program.capture(Options.defaults().on(Devices.first()), in, x -> computation.apply(
                x.stream().map(Tensor.class::cast).toList())).program().run(in);
    }
}
