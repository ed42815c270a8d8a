package dev.lanewise.data;

import dev.lanewise.state.Stateful;

/** Checks of samples that the datasets share. */
final class Samples {
    private Samples() {}

    /** Whether a dataset, or one that it is made of, has state. */
    static boolean hasState(Dataset<?> dataset) {
        return dataset instanceof Stateful
                || dataset instanceof Wrapper wrapper && wrapper.parts().stream().anyMatch(Samples::hasState);
    }

    /** Returns the index, if the dataset has that sample. */
    static int require(Dataset<?> dataset, int index) {
        if (index < 0 || index >= dataset.size()) {
            throw new IndexOutOfBoundsException(dataset.getClass().getSimpleName() + ": sample " + index
                    + " is not one of " + dataset.size());
        }
        return index;
    }
}
