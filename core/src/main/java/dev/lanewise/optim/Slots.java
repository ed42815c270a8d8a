package dev.lanewise.optim;

import dev.lanewise.optim.UpdateRule.Parameter;
import dev.lanewise.optim.UpdateRule.Slot;
import dev.lanewise.state.State;
import dev.lanewise.tensor.Bound;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
        String checked = Required.nonNull(owner + ": the name of a slot", name);
        UnaryOperator<Tensor> first = Required.nonNull(owner + ": what gives the first value of slot " + name, initial);
        if (checked.isEmpty() || checked.contains(".") || checked.equals(UpdateRule.STEP)
                || checked.equals(UpdateRule.GRAD)
                || slots.stream().anyMatch(slot -> slot.toString().equals(checked))) {
            throw new IllegalArgumentException(
                    owner + ": a slot cannot be called '" + name + "': the name is empty, has a dot, or is taken");
        }
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            tensors.add(first(checked, i, first.apply(parameters.get(i))));
        }
        Slot slot = new Slot(checked, parameters, List.copyOf(tensors));
        slots.add(slot);
        return slot;
    }

    private Tensor first(String name, int i, @Nullable Tensor given) {
        Tensor first = Required.nonNull(owner + ": the first value of slot " + name + " of parameter " + i, given);
        if (!first.shape().equals(parameters.get(i).shape())) {
            throw new IllegalArgumentException(owner + ": slot " + name + " of parameter " + i + " is made with shape "
                    + first.shape() + ", and the parameter has shape " + parameters.get(i).shape());
        }
        return Tensor.wrap(first.toArray(), first.shape());
    }

    /** A number that grows with each write to a parameter or to what is kept for it. */
    long versions(Parameter parameter) {
        long versions = Bound.version(parameter.value());
        for (Slot slot : slots) {
            versions += Bound.version(slot.of(parameter.index()));
        }
        return versions;
    }

    /** Names what is kept for a parameter. */
    void state(State part, int parameter) {
        slots.forEach(slot -> part.tensor(slot.toString(), slot.of(parameter)));
    }
}
