package dev.lanewise.data;

/** Checks of sample indices that the datasets share. */
final class Samples {
    private Samples() {}

    /** Returns the index, if the dataset has that sample. */
    static int require(Dataset<?> dataset, int index) {
        if (index < 0 || index >= dataset.size()) {
            throw new IndexOutOfBoundsException(dataset.getClass().getSimpleName() + ": sample " + index
                    + " is not one of " + dataset.size());
        }
        return index;
    }
}
