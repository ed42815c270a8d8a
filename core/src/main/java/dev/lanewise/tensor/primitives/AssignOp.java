package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;

/** Copies the second tensor into the first, which has the same shape: initialisation and loading. Never recorded. */
public record AssignOp() implements Op {
    @Override
    public String name() {
        return "assign";
    }

    @Override
    public boolean writes(int input) {
        return input == 0;
    }

    @Override
    public Spec[] infer(Value... in) {
        if (!in[1].shape().equals(in[0].shape())) {
            throw new IllegalArgumentException("assign: values of shape " + in[1].shape()
                    + " for a tensor of shape " + in[0].shape());
        }
        return new Spec[0];
    }

    @Override
    public void run(Operands in, Operands out) {
        float[] source = in.data(1); // first, as it may be the same array
        System.arraycopy(source, in.offset(1), in.dataToOverwrite(0), in.offset(0), in.size(0));
    }
}
