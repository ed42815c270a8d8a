package dev.lanewise;

import dev.lanewise.data.Batched;
import dev.lanewise.tensor.Value;
import java.util.List;

/** Any values as a batch, for computations that are written in lists of values. */
public record Inputs(List<Value> values) implements Batched<Inputs> {
    public static Inputs of(List<? extends Value> values) {
        return new Inputs(List.copyOf(values));
    }

    @Override
    public Inputs with(List<Value> others) {
        return new Inputs(others);
    }
}
