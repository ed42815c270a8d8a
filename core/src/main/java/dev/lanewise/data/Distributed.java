package dev.lanewise.data;

/** One worker's share of an order. */
record Distributed(Sampler all, int worker, int workers) implements Sampler {
    Distributed {
        if (worker < 0 || worker >= workers) {
            throw new IllegalArgumentException("distributed: worker " + worker + " of " + workers);
        }
    }

    @Override
    public int size() {
        return Math.ceilDiv(all.size(), workers);
    }

    @Override
    public int[] order(long epoch) {
        int[] order = all.order(epoch);
        int[] share = new int[size()];
        for (int i = 0; i < share.length; i++) {
            share[i] = order[(int) (((long) i * workers + worker) % order.length)];
        }
        return share;
    }

    @Override
    public String toString() {
        return all + " of worker " + worker + " of " + workers;
    }
}
