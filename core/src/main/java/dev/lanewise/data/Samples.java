package dev.lanewise.data;

import dev.lanewise.state.Stateful;
import java.util.List;

/** Checks of samples that the datasets share. */
final class Samples {
    private Samples() {}

    /** Whether a dataset, or one that it is made of, has state. */
    static boolean hasState(Dataset<?> dataset) {
        return dataset instanceof Stateful
                || dataset instanceof Wrapper wrapper && wrapper.parts().stream().anyMatch(Samples::hasState);
    }

    /** The randomness of samples that are random in another way on top. */
    static String augmentation(Dataset<?> from, String more) {
        String below = from.augmentation();
        return below.isEmpty() ? more : below + ", " + more;
    }

    /** The randomness of samples of several datasets; empty if none has any. */
    static String augmentation(List<? extends Dataset<?>> parts) {
        List<String> each = parts.stream().map(Dataset::augmentation).toList();
        return each.stream().allMatch(String::isEmpty)
                ? ""
                : each.stream().map(one -> one.isEmpty() ? "none" : one).toList().toString();
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
