package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.full;

import dev.lanewise.ops.Recurrence;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recurrences over values that are taken for a few steps of a few samples. */
final class RandomSequences {
    private static final int UNITS = 3;
    private static final int SAMPLES = 3;
    private static final int STEPS = 4;

    static final List<RandomRow> ROWS = List.of(
            full("Recurrence.tanh", 1, (ops, a) -> {
                Tensor x = steps(a, 1);
                return both(Recurrence.tanh(x, weight(x, 1), state(ops, x, 1), lengths(ops, x), direction(ops)));
            }),
            full("Recurrence.relu", 1, (ops, a) -> {
                Tensor x = steps(a, 1);
                return both(Recurrence.relu(x, weight(x, 1), state(ops, x, 1), lengths(ops, x), direction(ops)));
            }),
            full("Recurrence.gru", 1, (ops, a) -> {
                Tensor x = steps(a, 3);
                Tensor bias = ops.choose(2) == 0 ? x.mean(0, 1) : null;
                return both(Recurrence.gru(
                        x, weight(x, 3), bias, state(ops, x, 3), lengths(ops, x), direction(ops)));
            }),
            full("Recurrence.lstm", 1, (ops, a) -> {
                Tensor x = steps(a, 4);
                Recurrence.Lstm all = Recurrence.lstm(
                        x, weight(x, 4), state(ops, x, 4), state(ops, x, 4), lengths(ops, x), direction(ops));
                return all.outputs().add(all.hidden().mul(all.cell().tanh()));
            }));

    private RandomSequences() {}

    private static Tensor both(Recurrence.Hidden all) {
        return all.outputs().add(all.hidden().mul(0.5f)).clamp(-9, 9);
    }

    /** So many gates of a few units, for a few samples and steps. */
    private static Tensor steps(Tensor a, int gates) {
        int units = Math.min(UNITS, a.size());
        int rows = a.size() / units;
        int samples = Math.min(SAMPLES, rows);
        int time = Math.min(STEPS, rows / samples);
        Tensor part = a.reshape(a.size()).slice(0, 0, time * samples * units).reshape(time, samples, units);
        return Shapes.concat(2, Collections.nCopies(gates, part).toArray(new Tensor[0]));
    }

    private static Tensor weight(Tensor x, int gates) {
        Tensor first = x.select(0, 0).select(0, 0);
        return Linalg.outer(first.tanh(), first.slice(0, 0, first.size() / gates).sigmoid());
    }

    /** The first gate at the first step, or none. */
    private static @Nullable Tensor state(RandomOps ops, Tensor x, int gates) {
        return ops.choose(2) == 0 ? x.select(0, 0).slice(1, 0, x.dim(2) / gates) : null;
    }

    private static @Nullable IntTensor lengths(RandomOps ops, Tensor x) {
        return ops.choose(2) == 0 ? RandomInts.below(x.select(0, 0).select(1, 0), x.dim(0) + 1) : null;
    }

    private static Recurrence.Direction direction(RandomOps ops) {
        return ops.choose(2) == 0 ? Recurrence.Direction.FORWARD : Recurrence.Direction.BACKWARD;
    }
}
