package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slot of a setting, of zeros at first. It is made when the setting is first on, or when it is loaded; while the
 * setting is off, what is in it stays, is saved and is loaded, for when it is on again.
 */
final class SwitchedSlot {
    private final String name;
    private final List<Tensor> parameters;
    private @Nullable List<Tensor> tensors;
    private boolean on;

    /**
     * One that is off.
     *
     * @param name under which it is saved
     * @param parameters of the rule
     */
    SwitchedSlot(String name, List<Tensor> parameters) {
        this.name = name;
        this.parameters = parameters;
    }

    /** Follows the setting. */
    void set(boolean on) {
        this.on = on;
        if (on) {
            tensors();
        }
    }

    boolean isMade() {
        return tensors != null;
    }

    /** The tensor of a parameter. */
    Tensor of(int parameter) {
        return tensors().get(parameter);
    }

    private List<Tensor> tensors() {
        List<Tensor> made = tensors;
        if (made == null) {
            made = parameters.stream().map(Tensor::zerosLike).toList();
            tensors = made;
        }
        return made;
    }

    /** Names the tensor of a parameter: always if the setting is on, else if there is something other than zeros. */
    void state(State part, int parameter) {
        state(part, parameter, !on && isMade() && holdsValues(of(parameter)));
    }

    /**
     * Names the tensor of a parameter: always if the setting is on, else if it is begun.
     *
     * @param begun whether updates have begun it
     * @return whether it is named
     */
    boolean state(State part, int parameter, boolean begun) {
        if (on) {
            part.tensor(name, of(parameter));
            return true;
        }
        @Nullable
        Tensor now = begun ? of(parameter) : null;
        @Nullable
        Tensor given = part.optional(name, parameters.get(parameter).shape(), now);
        if (given != now) { // loaded
            Tensor kept = of(parameter);
            kept.assign(given == null ? Tensor.zerosLike(kept) : given);
        }
        return given != null;
    }

    private static boolean holdsValues(Tensor tensor) {
        for (float value : tensor.toArray()) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
