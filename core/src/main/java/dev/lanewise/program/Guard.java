package dev.lanewise.program;

import java.util.function.BooleanSupplier;

/**
 * A condition that the Java code branched on while it was captured.
 *
 * @param owner whose condition it is
 * @param condition reads its current value
 * @param value its value during the capture
 */
record Guard(Object owner, BooleanSupplier condition, boolean value) {
    boolean holds() {
        return condition.getAsBoolean() == value;
    }
}
