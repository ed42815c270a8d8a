package dev.lanewise.data;

import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The samples of several datasets, one after the other. */
final class Concat<B extends Batched<B>> implements Dataset<B> {
    private final List<Dataset<B>> parts;

    /** Where each part begins, and at last how many samples there are. */
    private final int[] begins;

    Concat(List<Dataset<B>> parts) {
        long size = parts.stream().mapToLong(Dataset::size).sum();
        if (parts.isEmpty() || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "concat: " + parts.size() + " datasets of " + size + " samples in all: at least 1 and at most "
                            + Integer.MAX_VALUE + " are possible");
        }
        this.parts = parts;
        this.begins = new int[parts.size() + 1];
        for (int part = 0; part < parts.size(); part++) {
            begins[part + 1] = begins[part] + parts.get(part).size();
        }
    }

    @Override
    public int size() {
        return begins[parts.size()];
    }

    @Override
    public B batch(int... indices) {
        int[] home = Arrays.stream(indices).map(this::part).toArray();
        List<B> taken = new ArrayList<>();
        int[] row = new int[indices.length]; // where a sample lies in what the parts give, one after the other
        int rows = 0;
        for (int part = 0; part < parts.size(); part++) {
            int wanted = part;
            int[] own = IntStream.range(0, indices.length).filter(i -> home[i] == wanted).toArray();
            if (own.length > 0) {
                taken.add(parts.get(part).batch(Arrays.stream(own).map(i -> indices[i] - begins[wanted]).toArray()));
            }
            for (int i : own) {
                row[i] = rows++;
            }
        }
        if (taken.size() < 2) {
            return taken.isEmpty() ? parts.getFirst().batch() : taken.getFirst();
        }
        return join(taken, row);
    }

    private int part(int index) {
        Samples.require(this, index);
        int part = 0;
        while (index >= begins[part + 1]) {
            part++;
        }
        return part;
    }

    private B join(List<B> taken, int[] row) {
        List<List<Value>> values = taken.stream().map(Batched::values).toList();
        if (values.stream().anyMatch(list -> list.size() != values.getFirst().size())) {
            throw new IllegalArgumentException("concat: batches of the parts differ in how many values they have: "
                    + values.stream().map(List::size).toList());
        }
        List<Value> joined = new ArrayList<>();
        for (int v = 0; v < values.getFirst().size(); v++) {
            int number = v;
            List<Value> rows = values.stream().map(list -> list.get(number)).toList();
            joined.add(Rows.of(Rows.concat(rows)).take(row));
        }
        return taken.getFirst().with(joined);
    }

    @Override
    public String toString() {
        return parts.stream().map(Dataset::toString).collect(Collectors.joining(", ", "Concat(", ")"));
    }
}
