package dev.lanewise.data;

import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/** Puts batches together. */
final class Joining {
    private Joining() {}

    /**
     * The samples of batches one after the other.
     *
     * @param owner for messages, such as {@code concat}
     * @param batches one at least
     * @throws IllegalArgumentException if their values differ in number, type, or in another axis than the first
     */
    static <B extends Batched<B>> B join(String owner, List<B> batches) {
        if (batches.size() == 1) {
            return batches.getFirst();
        }
        List<List<Value>> values = batches.stream().map(Batched::values).toList();
        int count = values.getFirst().size();
        if (values.stream().anyMatch(list -> list.size() != count)) {
            throw new IllegalArgumentException(owner + ": batches differ in how many values they have: "
                    + values.stream().map(List::size).distinct().toList());
        }
        List<Value> joined = new ArrayList<>();
        for (int v = 0; v < count; v++) {
            int number = v;
            joined.add(Rows.concat(owner, values.stream().map(list -> list.get(number)).toList()));
        }
        return batches.getFirst().with(joined);
    }

    /** The samples of a batch with these positions. */
    static <B extends Batched<B>> B take(B batch, int... rows) {
        return batch.with(batch.values().stream().<Value>map(value -> Rows.of(value).take(rows)).toList());
    }
}
