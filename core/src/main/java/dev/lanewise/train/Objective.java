package dev.lanewise.train;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is to be made smaller, and what is measured along with it. */
final class Objective<B, O> {
    /** The name of the loss that is made smaller: the sum of all. */
    static final String LOSS = "loss";

    private final Function<B, O> forward;
    private final BiFunction<O, B, Tensor> loss;
    private final List<Auxiliary<O, B>> auxiliaries = new ArrayList<>();

    /** A loss besides the first. */
    private record Auxiliary<O, B>(String name, double weight, BiFunction<O, B, Tensor> loss) {}

    Objective(Function<B, O> forward, BiFunction<O, B, Tensor> loss) {
        this.forward = Required.nonNull("Trainer: the computation", forward);
        this.loss = Required.nonNull("Trainer: the loss", loss);
    }

    void add(String name, double weight, BiFunction<O, B, Tensor> auxiliary) {
        auxiliaries.add(new Auxiliary<>(name, weight, auxiliary));
    }

    Function<B, O> forward() {
        return forward;
    }

    /** The names of the losses. */
    List<String> names() {
        return Stream.concat(Stream.of(LOSS), auxiliaries.stream().map(Auxiliary::name)).toList();
    }

    /** Losses of a batch by name, after it was counted. */
    Map<String, Tensor> of(B batch, List<Measure.Counter<O, B>> counters) {
        O outputs = forward.apply(batch);
        Map<String, Tensor> values = new LinkedHashMap<>();
        Tensor total = scalar(LOSS, loss.apply(outputs, batch));
        values.put(LOSS, total);
        for (Auxiliary<O, B> auxiliary : auxiliaries) {
            Tensor value = scalar(auxiliary.name(), auxiliary.loss().apply(outputs, batch));
            values.put(auxiliary.name(), value);
            total = total.add(value.mul((float) auxiliary.weight()));
        }
        values.put(LOSS, total);
        for (Measure.Counter<O, B> counter : counters) {
            counter.add(outputs, batch);
        }
        return values;
    }

    /** Requires a value of a user's function to be one number. */
    static Tensor scalar(String name, Tensor value) {
        Required.nonNull("Trainer: the value " + name, value);
        if (value.size() != 1) {
            throw new IllegalArgumentException("Trainer: " + name + " has shape " + value.shape()
                    + "; it must be one number, such as a mean over the batch");
        }
        return value;
    }
}
