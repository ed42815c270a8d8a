package dev.lanewise.program;

import java.util.function.BooleanSupplier;

/**
 * A condition of Java's that decided what was captured.
 *
 * @param owner whose condition it is
 * @param condition looks it up
 * @param value what it was
 */
record Guard(Object owner, BooleanSupplier condition, boolean value) {
    boolean holds() {
        return condition.getAsBoolean() == value;
    }
}
