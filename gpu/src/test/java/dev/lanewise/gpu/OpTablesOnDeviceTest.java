package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTables;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rows of the op tables whose ops the device knows: values and gradients have the bits of the CPU. Without the row
 * of fused steps, which is made by hand and whose values have numbers of its own.
 */
class OpTablesOnDeviceTest {
    @Test
    void rowsHaveTheBitsOfTheCpu() {
        Gpu gpu = Devices.first();
        TreeSet<String> taken = new TreeSet<>();
        Map<String, String> others = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (OpRow row : OpTables.rows().filter(each -> !each.name().equals("fused")).toList()) {
            for (int[][] shapes : Stream.concat(row.cases().stream(), row.largeCases().stream()).toList()) {
                try {
                    List<Value> expected = row.valueAndGradients(row.inputs(shapes));
                    Tensor[] in = row.inputs(shapes);
                    Program program = Program.capture(Options.defaults().on(gpu), List.of(in),
                            x -> row.valueAndGradients(x.toArray(Tensor[]::new))).program();
                    List<Value> given = program.run(List.of(in));
                    taken.add(row.name());
                    for (int i = 0; i < given.size(); i++) {
                        if (!text(given.get(i)).equals(text(expected.get(i)))) {
                            wrong.add(row.describe(shapes) + ": output " + i);
                        }
                    }
                } catch (UnsupportedOperationException | IllegalStateException e) {
                    others.put(row.name(), String.valueOf(e.getMessage()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).as("others: %s", others).hasSizeGreaterThan(200);
    }

    /** The bits of a value, but for those of NaN. */
    private static String text(Value value) {
        return switch (value) {
            case Tensor x -> {
                StringBuilder bits = new StringBuilder(x.shape() + ":");
                for (float each : x.toArray()) {
                    bits.append(Float.floatToIntBits(each)).append(',');
                }
                yield bits.toString();
            }
            case IntTensor x -> x.shape() + ":" + java.util.Arrays.toString(x.toArray());
            case BoolTensor x -> x.shape() + ":" + java.util.Arrays.toString(x.toArray());
        };
    }
}
