package dev.lanewise.kernels.loops;

import java.util.List;

/**
 * One loop over a block {@code [rows, cols]}: each element is loaded, run through the code, and stored. Code and stores
 * refer to values by number: first the loads, then the results of the code, in order.
 *
 * <p>It is a mere description: equal loops are compiled to the same class. All loads of an element come before its
 * stores, so a buffer that is loaded as {@link Extent#FULL} may be stored to.
 *
 * @param loads where values come from
 * @param code what is computed
 * @param stores where results go, one for each element of the block
 */
public record Loop(List<Load> loads, List<Apply> code, List<Store> stores) {
    /**
     * The elements of a buffer.
     *
     * @param buffer its number
     * @param extent how it broadcasts to the block
     */
    public record Load(int buffer, Extent extent) {}

    /**
     * One operation.
     *
     * @param op what is computed
     * @param arguments the values it takes
     */
    public record Apply(Operation op, List<Integer> arguments) {}

    /**
     * A result that is stored.
     *
     * @param value which
     * @param buffer where
     */
    public record Store(int value, int buffer) {}
}
