package dev.lanewise.optim;

import dev.lanewise.fields.Held;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Finds what rules and schedules keep in fields and would be lost. Fields that reflection may not read are left out.
 */
final class FieldCheck {
    private FieldCheck() {}

    /**
     * Checks the fields of a rule.
     *
     * @throws IllegalStateException naming the first field that holds a tensor that is no parameter
     */
    static void requireNoTensors(UpdateRule rule) {
        Held.visit(rule, UpdateRule.class, (field, value) -> {
            if (value instanceof Tensor tensor && rule.parameters().stream().noneMatch(known -> known == tensor)) {
                throw new IllegalStateException(rule.name() + ": its " + field + " holds a tensor " + tensor.shape()
                        + ", which would not be saved, and not be followed by captured steps; keep it in a slot"
                        + (field.isCaptured() ? "" : ", or make the field transient if neither matters"));
            }
            return true;
        });
    }

    /**
     * Checks the fields of a schedule and of its parts. One that has state itself answers for what it holds; those of a
     * lambda have no names and are not checked.
     *
     * @param saved what is saved of it
     * @throws IllegalArgumentException naming the first field that holds what has state and is not saved
     */
    static void requireSaved(String owner, Schedule schedule, List<Stateful> saved) {
        if (schedule instanceof Stateful) {
            return;
        }
        if (!schedule.getClass().isHidden()) {
            Held.visit(schedule, Object.class, (field, value) -> {
                boolean stateful = value instanceof Stateful;
                if (stateful && saved.stream().noneMatch(known -> known == value)) {
                    throw new IllegalArgumentException(owner + ": the " + field + " of the schedule "
                            + Schedules.text(schedule) + " holds a " + value.getClass().getSimpleName()
                            + ", whose state would not be saved; name it in parts()");
                }
                return !stateful;
            });
        }
        schedule.parts().forEach(part -> requireSaved(owner, part, saved));
    }
}
