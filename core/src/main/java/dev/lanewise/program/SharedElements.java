package dev.lanewise.program;

import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Refuses values of a program that have elements in common with others, of which one is written to: on a device they
 * would not.
 */
final class SharedElements {
    private final int inputs;
    private final int[] numbers;
    private final Value[] values;

    /** Numbers of what is written to. */
    private final int[] targets;

    /**
     * Looks at the values from outside.
     *
     * @throws IllegalStateException if one that is written to shares elements with another
     */
    SharedElements(Listing listing, Set<Integer> written) {
        this.inputs = listing.inputs();
        this.numbers = listing.outside().keySet().stream().mapToInt(number -> number).toArray();
        this.values = listing.outside().values().toArray(Value[]::new);
        this.targets = written.stream().mapToInt(number -> number).toArray();
        for (int target : targets) {
            if (target >= inputs) {
                refuseOutside(target, outside(target));
            }
        }
    }

    /**
     * Looks at the inputs of a run.
     *
     * @throws IllegalStateException likewise
     */
    void refuse(List<? extends Value> given) {
        for (int target : targets) {
            Value value = target < inputs ? given.get(target) : outside(target);
            for (int i = 0; i < inputs; i++) {
                refuse(target, value, i, given.get(i));
            }
            if (target < inputs) {
                refuseOutside(target, value);
            }
        }
    }

    private void refuseOutside(int target, Value value) {
        for (int i = 0; i < values.length; i++) {
            refuse(target, value, numbers[i], values[i]);
        }
    }

    private static void refuse(int target, Value value, int number, Value other) {
        if (number != target && value.overlaps(other)) {
            throw new IllegalStateException("backend: the computation writes to a tensor " + value.shape()
                    + " that shares elements with another one " + other.shape()
                    + ", which a device would not see; use the same tensor, or a copy");
        }
    }

    private Value outside(int number) {
        return values[Arrays.binarySearch(numbers, number)];
    }
}
