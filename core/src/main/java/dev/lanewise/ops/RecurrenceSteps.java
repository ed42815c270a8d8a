package dev.lanewise.ops;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The recurrences of {@link Recurrence} step by step, composed of differentiable ops: the definition, and what is
 * differentiated where gradients of gradients are asked for.
 */
final class RecurrenceSteps {
    private final Tensor x;
    private final @Nullable IntTensor lengths;
    private final boolean backward;

    private RecurrenceSteps(Tensor x, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        this.x = x;
        this.lengths = lengths;
        this.backward = direction == Recurrence.Direction.BACKWARD;
    }

    /** One step: the states after it from the inputs' part {@code [N, G H]} and the states before. */
    private interface Step {
        Tensor[] next(Tensor gates, Tensor[] states);
    }

    static Recurrence.Lstm lstm(
            Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable Tensor cell, @Nullable IntTensor lengths,
            Recurrence.Direction direction) {
        RecurrenceSteps steps = new RecurrenceSteps(x, lengths, direction);
        Tensor[] first = {steps.first(hidden, weight), steps.first(cell, weight)};
        Tensor[] all = steps.run(first, (gates, states) -> {
            Tensor[] s = Shapes.chunk(gates.add(states[0].matmul(weight, false, true)), 1, 4);
            Tensor c = s[1].sigmoid().mul(states[1]).add(s[0].sigmoid().mul(s[2].tanh()));
            return new Tensor[] {s[3].sigmoid().mul(c.tanh()), c};
        });
        return new Recurrence.Lstm(all[0], all[1], all[2]);
    }

    static Recurrence.Hidden gru(
            Tensor x, Tensor weight, @Nullable Tensor bias, @Nullable Tensor hidden, @Nullable IntTensor lengths,
            Recurrence.Direction direction) {
        RecurrenceSteps steps = new RecurrenceSteps(x, lengths, direction);
        int units = weight.dim(1);
        Tensor[] all = steps.run(new Tensor[] {steps.first(hidden, weight)}, (gates, states) -> {
            Tensor h = states[0];
            Tensor product = h.matmul(weight, false, true);
            Tensor s = bias == null ? product : product.add(bias);
            Tensor rz = gates.slice(1, 0, 2 * units).add(s.slice(1, 0, 2 * units)).sigmoid();
            Tensor n = gates.slice(1, 2 * units, 3 * units)
                    .add(rz.slice(1, 0, units).mul(s.slice(1, 2 * units, 3 * units))).tanh();
            return new Tensor[] {n.add(rz.slice(1, units, 2 * units).mul(h.sub(n)))};
        });
        return new Recurrence.Hidden(all[0], all[1]);
    }

    static Recurrence.Hidden simple(
            boolean relu, Tensor x, Tensor weight, @Nullable Tensor hidden, @Nullable IntTensor lengths,
            Recurrence.Direction direction) {
        RecurrenceSteps steps = new RecurrenceSteps(x, lengths, direction);
        Tensor[] all = steps.run(new Tensor[] {steps.first(hidden, weight)}, (gates, states) -> {
            Tensor s = gates.add(states[0].matmul(weight, false, true));
            return new Tensor[] {relu ? s.relu() : s.tanh()};
        });
        return new Recurrence.Hidden(all[0], all[1]);
    }

    private Tensor first(@Nullable Tensor state, Tensor weight) {
        return state == null ? Tensor.zeros(x.dim(1), weight.dim(1)) : state;
    }

    /** The outputs of all steps {@code [T, N, H]}, and then the last states. */
    private Tensor[] run(Tensor[] first, Step step) {
        int time = x.dim(0);
        Tensor[] states = first;
        Tensor[] outputs = new Tensor[time];
        for (int i = 0; i < time; i++) {
            int t = backward ? time - 1 - i : i;
            Tensor[] next = step.next(x.select(0, t), states);
            if (lengths != null) {
                BoolTensor inside = lengths.gt(t).unsqueeze(1);
                for (int s = 0; s < next.length; s++) {
                    next[s] = Indexing.where(inside, next[s], states[s]);
                }
            }
            outputs[t] = next[0];
            states = next;
        }
        if (lengths != null) { // after the loop, so that gradients of outputs come first with lengths as without
            for (int t = 0; t < time; t++) {
                outputs[t] = Indexing.where(lengths.gt(t).unsqueeze(1), outputs[t], Tensor.scalar(0));
            }
        }
        Tensor[] all = new Tensor[1 + states.length];
        all[0] = time == 0 ? Tensor.zeros(0, x.dim(1), first[0].dim(1)) : Shapes.stack(0, outputs);
        System.arraycopy(states, 0, all, 1, states.length);
        return all;
    }
}
