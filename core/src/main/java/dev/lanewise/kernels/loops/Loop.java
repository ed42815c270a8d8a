package dev.lanewise.kernels.loops;

import java.util.List;

/**
 * One loop over a block {@code [rows, cols]}: each element is loaded, taken through the code, and stored. What code and
 * stores name are values: first the loads, then the results of the code, in order.
 *
 * <p>It is a description without code: two loops that are equal are compiled to the same class. All loads of an element
 * come before its stores, so a buffer that is loaded as {@link Extent#FULL} may be stored to.
 *
 * @param loads where values come from
 * @param code what is computed
 * @param stores where results go, an element for each of the block
 */
public record Loop(List<Load> loads, List<Apply> code, List<Store> stores) {
    /**
     * The elements of a buffer.
     *
     * @param buffer its number
     * @param extent how it lies under the block
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
     * A result that is kept.
     *
     * @param value which
     * @param buffer where
     */
    public record Store(int value, int buffer) {}
}
