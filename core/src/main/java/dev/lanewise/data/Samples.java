package dev.lanewise.data;

/** Checks of sample numbers that the datasets share. */
final class Samples {
    private Samples() {}

    /** The number, if a dataset has that sample. */
    static int require(Dataset<?> dataset, int index) {
        if (index < 0 || index >= dataset.size()) {
            throw new IndexOutOfBoundsException(dataset.getClass().getSimpleName() + ": sample " + index
                    + " is not one of " + dataset.size());
        }
        return index;
    }
}
