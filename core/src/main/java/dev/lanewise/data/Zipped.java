package dev.lanewise.data;

import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.BiFunction;

/** The samples of two datasets side by side. */
record Zipped<A, B, C>(Dataset<A> left, Dataset<B> right, BiFunction<? super A, ? super B, ? extends C> combine)
        implements
            Dataset<C>,
            Wrapper {
    Zipped {
        if (left.size() != right.size()) {
            throw new IllegalArgumentException("zip: " + left + " and " + right + " have " + left.size() + " and "
                    + right.size() + " samples");
        }
    }

    @Override
    public int size() {
        return left.size();
    }

    @Override
    public C batch(int... indices) {
        return Required.nonNull("zip: the batch that the function gave",
                combine.apply(left.batch(indices), right.batch(indices)));
    }

    @Override
    public Dataset<C> inEpoch(long epoch) {
        Dataset<A> a = left.inEpoch(epoch);
        Dataset<B> b = right.inEpoch(epoch);
        return a == left && b == right ? this : new Zipped<>(a, b, combine);
    }

    @Override
    public String augmentation() {
        return Samples.augmentation(parts());
    }

    @Override
    public List<Dataset<?>> parts() {
        return List.of(left, right);
    }

    @Override
    public String toString() {
        return "Zipped(" + left + ", " + right + ")";
    }
}
