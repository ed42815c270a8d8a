package dev.lanewise.optim;

import dev.lanewise.optim.UpdateRule.Parameter;
import dev.lanewise.optim.UpdateRule.Slot;
import dev.lanewise.state.State;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The slots of a rule. */
final class Slots {
    private final String owner;
    private final List<Tensor> parameters;
    private final List<Slot> slots = new ArrayList<>();

    /**
     * None yet.
     *
     * @param owner whose they are, for messages
     */
    Slots(String owner, List<Tensor> parameters) {
        this.owner = owner;
        this.parameters = parameters;
    }

    /** Adds a slot; see {@link UpdateRule#slot(String, UnaryOperator)}. */
    Slot add(@Nullable String name, @Nullable UnaryOperator<Tensor> initial) {
        String checked = free(name);
        UnaryOperator<Tensor> first = Required.nonNull(owner + ": what gives the first value of slot " + name, initial);
        return make(checked, i -> Optional.of(first(checked, i, first.apply(parameters.get(i)))));
    }

    /** Adds a slot of zeros; see {@link UpdateRule#slotOfShape}. */
    Slot addZeros(@Nullable String name, @Nullable Function<Shape, @Nullable Shape> shape) {
        String checked = free(name);
        Function<Shape, @Nullable Shape> given = Required.nonNull(owner + ": what gives the shape of slot " + name,
                shape);
        return make(checked, i -> Optional.ofNullable(given.apply(parameters.get(i).shape())).map(Tensor::zeros));
    }

    private Slot make(String name, IntFunction<Optional<Tensor>> first) {
        Slot slot = new Slot(name, parameters, IntStream.range(0, parameters.size()).mapToObj(first).toList());
        slots.add(slot);
        return slot;
    }

    private String free(@Nullable String name) {
        String checked = Required.nonNull(owner + ": the name of a slot", name);
        if (checked.isEmpty() || checked.contains(".") || checked.equals(UpdateRule.STEP)
                || checked.equals(UpdateRule.GRAD)
                || slots.stream().anyMatch(slot -> slot.toString().equals(checked))) {
            throw new IllegalArgumentException(
                    owner + ": a slot cannot be called '" + name + "': the name is empty, has a dot, or is taken");
        }
        return checked;
    }

    private Tensor first(String name, int i, @Nullable Tensor given) {
        Tensor first = Required.nonNull(owner + ": the first value of slot " + name + " of parameter " + i, given);
        if (!first.shape().equals(parameters.get(i).shape())) {
            throw new IllegalArgumentException(owner + ": slot " + name + " of parameter " + i + " is made with shape "
                    + first.shape() + ", and the parameter has shape " + parameters.get(i).shape());
        }
        return Tensor.wrap(first.toArray(), first.shape());
    }

    /** See {@link Parameter#slot}. */
    static Tensor tensor(@Nullable Slot slot, Parameter parameter) {
        Slot given = Required.nonNull("slot: the slot", slot);
        int i = parameter.index();
        if (i >= given.parameters.size() || given.parameters.get(i) != parameter.value()) {
            throw new IllegalArgumentException("slot " + slot + " belongs to another optimizer than " + parameter);
        }
        return given.tensors.get(i).orElseThrow(
                () -> new IllegalArgumentException("slot " + slot + " has nothing for " + parameter));
    }

    /** A number that grows with each write to a parameter or to what is kept for it. */
    long versions(Parameter parameter) {
        long versions = Bound.version(parameter.value());
        for (Slot slot : slots) {
            versions += slot.tensors.get(parameter.index()).map(Bound::version).orElse(0);
        }
        return versions;
    }

    /** Refuses an update that has left {@link #versions} as they were. */
    void requireWritten(Parameter parameter, long before) {
        if (versions(parameter) == before) {
            throw new IllegalStateException("it has written neither to the parameter nor to a slot; assign what it "
                    + "computes to them, as in p.value().assign(...)");
        }
    }

    /** Names what is kept for a parameter. */
    void state(State part, int parameter) {
        slots.forEach(slot -> slot.tensors.get(parameter).ifPresent(tensor -> part.tensor(slot.toString(), tensor)));
    }
}
