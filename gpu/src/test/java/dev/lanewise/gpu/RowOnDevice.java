package dev.lanewise.gpu;

import dev.lanewise.optable.OpRow;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A row of the op tables on a device: values and gradients of all its cases in one program, against the CPU. */
public final class RowOnDevice {
    private RowOnDevice() {}

    /**
     * The outputs that differ from the CPU's, in words.
     *
     * @throws UnsupportedOperationException if the device does not know the ops
     */
    public static List<String> differences(OpRow row, Gpu gpu) {
        List<int[][]> cases = Stream.concat(row.cases().stream(), row.largeCases().stream()).toList();
        List<Tensor> in = new ArrayList<>();
        List<Value> expected = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int[][] shapes : cases) {
            List<Value> values = row.valueAndGradients(row.inputs(shapes));
            expected.addAll(values);
            values.forEach(_ -> names.add(row.describe(shapes)));
            in.addAll(List.of(row.inputs(shapes)));
        }
        Program program = Program.capture(Options.defaults().on(gpu), in, x -> {
            List<Value> all = new ArrayList<>();
            int next = 0;
            for (int[][] shapes : cases) {
                all.addAll(row.valueAndGradients(x.subList(next, next + shapes.length).toArray(Tensor[]::new)));
                next += shapes.length;
            }
            return all;
        }).program();
        List<Value> given = program.run(in);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            if (!text(given.get(i)).equals(text(expected.get(i)))) {
                wrong.add(names.get(i) + ": output " + i);
            }
        }
        return wrong;
    }

    /** The bits of a value, but for those of NaN. */
    static String text(Value value) {
        return switch (value) {
            case Tensor x -> {
                StringBuilder bits = new StringBuilder(x.shape() + ":");
                for (float each : x.toArray()) {
                    bits.append(Float.floatToIntBits(each)).append(',');
                }
                yield bits.toString();
            }
            case IntTensor x -> x.shape() + ":" + Arrays.toString(x.toArray());
            case BoolTensor x -> x.shape() + ":" + Arrays.toString(x.toArray());
        };
    }
}
