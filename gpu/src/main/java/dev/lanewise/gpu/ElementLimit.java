package dev.lanewise.gpu;

import dev.lanewise.gpu.steps.Counts;
import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Shape;

/** Refuses programs with values of more elements than kernels count, before memory is allocated for them. */
final class ElementLimit {
    private ElementLimit() {}

    /**
     * Looks at all that lies on the device: inputs, tensors from outside, and what steps give.
     *
     * @throws UnsupportedOperationException if there are more than {@link Counts#MOST} elements in one
     */
    static void require(Listing listing) {
        for (int number = 0; number < listing.inputs(); number++) {
            require("input " + number + " of a program is", number, listing);
        }
        for (int number : listing.outside().keySet()) {
            require("a tensor from outside is", number, listing);
        }
        for (Listing.Step step : listing.steps()) {
            for (int number : step.out()) {
                require(step.describe() + " gives", number, listing);
            }
        }
    }

    private static void require(String what, int number, Listing listing) {
        Shape shape = listing.values().get(number).shape();
        if (shape.size() > Counts.MOST) {
            throw new UnsupportedOperationException("gpu: " + what + " " + shape + " of " + shape.size()
                    + " elements, of which kernels count up to " + Counts.MOST);
        }
    }
}
