package dev.lanewise.data;

import dev.lanewise.text.Required;
import java.util.List;
import java.util.function.Function;

/** The batches of another dataset, each changed as a whole. */
record Mapped<A, B>(Dataset<A> from, Function<? super A, ? extends B> change) implements Dataset<B>, Wrapper {
    @Override
    public int size() {
        return from.size();
    }

    @Override
    public B batch(int... indices) {
        return Required.nonNull("map: the batch that the function gave", change.apply(from.batch(indices)));
    }

    @Override
    public Dataset<B> inEpoch(long epoch) {
        Dataset<A> then = from.inEpoch(epoch);
        return then == from ? this : new Mapped<>(then, change);
    }

    @Override
    public String augmentation() {
        return from.augmentation();
    }

    @Override
    public List<Dataset<A>> parts() {
        return List.of(from);
    }

    @Override
    public String toString() {
        return "Mapped(" + from + ")";
    }
}
