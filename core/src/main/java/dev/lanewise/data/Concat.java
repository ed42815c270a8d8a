package dev.lanewise.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The samples of several datasets, one after the other. */
final class Concat<B extends Batched<B>> implements Dataset<B>, Wrapper {
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
        return Joining.take(Joining.join("concat", taken), row);
    }

    @Override
    public Dataset<B> inEpoch(long epoch) {
        List<Dataset<B>> then = parts.stream().map(part -> part.inEpoch(epoch)).toList();
        return then.equals(parts) ? this : new Concat<>(then);
    }

    @Override
    public String augmentation() {
        return Samples.augmentation(parts);
    }

    @Override
    public List<Dataset<B>> parts() {
        return parts;
    }

    private int part(int index) {
        Samples.require(this, index);
        int part = 0;
        while (index >= begins[part + 1]) {
            part++;
        }
        return part;
    }

    @Override
    public String toString() {
        return parts.stream().map(Dataset::toString).collect(Collectors.joining(", ", "Concat(", ")"));
    }
}
