package dev.lanewise.reference;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;

/** The inputs of a case. */
public record In(List<Value> values) {
    public Tensor tensor(int i) {
        return (Tensor) values.get(i);
    }

    public IntTensor ints(int i) {
        return (IntTensor) values.get(i);
    }

    public BoolTensor bools(int i) {
        return (BoolTensor) values.get(i);
    }

    /** All inputs, if they are floats. */
    public Tensor[] tensors() {
        return values.toArray(Tensor[]::new);
    }
}
