package dev.lanewise.program;

import java.util.function.BooleanSupplier;

/**
 * A condition of Java's that decided what was captured.
 *
 * @param condition looks it up
 * @param value what it was
 */
record Guard(BooleanSupplier condition, boolean value) {
    boolean holds() {
        return condition.getAsBoolean() == value;
    }
}
