package dev.lanewise.ops;

import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gradients of recurrences that are ops: of the weight, and those whose own gradients are asked for. */
final class RecurrentGradients {
    private RecurrentGradients() {}

    /**
     * The gradient of the weight {@code [G H, H]} from that of the sums {@code d [T, N, G H]}: one product over all
     * steps with the states before them, in the order of time, and then that of the first step if there is a first
     * state.
     *
     * @param y the states {@code [T, N, H]}, 0 beyond the lengths
     */
    static Tensor weightGradient(
            Tensor d, Tensor y, @Nullable Tensor first, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        int time = d.dim(0);
        boolean backward = RecurrentOperands.isBackward(direction);
        Tensor sum = null;
        if (time > 1) {
            Tensor after = backward ? d.slice(0, 0, time - 1) : d.slice(0, 1, time);
            Tensor before = backward ? y.slice(0, 1, time) : y.slice(0, 0, time - 1);
            if (backward && first != null && lengths != null) {
                IntTensor steps = IntTensor.arange(1, time).reshape(time - 1, 1, 1);
                BoolTensor within = lengths.reshape(1, lengths.size(), 1).gt(steps);
                before = Indexing.where(within, before, first);
            }
            sum = rows(after).matmul(rows(before), true, false);
        }
        if (time > 0 && first != null) {
            Tensor start = d.select(0, backward ? time - 1 : 0).matmul(first, true, false);
            sum = sum == null ? start : sum.add(start);
        }
        return sum == null ? Tensor.zeros(d.dim(2), y.dim(2)) : sum;
    }

    private static Tensor rows(Tensor x) {
        return x.reshape(x.dim(0) * x.dim(1), x.dim(2));
    }

    /**
     * The gradients of an op's inputs of floats as those of its definition, composed of differentiable ops.
     *
     * @param inputs how many of the inputs are floats
     * @param definition gives the op's first outputs
     * @param grads of them; null for none
     */
    static @Nullable Tensor[] composed(
            Saved saved, int inputs, Function<Tensor[], Tensor[]> definition, @Nullable Tensor... grads) {
        Tensor[] in = new Tensor[inputs];
        for (int i = 0; i < inputs; i++) {
            in[i] = saved.input(i);
        }
        List<Tensor> vectors = new ArrayList<>();
        for (Tensor g : grads) {
            if (g != null) {
                vectors.add(g.reshape(g.size()));
            }
        }
        @Nullable
        Tensor[] found = new Tensor[saved.inputs()];
        Tensor[] products = Autograd.vjp(x -> {
            Tensor[] all = definition.apply(x);
            List<Tensor> wanted = new ArrayList<>();
            for (int i = 0; i < grads.length; i++) {
                if (grads[i] != null) {
                    wanted.add(all[i].reshape(all[i].size()));
                }
            }
            return Shapes.concat(0, wanted.toArray(new Tensor[0]));
        }, in, Shapes.concat(0, vectors.toArray(new Tensor[0]))).products();
        for (int i = 0; i < inputs; i++) {
            found[i] = saved.needs(i) ? products[i] : null;
        }
        return found;
    }
}
