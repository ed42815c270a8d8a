package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks parameters: all are leaves, and no two have elements in common. */
final class Parameters {
    /** A parameter and what messages call it. */
    private record Named(String name, Tensor tensor) {
        @Override
        public String toString() {
            return name + " " + tensor.shape();
        }
    }

    private final String owner;
    private final List<Named> all = new ArrayList<>();

    /**
     * No parameters yet.
     *
     * @param owner whose they are, for messages
     */
    Parameters(String owner) {
        this.owner = owner;
    }

    /**
     * An optimizer's parameters, checked.
     *
     * @throws IllegalArgumentException if there are none, or one is null, no leaf, or overlaps another
     */
    static List<Tensor> of(String owner, List<Tensor> parameters) {
        Required.nonNull(owner + ": the list of parameters", parameters);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(owner + ": no parameters given");
        }
        Parameters checked = new Parameters(owner);
        for (int i = 0; i < parameters.size(); i++) {
            checked.add("parameter " + i, parameters.get(i));
        }
        return List.copyOf(parameters);
    }

    /** Adds a parameter that fits those before it. */
    void add(String name, @Nullable Tensor tensor) {
        Named added = new Named(name, Required.nonNull(owner + ": " + name, tensor));
        if (!added.tensor.isLeaf()) {
            throw new IllegalArgumentException(
                    owner + ": " + added + " is not a leaf but the result of a recorded op");
        }
        for (Named other : all) {
            if (added.tensor == other.tensor) {
                throw new IllegalArgumentException(owner + ": " + added + " is listed twice, first as " + other.name);
            }
            if (added.tensor.overlaps(other.tensor)) {
                throw new IllegalArgumentException(
                        owner + ": " + other + " and " + added + " have elements in common");
            }
        }
        all.add(added);
    }
}
