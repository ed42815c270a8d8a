package dev.lanewise.data;

import java.util.List;

/** Some samples of a dataset. */
final class Subset<B> implements Dataset<B>, Wrapper {
    private final Dataset<B> all;
    private final int[] indices;

    Subset(Dataset<B> all, int... indices) {
        this.all = all;
        this.indices = indices.clone();
        for (int index : indices) {
            Samples.require(all, index);
        }
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public B batch(int... chosen) {
        int[] original = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            original[i] = indices[Samples.require(this, chosen[i])];
        }
        return all.batch(original);
    }

    @Override
    public Dataset<B> inEpoch(long epoch) {
        Dataset<B> then = all.inEpoch(epoch);
        return then == all ? this : new Subset<>(then, indices);
    }

    @Override
    public String augmentation() {
        return all.augmentation();
    }

    @Override
    public List<Dataset<B>> parts() {
        return List.of(all);
    }

    @Override
    public String toString() {
        return "Subset(" + indices.length + " samples of " + all + ")";
    }
}
