package dev.lanewise.reference;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recurrences beside PyTorch's layers: the inputs, their weight and bias, the states' weight and bias, first states.
 */
final class RecurrenceFixtures extends Fixtures {
    RecurrenceFixtures() {
        for (String lengths : new String[] {"", ", lengths"}) {
            Recurrence.Direction forward = Recurrence.Direction.FORWARD;
            onAll("lstm" + lengths, in -> lstm(in, !lengths.isEmpty(), forward));
            onAll("gru" + lengths, in -> hidden("gru", in, !lengths.isEmpty(), forward));
            onAll("Recurrence.tanh over time" + lengths, in -> hidden("tanh", in, !lengths.isEmpty(), forward));
            onAll("Recurrence.relu over time" + lengths, in -> hidden("relu", in, !lengths.isEmpty(), forward));
            Recurrence.Direction backward = Recurrence.Direction.BACKWARD;
            onAll("lstm backward" + lengths, in -> lstm(in, !lengths.isEmpty(), backward));
            onAll("gru backward" + lengths, in -> hidden("gru", in, !lengths.isEmpty(), backward));
            onAll("Recurrence.tanh over time backward" + lengths,
                    in -> hidden("tanh", in, !lengths.isEmpty(), backward));
            onAll("Recurrence.relu over time backward" + lengths,
                    in -> hidden("relu", in, !lengths.isEmpty(), backward));
        }
    }

    private static List<Value> lstm(In in, boolean hasLengths, Recurrence.Direction direction) {
        Tensor x = Linalg.linear(in.tensor(0), in.tensor(1), in.tensor(3).add(in.tensor(4)));
        Recurrence.Lstm all = Recurrence.lstm(
                x, in.tensor(2), in.tensor(5), in.tensor(6), hasLengths ? in.ints(7) : null, direction);
        return List.of(all.outputs(), all.hidden(), all.cell());
    }

    private static List<Value> hidden(String kind, In in, boolean hasLengths, Recurrence.Direction direction) {
        @Nullable
        IntTensor lengths = hasLengths ? in.ints(6) : null;
        boolean gru = kind.equals("gru");
        Tensor x = Linalg.linear(
                in.tensor(0), in.tensor(1), gru ? in.tensor(3) : in.tensor(3).add(in.tensor(4)));
        Recurrence.Hidden all = gru
                ? Recurrence.gru(x, in.tensor(2), in.tensor(4), in.tensor(5), lengths, direction)
                : kind.equals("relu")
                        ? Recurrence.relu(x, in.tensor(2), in.tensor(5), lengths, direction)
                        : Recurrence.tanh(x, in.tensor(2), in.tensor(5), lengths, direction);
        return List.of(all.outputs(), all.hidden());
    }
}
