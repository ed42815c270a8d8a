package dev.lanewise.data;

/** Some samples of a dataset. */
final class Subset<B> implements Dataset<B> {
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
    public String toString() {
        return "Subset(" + indices.length + " samples of " + all + ")";
    }
}
